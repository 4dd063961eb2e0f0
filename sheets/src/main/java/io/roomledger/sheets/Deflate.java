package io.roomledger.sheets;

/**
 * The alphabets of DEFLATE (RFC 1951, 3.2.5).
 *
 * <p>Compressed data is a list of tokens: a <i>literal</i> is one byte; a <i>match</i> says "copy
 * {@code length} bytes from {@code distance} bytes back", 3 to 258 bytes, 1 to 32,768 back.
 * Literals and match lengths share one alphabet of 286 symbols: 0 to 255 are the literals, 256 ends
 * a block, 257 to 285 are lengths. Distances have an alphabet of 30. Since there are more lengths
 * and distances than symbols, the larger ones come in ranges: the symbol names the range, <i>extra
 * bits</i> behind it the place inside.
 */
final class Deflate {
  static final int MIN_MATCH = 3;
  static final int MAX_MATCH = 258;
  static final int MAX_DISTANCE = 32_768;

  static final int END_OF_BLOCK = 256;
  static final int FIRST_LENGTH = 257;

  /** Literals, end of block, lengths. */
  static final int LITERAL_SYMBOLS = 286;

  static final int DISTANCE_SYMBOLS = 30;

  /** The longest code of a literal, length or distance, in bits. */
  static final int MAX_CODE_LENGTH = 15;

  /** By length: its symbol. */
  private static final short[] LENGTH_SYMBOL = new short[MAX_MATCH + 1];

  /** By length: its place in the symbol's range. */
  private static final byte[] LENGTH_EXTRA = new byte[MAX_MATCH + 1];

  static {
    int length = MIN_MATCH;
    for (int symbol = FIRST_LENGTH; symbol < FIRST_LENGTH + 28; symbol++) {
      for (int extra = 0; extra < 1 << lengthExtraBits(symbol); extra++) {
        LENGTH_SYMBOL[length] = (short) symbol;
        LENGTH_EXTRA[length++] = (byte) extra;
      }
    }
    // The last range would end at 258, but the longest match, being frequent, has a symbol of its
    // own.
    LENGTH_SYMBOL[MAX_MATCH] = LITERAL_SYMBOLS - 1;
    LENGTH_EXTRA[MAX_MATCH] = 0;
  }

  private Deflate() {}

  static int lengthSymbol(int length) {
    return LENGTH_SYMBOL[length];
  }

  static int lengthExtra(int length) {
    return LENGTH_EXTRA[length];
  }

  /**
   * How many bits of place follow a length symbol: none for the first eight and the last, then one
   * more every four.
   */
  static int lengthExtraBits(int symbol) {
    return symbol < FIRST_LENGTH + 8 || symbol == LITERAL_SYMBOLS - 1
        ? 0
        : (symbol - FIRST_LENGTH - 4) / 4;
  }

  /**
   * The symbol of a distance: two for each power of two, but one each for the first four. The low
   * {@link #distanceExtraBits} bits of the distance less 1 are its place in the symbol's range.
   *
   * @param back the distance less 1
   */
  static int distanceSymbol(int back) {
    // Without a branch, which could not be foreseen: near ones and far ones take turns.
    int extraBits = 30 - Integer.numberOfLeadingZeros(back | 2);
    return 2 * extraBits + (back >>> extraBits);
  }

  /**
   * How many bits of place follow a distance symbol: none for the first four, then one more every
   * two.
   */
  static int distanceExtraBits(int symbol) {
    return symbol < 4 ? 0 : symbol / 2 - 1;
  }

  /** The shortest distance of a symbol. */
  static int firstDistance(int symbol) {
    return 1 + ((symbol < 4 ? symbol : 2 + (symbol & 1)) << distanceExtraBits(symbol));
  }
}
