package io.roomledger.sheets;

/**
 * A few bits as a {@code long}: the bits lowest, and in the highest byte how many they are; so that
 * codes can lie in tables and pieces in a row.
 */
final class Piece {
  /** The most bits. */
  static final int MAX_BITS = 56;

  private static final long BITS = (1L << MAX_BITS) - 1;

  private Piece() {}

  /**
   * Packs bits.
   *
   * @param bits none above the count
   */
  static long of(long bits, int count) {
    return bits | ((long) count << MAX_BITS);
  }

  /** The bits alone. */
  static long bits(long piece) {
    return piece & BITS;
  }

  /** How many they are. */
  static int count(long piece) {
    return (int) (piece >>> MAX_BITS);
  }

  /** Two pieces as one; together they have no more than {@link #MAX_BITS}. */
  static long join(long first, long second) {
    return withCountOf(first, second) | (bits(second) << count(first));
  }

  /** The bits of one piece, and the counts of both: room for the second one's bits. */
  static long withCountOf(long piece, long second) {
    return piece + (second & ~BITS);
  }
}
