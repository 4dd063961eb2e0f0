package io.roomledger.sheets;

/**
 * The code of tokens for which there is none yet. Each symbol is its number, so they can be read
 * back; and whoever makes tokens need not know whether there is a code.
 */
final class SampleCode {
  private static final int LITERAL_BITS = 9;
  private static final int DISTANCE_BITS = 5;

  static final HuffmanCode LITERALS = HuffmanCode.ofNumbers(Deflate.LITERAL_SYMBOLS, LITERAL_BITS);
  static final HuffmanCode DISTANCES =
      HuffmanCode.ofNumbers(Deflate.DISTANCE_SYMBOLS, DISTANCE_BITS);

  private SampleCode() {}

  /** Counts the symbols of a piece. */
  static void count(long piece, int[] literals, int[] distances) {
    long bits = Piece.bits(piece);
    int left = Piece.count(piece);
    while (left > 0) {
      int symbol = low(bits, LITERAL_BITS);
      literals[symbol]++;
      int read = LITERAL_BITS;
      if (symbol >= Deflate.FIRST_LENGTH) {
        read += Deflate.lengthExtraBits(symbol);
        int distance = low(bits >>> read, DISTANCE_BITS);
        distances[distance]++;
        read += DISTANCE_BITS + Deflate.distanceExtraBits(distance);
      }
      bits >>>= read;
      left -= read;
    }
  }

  /** The same tokens in another code. */
  static long translate(long piece, HuffmanCode literals, HuffmanCode distances) {
    long translated = 0;
    long bits = Piece.bits(piece);
    int left = Piece.count(piece);
    while (left > 0) {
      int symbol = low(bits, LITERAL_BITS);
      translated = Piece.join(translated, literals.piece(symbol));
      int read = LITERAL_BITS;
      if (symbol >= Deflate.FIRST_LENGTH) {
        int extraBits = Deflate.lengthExtraBits(symbol);
        translated = Piece.join(translated, Piece.of(low(bits >>> read, extraBits), extraBits));
        read += extraBits;
        int distance = low(bits >>> read, DISTANCE_BITS);
        translated = Piece.join(translated, distances.piece(distance));
        read += DISTANCE_BITS;
        extraBits = Deflate.distanceExtraBits(distance);
        translated = Piece.join(translated, Piece.of(low(bits >>> read, extraBits), extraBits));
        read += extraBits;
      }
      bits >>>= read;
      left -= read;
    }
    return translated;
  }

  private static int low(long bits, int count) {
    return (int) (bits & ((1L << count) - 1));
  }
}
