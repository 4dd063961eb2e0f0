package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds the one match worth trying for a short value, together with the framing that follows it.
 * The framing is part of it because a value that returns in its column is followed by the same
 * closing tags and the same next column, so that one match covers both.
 */
final class ValueMatcher {
  private static final int RECENT_BITS = 13;

  private final SlidingWindow window;
  private final TokenStream tokens;

  /** By hash of the value and the column that follows: where it was last written. */
  private final int[] recent = SlidingWindow.noPositions(1 << RECENT_BITS);

  /** By column: where its last stamp was written. */
  private final int[] lastInColumn;

  private int lastStamp = SlidingWindow.NOWHERE;

  ValueMatcher(SlidingWindow window, TokenStream tokens, int columns) {
    this.window = window;
    this.tokens = tokens;
    lastInColumn = SlidingWindow.noPositions(columns);
  }

  /** The window is a new one. */
  void forget() {
    Arrays.fill(recent, SlidingWindow.NOWHERE);
    Arrays.fill(lastInColumn, SlidingWindow.NOWHERE);
    lastStamp = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    SlidingWindow.rebase(recent, shift);
    SlidingWindow.rebase(lastInColumn, shift);
    lastStamp = Math.max(lastStamp - shift, SlidingWindow.NOWHERE);
  }

  /**
   * Makes tokens of a number at the end of the window and, when it was written before with the same
   * framing, of that too.
   *
   * @param from where the number begins
   * @param frame where the framing behind it begins
   * @param enough how far a match must reach; a shorter one is worth nothing, as the framing alone
   *     would match as well
   * @param next the column that follows
   * @return up to where tokens were made: {@code frame} at least
   */
  int addNumber(int from, int frame, int enough, int next) throws IOException {
    long hash = (window.longAt(from) ^ ((long) next << 48)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> (Long.SIZE - RECENT_BITS));
    int seen = recent[slot];
    recent[slot] = from;
    if (from - seen <= Deflate.MAX_DISTANCE) {
      int length = window.equalBytes(seen, from, window.position() - from);
      if (from + length >= enough) {
        tokens.match(length, from - seen);
        return from + length;
      }
    }
    tokens.literals(window.bytes(), from, frame);
    return frame;
  }

  /**
   * Makes tokens of a stamp at the end of the window. It is laid over the last one of its column
   * and over the last one of all; where it equals one of them, that is a match. A stamp as long as
   * the one above it so matches through its framing.
   *
   * @param column of the stamp
   * @param from where the stamp begins
   * @param frame where the framing behind it begins
   * @return up to where tokens were made: {@code frame} at least
   */
  int addStamp(int column, int from, int frame) throws IOException {
    int above = from - lastInColumn[column];
    int beside = from - lastStamp;
    lastInColumn[column] = from;
    lastStamp = from;
    int end = window.position();
    int literals = from;
    int i = from;
    while (i < frame) {
      int up = above <= Deflate.MAX_DISTANCE ? window.equalBytes(i - above, i, end - i) : 0;
      int left = beside <= Deflate.MAX_DISTANCE ? window.equalBytes(i - beside, i, end - i) : 0;
      int length = Math.max(up, left);
      if (length >= Deflate.MIN_MATCH) {
        tokens.literals(window.bytes(), literals, i);
        tokens.match(length, up == length ? above : beside);
        i += length;
        literals = i;
      } else {
        i++;
      }
    }
    tokens.literals(window.bytes(), literals, i);
    return i;
  }
}
