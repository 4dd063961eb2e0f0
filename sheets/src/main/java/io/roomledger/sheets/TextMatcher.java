package io.roomledger.sheets;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds matches in bytes of which nothing is known. A table remembers, by a hash of four bytes,
 * where four such bytes were last seen; if they are the same and in reach, as many as follow
 * equally become a match. There is no second candidate and no waiting for a better match at the
 * next byte: free text of different rows has little in common, and a longer search would cost more
 * time than all the rest of the row.
 */
final class TextMatcher {
  private static final int HASH_BITS = 14;

  /** Shorter matches cost as many bits as their literals. */
  private static final int MIN_LENGTH = Integer.BYTES;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final SlidingWindow window;
  private final TokenStream tokens;
  private final int[] lastSeen = SlidingWindow.noPositions(1 << HASH_BITS);

  TextMatcher(SlidingWindow window, TokenStream tokens) {
    this.window = window;
    this.tokens = tokens;
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(lastSeen, SlidingWindow.NOWHERE);
  }

  /** The window has moved. */
  void rebase(int shift) {
    SlidingWindow.rebase(lastSeen, shift);
  }

  /** Makes tokens of a range at the end of the window. */
  void addTokens(int from, int to) throws IOException {
    byte[] bytes = window.bytes();
    int literals = from;
    int i = from;
    while (i + MIN_LENGTH <= to) {
      int four = (int) INTS.get(bytes, i);
      int slot = (four * 0x9E3779B1) >>> (32 - HASH_BITS);
      int seen = lastSeen[slot];
      lastSeen[slot] = i;
      if (i - seen <= Deflate.MAX_DISTANCE && (int) INTS.get(bytes, seen) == four) {
        int length = window.equalBytes(seen, i, Math.min(to - i, Deflate.MAX_MATCH));
        tokens.literals(bytes, literals, i);
        tokens.match(length, i - seen);
        i += length;
        literals = i;
      } else {
        i++;
      }
    }
    tokens.literals(bytes, literals, to);
  }
}
