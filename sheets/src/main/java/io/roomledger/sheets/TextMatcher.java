package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds matches in bytes of which nothing is known.
 *
 * <p>Two tables lead to earlier places that begin alike: one, by a hash of four bytes, to where
 * such bytes were seen last; the other, by place, from each to the one before with the same hash.
 * Of the nearest few the one with the longest match is taken. There is no waiting for a better
 * match at the next byte: free text of different rows has little in common.
 *
 * <p>Places are counted from the start of the entry and not of the window, so that they stay true
 * when the window moves. They may overflow: only their differences count, and what a place is said
 * to hold is always looked at.
 */
final class TextMatcher {
  private static final int HASH_BITS = 12;

  /** Shorter matches cost as many bits as their literals. */
  private static final int MIN_LENGTH = Integer.BYTES;

  /** A match up to so long may cost more bits than its literals. */
  private static final int DOUBTFUL_LENGTH = 6;

  /** How many earlier places are looked at. */
  private static final int MOST_LOOKS = 8;

  /** A match of so many bytes is good enough. */
  private static final int GOOD_LENGTH = 24;

  private static final int PLACE_MASK = Deflate.MAX_DISTANCE - 1;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final SlidingWindow window;
  private final TokenStream tokens;

  /** By hash. */
  private final int[] newest = new int[1 << HASH_BITS];

  /** By the last bits of a place. */
  private final int[] before = new int[Deflate.MAX_DISTANCE];

  /** The place of the window's first byte. */
  private int origin;

  /** Of the match that was found last. */
  private int length;

  private int distance;

  TextMatcher(SlidingWindow window, TokenStream tokens) {
    this.window = window;
    this.tokens = tokens;
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(newest, SlidingWindow.NOWHERE);
    origin = 0;
  }

  /** The window has moved. */
  void rebase(int shift) {
    origin += shift;
  }

  /** Makes tokens of a range at the end of the window. */
  void addTokens(int from, int to) {
    addTokens(from, from, 0, to);
  }

  /**
   * Makes tokens of a range at the end of the window that begins with something known.
   *
   * @param unknown where that ends
   * @param knownDistance how far back it stands, too; it is then three bytes or longer
   */
  void addTokens(int from, int unknown, int knownDistance, int to) {
    byte[] bytes = window.bytes();
    int literals = from;
    int i = unknown;
    while (i + MIN_LENGTH <= to) {
      int four = (int) INTS.get(bytes, i);
      boolean found = !areDigits(four) && find(bytes, i, four, to);
      if (literals < unknown) {
        int known = unknown - from;
        if (found && window.equalBytes(from - distance, from, known) == known) {
          // Together they are one match.
          length = Math.min(length, Deflate.MAX_MATCH - known);
          tokens.match(known + length, distance);
          i = remember(bytes, i + 1, i + length, to);
          literals = i;
          continue;
        }
        tokens.match(known, knownDistance);
        literals = unknown;
      }
      if (found && (length > DOUBTFUL_LENGTH || tokens.isWorthIt(bytes, i, length, distance))) {
        tokens.literals(bytes, literals, i);
        tokens.match(length, distance);
        i = remember(bytes, i + 1, i + length, to);
        literals = i;
      } else {
        i++;
      }
    }
    if (literals < unknown) {
      tokens.match(unknown - from, knownDistance);
      literals = unknown;
    }
    tokens.literals(bytes, literals, to);
  }

  /**
   * Looks for a match that begins at a position, which is then remembered; its length and distance.
   *
   * @param four the bytes there
   */
  private boolean find(byte[] bytes, int at, int four, int to) {
    int place = origin + at;
    int candidate = link(four, place);
    int most = Math.min(to - at, Deflate.MAX_MATCH);
    int longest = 0;
    int reach = 0;
    for (int looks = MOST_LOOKS; looks > 0; looks--) {
      int back = place - candidate;
      if (back <= reach || back > Deflate.MAX_DISTANCE) {
        // What was further back has been overwritten.
        break;
      }
      reach = back;
      int position = at - back;
      // Four bytes as far behind as a longer match must have them: most candidates fall by these.
      int probe = Math.max(0, longest + 1 - Integer.BYTES);
      if ((int) INTS.get(bytes, position + probe) == (int) INTS.get(bytes, at + probe)) {
        int equal = window.equalBytes(position, at, most);
        if (equal > longest) {
          longest = equal;
          distance = back;
          if (equal == most || equal >= GOOD_LENGTH) {
            break;
          }
        }
      }
      candidate = before[candidate & PLACE_MASK];
    }
    length = longest;
    return longest > 0;
  }

  /**
   * Whether all bytes are digits. Numbers in texts count or date something: what four digits were
   * last part of says little about what follows, and a match costs what they do.
   */
  private static boolean areDigits(int four) {
    // A highest bit is set, by the borrow or by the carry, where a byte is below '0' or above '9'.
    return (((four - 0x30303030) | (four + 0x46464646)) & 0x80808080) == 0;
  }

  /** Remembers positions that need no look; the last of them. */
  private int remember(byte[] bytes, int from, int to, int end) {
    for (int i = from; i < to && i + MIN_LENGTH <= end; i++) {
      var _ = link((int) INTS.get(bytes, i), origin + i);
    }
    return to;
  }

  /** Makes a place the newest of its hash; which was so before. */
  private int link(int four, int place) {
    int slot = (four * 0x9E3779B1) >>> (32 - HASH_BITS);
    int older = newest[slot];
    newest[slot] = place;
    before[place & PLACE_MASK] = older;
    return older;
  }
}
