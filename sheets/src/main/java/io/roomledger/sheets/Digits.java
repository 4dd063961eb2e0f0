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

  private static final int THOUSAND = 1000;

  /** Where the count of a compressed number begins, and the bits of its digits. */
  private static final int COMPRESSED_COUNT = 28;

  private static final int COMPRESSED_DIGITS = (1 << COMPRESSED_COUNT) - 1;

  /** Numbers below a thousand, compressed. */
  private static final int[] COMPRESSED = new int[THOUSAND];

  /** Their digits alone, with zeros in front, four bits each, the first lowest. */
  private static final short[] THREE_DIGITS = new short[THOUSAND];

  static {
    for (int value = 0; value < THOUSAND; value++) {
      int digits = value / 100 | value / 10 % 10 << 4 | value % 10 << 8;
      int count = value < 10 ? 1 : value < 100 ? 2 : 3;
      THREE_DIGITS[value] = (short) digits;
      COMPRESSED[value] = digits >>> (4 * (3 - count)) | count << COMPRESSED_COUNT;
    }
  }

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
    return value < THOUSAND ? COMPRESSED[value] : compressLarge(value);
  }

  private static int compressLarge(int value) {
    int thousands = compress(value / THOUSAND);
    int count = countOf(thousands);
    int rest = THREE_DIGITS[value % THOUSAND] << (4 * count);
    return (thousands & COMPRESSED_DIGITS) | rest | ((count + 3) << COMPRESSED_COUNT);
  }

  /** How many digits a {@linkplain #compress compressed} number has. */
  static int countOf(int compressed) {
    return compressed >>> COMPRESSED_COUNT;
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
