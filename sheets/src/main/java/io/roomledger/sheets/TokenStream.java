package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Turns tokens into bits, in blocks that each carry Huffman codes fitted to them.
 *
 * <p>A block's codes come before its tokens, but can only be fitted once the tokens are known; so
 * an encoder commonly buffers a block, counts, and then encodes. Here only the block's first {@link
 * #SAMPLE} pieces are buffered. Rows of a table resemble each other, so these are a good sample:
 * the codes made from them serve for the far longer rest. A symbol that the sample did not have
 * gets a (long) code too, lest it turn up later. The rest of the first block is short, and each
 * block may be twice as long as the one before, up to a limit: a file whose first rows were unusual
 * is soon corrected, and one that changes slowly is followed.
 */
final class TokenStream {
  /** Pieces, each of one token or a few, that a code is fitted to. */
  static final int SAMPLE = 1 << 14;

  /** Bytes of the first block. */
  private static final long SHORTEST_BLOCK = 1 << 17;

  /** Bytes of later blocks; a new code for every so many costs a hundredth of the time. */
  private static final long LONGEST_BLOCK = 1 << 21;

  /**
   * So short that four literals, or one and a match, fit one {@link Piece}: 14 + 14 + 5 + 10 + 13.
   */
  private static final int LONGEST_CODE = 14;

  private static final int LONGEST_DISTANCE_CODE = 10;

  private static final int FIXED_LAST_BLOCK = 3;

  /** Pieces that are gathered before they are written. */
  private static final int QUEUE = 1 << 10;

  /** In place of a literal; its code has no bits. */
  static final int NO_LITERAL = Deflate.FIRST_LENGTH;

  private final BitWriter out;

  private boolean fitted;
  private long blockBytes;
  private long blockEnd;

  /** What is to be written next, each of one token or a few. */
  private final long[] pieces = new long[SAMPLE + 2 * SlidingWindow.MARGIN];

  private int queued;

  /** So many are enough. */
  private int limit;

  /** By literal, and for the end of the block: its code, as a piece; last {@link #NO_LITERAL}. */
  private final long[] literalCodes = new long[Deflate.FIRST_LENGTH + 1];

  /**
   * By two digits of four bits each, the first lowest: their codes, as a piece; of what is no digit
   * none.
   */
  private final long[] digitCodes = new long[1 << 8];

  /** By match length: code and extra bits, as a piece. */
  private final long[] lengthCodes = new long[Deflate.MAX_MATCH + 1];

  /**
   * By distance symbol: in the lowest eight bits by how much the distance less 1 is shifted; above
   * them a piece, of the code and extra bits, from which is taken what of such a distance is no
   * extra bit.
   */
  private final long[] distanceCodes = new long[Deflate.DISTANCE_SYMBOLS];

  TokenStream(BitWriter out) {
    this.out = out;
  }

  /** Starts compressed data. */
  void begin() {
    queued = 0;
    blockBytes = SHORTEST_BLOCK;
    takeSample();
  }

  private void takeSample() {
    fitted = false;
    limit = SAMPLE;
    prepare(SampleCode.LITERALS, SampleCode.DISTANCES);
  }

  /** Whether a match is shorter than its literals. */
  boolean isWorthIt(byte[] bytes, int from, int length, int distance) {
    int bits = 0;
    for (int i = from; i < from + length; i++) {
      bits += Piece.count(literalCodes[bytes[i] & 0xFF]);
    }
    return Piece.count(encode(length, distance - 1)) < bits;
  }

