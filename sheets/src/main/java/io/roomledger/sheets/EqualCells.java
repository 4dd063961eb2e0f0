package io.roomledger.sheets;

import java.util.Arrays;

/**
 * Finds for a cell the one earlier cell worth pointing at. Looked at are
 *
 * <ol>
 *   <li>the cell above, which has the same framing, and often the same value or its beginning;
 *   <li>if the whole is not equal, for a number the cell that last had this value, and the same one
 *       to its right;
 *   <li>and for a stamp the one to the left: times in a row have the date in common.
 * </ol>
 *
 * <p>Whether numbers are equal is seen from their digits, without looking at the window: what
 * stands there follows from them and from the framing.
 */
final class EqualCells {
  private static final int RECENT_BITS = 11;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final SlidingWindow window;

  /** By column, and one more for the starts of rows: where the row number last ended. */
  private final int[] above;

  /** By column: digits and following framing of the number there. */
  private final long[] aboveKey;

  /** By hash of what is in {@link #aboveKey}: where the row number ended. */
  private final int[] recent = SlidingWindow.noPositions(1 << RECENT_BITS);

  private final long[] recentKey = new long[1 << RECENT_BITS];
  private int lastStamp = SlidingWindow.NOWHERE;

  EqualCells(SlidingWindow window, int columns) {
    this.window = window;
    above = SlidingWindow.noPositions(columns + 1);
    aboveKey = new long[columns + 1];
  }

  /** The window is a new one. */
  void forget() {
    Arrays.fill(above, SlidingWindow.NOWHERE);
    Arrays.fill(recent, SlidingWindow.NOWHERE);
    lastStamp = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    SlidingWindow.rebase(above, shift);
    SlidingWindow.rebase(recent, shift);
    lastStamp = Math.max(lastStamp - shift, SlidingWindow.NOWHERE);
  }

  /**
   * Fills in distance and equal end of a cell.
   *
   * @param limit the equal end is not beyond: where the next cell's row number begins
   * @param framing numbers what is between value and limit
   */
  void find(PendingCell cell, int limit, int framing) {
    int from = cell.numberEnd;
    int column = cell.column;
    int distance = from - above[column];
    above[column] = from;
    cell.aboveDistance = distance;
    if (cell.kind != PendingCell.Kind.NUMBER) {
      aboveKey[column] = 0;
    }
    switch (cell.kind) {
      case NUMBER -> findNumber(cell, distance, limit, (long) framing << 32 | cell.digits);
      case STAMP -> findStamp(cell, distance, limit);
      case TEXT -> {
        // How a text begins says nothing about the rest, which is better searched as a whole.
        int end = equalEnd(from, distance, limit);
        cell.distance = distance;
        cell.equalEnd = end < cell.end ? Math.min(end, cell.value) : end;
      }
      case ROW_START -> {
        cell.distance = distance;
        cell.equalEnd = equalEnd(from, distance, limit);
      }
    }
  }

  /**
   * Whether a number is equal to the one above, or to one seen lately, is hard to foresee; so both
   * are looked at, and one of three answers chosen without a branch.
   */
  private void findNumber(PendingCell cell, int distance, int limit, long key) {
    int from = cell.numberEnd;
    long keyAbove = aboveKey[cell.column];
    aboveKey[cell.column] = key;
    int slot = (int) ((key * MIX) >>> (Long.SIZE - RECENT_BITS));
    int recently = from - recent[slot];
    long keyRecently = recentKey[slot];
    recent[slot] = from;
    recentKey[slot] = key;
    int tooFar = (Deflate.MAX_DISTANCE - recently) >> 31;
    int notRecently = allOnesUnlessZero(key ^ keyRecently) | tooFar;
    int notAbove = allOnesUnlessZero(key ^ keyAbove);
    int partlyEqual;
    if (keyAbove == 0 || distance > Deflate.MAX_DISTANCE) {
      notAbove = -1;
      partlyEqual = equalEnd(from, distance, limit);
    } else {
      // The openings are equal, and then as many digits as are, counted without looking at them.
      partlyEqual = Math.min(cell.end, cell.value + Digits.common((int) keyAbove, cell.digits));
    }
    cell.distance = distance + ((recently - distance) & notAbove & ~notRecently);
    cell.equalEnd = limit + ((partlyEqual - limit) & notAbove & notRecently);
  }

  private static int allOnesUnlessZero(long x) {
    return (int) ((x | -x) >> 63);
  }

  private void findStamp(PendingCell cell, int distanceAbove, int limit) {
    int from = cell.numberEnd;
    int distance = distanceAbove;
    int end = equalEnd(from, distance, limit);
    if (end < limit) {
      int beside = from - lastStamp;
      int besideEnd = equalEnd(from, beside, limit);
      if (besideEnd > end || (besideEnd == end && beside < distance)) {
        distance = beside;
        end = besideEnd;
      }
    }
    lastStamp = from;
    cell.distance = distance;
    cell.equalEnd = end;
  }

  private int equalEnd(int from, int distance, int limit) {
    return distance <= Deflate.MAX_DISTANCE
        ? from + window.equalBytes(from - distance, from, limit - from)
        : from;
  }
}
