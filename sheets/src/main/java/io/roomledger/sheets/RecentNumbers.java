package io.roomledger.sheets;

import java.util.Arrays;

/**
 * Where numbers of the rows before stand, by what they are and what follows them.
 *
 * <p>Whether numbers are equal is seen from their digits, without looking at the window: what
 * stands there follows from them and from the framing. Each has one place in a table, which a later
 * one may take; so the table is small enough to stay in the processor's cache.
 */
final class RecentNumbers {
  /** In place of a distance when there is none. */
  private static final int TOO_FAR = Integer.MAX_VALUE;

  private static final int BITS = 12;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int POSITION_BITS = SlidingWindow.POSITION_BITS;
  private static final int POSITION_MASK = (1 << POSITION_BITS) - 1;
  private static final int DIGITS_BITS = 31;

  /** Framings with higher numbers are of rows so long that none is in reach of the next. */
  private static final int FRAMINGS = 1 << (Long.SIZE - DIGITS_BITS - POSITION_BITS);

  /** By hash: digits and framing, and below them the position. 0 = none. */
  private final long[] entries = new long[1 << BITS];

  /** The window is a new one. */
  void forget() {
    Arrays.fill(entries, 0);
  }

  /** The window has moved. */
  void rebase(int shift) {
    for (int i = 0; i < entries.length; i++) {
      long left = (entries[i] & POSITION_MASK) - shift;
      // Without a branch: all ones unless the position has left the window.
      entries[i] = (entries[i] - shift) & ~(left >> 63);
    }
  }

  /**
   * How far back the same number is, and remembers it.
   *
   * @param digits {@link Digits#compress}
   * @param framing numbers what follows, up to the next row number; above 0
   * @return more than a match can reach if there is none
   */
  int distance(int position, int digits, int framing) {
    if (framing >= FRAMINGS) {
      return TOO_FAR;
    }
    long key = ((long) framing << DIGITS_BITS) | digits;
    int slot = (int) ((key * MIX) >>> (Long.SIZE - BITS));
    long entry = entries[slot];
    entries[slot] = (key << POSITION_BITS) | position;
    // Zeros above the position if the keys are equal.
    long difference = entry ^ (key << POSITION_BITS);
    int back = position - (int) difference;
    // All ones unless they are; without a branch.
    int different = (int) (-(difference >>> POSITION_BITS) >> 63);
    return (back & ~different) | (different & TOO_FAR);
  }
}