  /** Adds a range of literals. */
  void literals(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + 2 <= to; i += 2) {
      put(Piece.join(literalCodes[bytes[i] & 0xFF], literalCodes[bytes[i + 1] & 0xFF]));
    }
    for (; i < to; i++) {
      put(literalCodes[bytes[i] & 0xFF]);
    }
  }

  /**
   * Adds the digits of a number as literals.
   *
   * @param compressed {@link Digits#compress}
   * @param skipped how many digits are left out at the start; not all
   */
  void digits(int compressed, int skipped) {
    int count = Digits.countOf(compressed);
    // Where there is no digit, all ones; the shift brings more of them.
    int digits = ((compressed & 0xFFF_FFFF) | (-1 << (4 * count))) >> (4 * skipped);
    put(Piece.join(digitCodes[digits & 0xFF], digitCodes[(digits >>> 8) & 0xFF]));
    put(Piece.join(digitCodes[(digits >>> 16) & 0xFF], digitCodes[digits >>> 24]));
    // Without a branch, which could not be foreseen: not counted if there are no more than four.
    queued += (count - skipped - 5) >> 31;
  }

  /** Adds a match, but not if the mask is all ones; without a branch. */
  void matchUnless(int mask, int length, int distance) {
    match(length, distance);
    queued += mask;
  }

  /**
   * Adds a match.
   *
   * @param length 3 to 258 bytes
   * @param distance 1 to 32,768 bytes back
   */
  void match(int length, int distance) {
    put(encode(length, distance - 1));
  }

  /**
   * Adds a literal and a match behind it; faster than one by one.
   *
   * @param literal or {@link #NO_LITERAL}
   */
  void literalAndMatch(int literal, int length, int distance) {
    put(Piece.join(literalCodes[literal], encode(length, distance - 1)));
  }

  /** Makes room for the tokens of {@link SlidingWindow#MARGIN} bytes. */
  void makeRoom() throws IOException {
    if (queued < limit) {
      return;
    }
    if (!fitted) {
      fit(false);
    } else {
      drain();
      if (out.bytes() >= blockEnd) {
        endBlock();
        blockBytes = Math.min(2 * blockBytes, LONGEST_BLOCK);
        takeSample();
      }
    }
  }

  /** What follows is different: a block that has its code ends, lest it serve for that, too. */
  void change() throws IOException {
    if (fitted) {
      endBlock();
      takeSample();
    }
  }

  /** Ends compressed data. */
  void end() throws IOException {
    if (fitted) {
      // This block was begun without knowing that it is the last; an empty one with the fixed code
      // says so.
      endBlock();
      out.put(FIXED_LAST_BLOCK, 10);
    } else {
      fit(true);
      endBlock();
    }
    out.finish();
  }

  /** Begins a block with what was sampled. */
  private void fit(boolean last) throws IOException {
    int[] literalFrequencies = new int[Deflate.LITERAL_SYMBOLS];
    int[] distanceFrequencies = new int[Deflate.DISTANCE_SYMBOLS];
    if (!last) {
      Arrays.fill(literalFrequencies, 1);
      Arrays.fill(distanceFrequencies, 1);
    }
    for (int i = 0; i < queued; i++) {
      SampleCode.count(pieces[i], literalFrequencies, distanceFrequencies);
    }
    literalFrequencies[Deflate.END_OF_BLOCK]++;
    // A code needs two symbols, used or not.
    literalFrequencies[0] = Math.max(literalFrequencies[0], 1);
    distanceFrequencies[0] = Math.max(distanceFrequencies[0], 1);
    distanceFrequencies[1] = Math.max(distanceFrequencies[1], 1);
    HuffmanCode literals = HuffmanCode.of(literalFrequencies, LONGEST_CODE);
    HuffmanCode distances = HuffmanCode.of(distanceFrequencies, LONGEST_DISTANCE_CODE);
    BlockHeader.write(last, literals, distances, out);
    for (int i = 0; i < queued; i++) {
      pieces[i] = SampleCode.translate(pieces[i], literals, distances);
    }
    prepare(literals, distances);
    drain();
    fitted = true;
    limit = QUEUE;
    blockEnd = out.bytes() + blockBytes;
  }

  private void prepare(HuffmanCode literals, HuffmanCode distances) {
    for (int symbol = 0; symbol < NO_LITERAL; symbol++) {
      literalCodes[symbol] = literals.piece(symbol);
    }
    for (int two = 0; two < digitCodes.length; two++) {
      digitCodes[two] = Piece.join(digitCode(two & 15), digitCode(two >>> 4));
    }
    for (int length = Deflate.MIN_MATCH; length <= Deflate.MAX_MATCH; length++) {
      int symbol = Deflate.lengthSymbol(length);
      long extra = Piece.of(Deflate.lengthExtra(length), Deflate.lengthExtraBits(symbol));
      lengthCodes[length] = Piece.join(literals.piece(symbol), extra);
    }
    for (int symbol = 0; symbol < distanceCodes.length; symbol++) {
      int extraBits = Deflate.distanceExtraBits(symbol);
      int codeLength = distances.length(symbol);
      int shift = Piece.shift(codeLength);
      long piece = Piece.of(distances.code(symbol), codeLength + extraBits);
      long first = Deflate.firstDistance(symbol) - 1L;
      distanceCodes[symbol] = ((piece - (first << shift)) << Byte.SIZE) | shift;
    }
  }

  private long digitCode(int digit) {
    return digit > 9 ? 0 : literalCodes['0' + digit];
  }

  /** The bits of a match, at most 48, as a piece. */
  private long encode(int length, int back) {
    long lengthCode = lengthCodes[length];
    long distanceCode = distanceCodes[Deflate.distanceSymbol(back)];
    // A shift looks at no more than six bits of its count.
    long distance = (distanceCode >> Byte.SIZE) + ((long) back << (int) distanceCode);
    return Piece.join(lengthCode, distance);
  }

  private void endBlock() throws IOException {
    put(literalCodes[Deflate.END_OF_BLOCK]);
    drain();
  }

  private void put(long piece) {
    pieces[queued++] = piece;
  }

  private void drain() throws IOException {
    if (queued % 2 != 0) {
      pieces[queued++] = 0;
    }
    out.putAll(pieces, queued);
    queued = 0;
  }
}
