package io.roomledger.sheets;

/**
 * A few bits as a {@code long}: in the lowest six how many they are, and above these the bits; so
 * that codes can lie in tables and pieces in a row. (A shift looks at no more than six bits of its
 * count: to shift by a piece's count, it need not be cut out.)
 */
final class Piece {
  /** The most bits; they still fit a {@code long} with seven others waiting. */
  static final int MAX_BITS = 56;

  private static final int COUNT_BITS = 6;
  private static final long COUNT = (1 << COUNT_BITS) - 1;

  private Piece() {}

  /**
   * Packs bits.
   *
   * @param bits none above the count
   */
  static long of(long bits, int count) {
    return (bits << COUNT_BITS) | count;
  }

  /** The bits alone. */
  static long bits(long piece) {
    return piece >>> COUNT_BITS;
  }

  /** How many they are. */
  static int count(long piece) {
    return (int) (piece & COUNT);
  }

  /** By how much a bit is to be shifted that is added to a piece behind so many others. */
  static int shift(int count) {
    return COUNT_BITS + count;
  }

  /** Two pieces as one; together they have no more than {@link #MAX_BITS}. */
  static long join(long first, long second) {
    return first + (second & COUNT) + ((second & ~COUNT) << (int) first);
  }
}
