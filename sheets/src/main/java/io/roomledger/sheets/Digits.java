package io.roomledger.sheets;

/**
 * Small whole numbers as text packed into a {@code long}: up to seven ASCII digits, the first in
 * the lowest byte, and their count in the highest. So one 8-byte store writes the number, whose
 * count says how far to move on.
 */
final class Digits {
  /** The largest number that fits. */
  static final int MAX = 9_999_999;

  private static final long ZEROS = 0x30303030303030L;

  private Digits() {}

  /** Packs a number from 0 to {@link #MAX}. */
  static long pack(int value) {
    long digits = 0;
    int count = 0;
    int rest = value;
    do {
      digits = digits << 8 | rest % 10;
      rest /= 10;
      count++;
    } while (rest > 0);
    return digits | (ZEROS >>> (8 * (7 - count))) | ((long) count << 56);
  }

  /** How many digits were packed. */
  static int count(long packed) {
    return (int) (packed >>> 56) & 7;
  }

  /**
   * Packs a number further, four bits for each digit, for tables that should stay in the
   * processor's cache. The highest bit is left to the caller.
   */
  static int compress(int value) {
    int digits = 0;
    int count = 0;
    int rest = value;
    do {
      digits = digits << 4 | rest % 10;
      rest /= 10;
      count++;
    } while (rest > 0);
    return digits | count << 28;
  }

  /** How many digits a {@linkplain #compress compressed} number has. */
  static int countOf(int compressed) {
    return compressed >>> 28;
  }

  /**
   * The digits of a {@linkplain #compress compressed} number; what is above them counts for
   * nothing.
   */
  static long ascii(int compressed) {
    long digits = compressed;
    digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFFL;
    digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FFL;
    digits = (digits | digits << 4) & 0x0F0F_0F0F_0F0F_0F0FL;
    return digits | ZEROS;
  }

  /**
   * Writes a number in decimal.
   *
   * @param target with room for 20 bytes at {@code position}
   * @return the position behind it
   */
  static int write(long value, byte[] target, int position) {
    int start = position;
    // Counting down from the negative keeps Long.MIN_VALUE in range.
    long rest = value < 0 ? value : -value;
    if (value < 0) {
      target[start++] = '-';
    }
    int end = start + 1;
    for (long power = rest / 10; power != 0; power /= 10) {
      end++;
    }
    for (int i = end - 1; i >= start; i--) {
      target[i] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
    return end;
  }
}
