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
   * How far back a number was last written with the same framing behind it.
   *
   * @param from where the number begins
   * @param end where the framing ends
   * @param next the column that follows
   * @return 0 when it was not, or out of reach
   */
  int distanceOfNumber(int from, int end, int next) {
    long hash = (window.longAt(from) ^ ((long) next << 48)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> (Long.SIZE - RECENT_BITS));
    int distance = from - recent[slot];
    recent[slot] = from;
    int length = end - from;
    boolean same =
        distance <= Deflate.MAX_DISTANCE
            && window.equalBytes(from - distance, from, length) == length;
    return same ? distance : 0;
  }

  /**
   * Makes tokens of a stamp. It is laid over the last one of its column, or first over the last one
   * of all if that has more in common; where it equals them, that is a match. A stamp as long as
   * the one above it so matches through its framing.
   *
   * @param column of the stamp
   * @param from where the stamp begins
   * @param frame where the framing behind it begins
   * @param end where the framing ends
   * @return up to where tokens were made: {@code frame} at least
   */
  int addStamp(int column, int from, int frame, int end) throws IOException {
    int above = from - lastInColumn[column];
    int beside = from - lastStamp;
    lastInColumn[column] = from;
    lastStamp = from;
    int distance = above;
    int length = equalBytes(from, end, above);
    if (from + length < frame) {
      int left = equalBytes(from, end, beside);
      distance = left > length ? beside : above;
      length = Math.max(left, length);
    }
    int literals = from;
    int i = from;
    while (i < frame) {
      if (length >= Deflate.MIN_MATCH) {
        tokens.literals(window.bytes(), literals, i);
        tokens.match(length, distance);
        i += length;
        literals = i;
      } else {
        i++;
      }
      distance = above;
      length = equalBytes(i, end, above);
    }
    tokens.literals(window.bytes(), literals, i);
    return i;
  }

  private int equalBytes(int at, int end, int distance) {
    return distance <= Deflate.MAX_DISTANCE ? window.equalBytes(at - distance, at, end - at) : 0;
  }
}
