package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Turns tokens into bits, in blocks that each carry Huffman codes fitted to them.
 *
 * <p>A block's codes come before its tokens, but can only be fitted once the tokens are known; so
 * an encoder commonly buffers a block, counts, and then encodes. Here only the block's first {@link
 * #SAMPLE} tokens are buffered. Rows of a table resemble each other, so these are a good sample:
 * the codes made from them serve for the far longer rest, whose tokens go straight to bits, {@link
 * Piece}s of them. A symbol that the sample did not have gets a (long) code too, lest it turn up
 * later. The rest of the first block is short, and each block may be twice as long as the one
 * before, up to a limit: a file whose first rows were unusual is soon corrected, and one that
 * changes slowly is followed.
 */
final class TokenStream {
  /** Tokens that a code is fitted to. */
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

  /** Pieces that are gathered before they are written; even. */
  private static final int QUEUE = 1 << 10;

  private final BitWriter out;

  /** A literal as its byte; a match as its length in the high 16 bits, distance - 1 in the low. */
  private final int[] sample = new int[SAMPLE];

  private int sampled;
  private boolean fitted;
  private long blockBytes;
  private long blockEnd;

  /** What is to be written next, of one token or several. */
  private final long[] pieces = new long[QUEUE];

  private int queued;

  /** By literal, and for the end of the block: its code, as a piece. */
  private final long[] literalCodes = new long[Deflate.FIRST_LENGTH];

  /**
   * By two digits of four bits each, the first lowest: their codes, as a piece; of what is no digit
   * none.
   */
  private final long[] digitCodes = new long[1 << 8];

  /** By match length: code and extra bits, as a piece. */
  private final long[] lengthCodes = new long[Deflate.MAX_MATCH + 1];

  /**
   * By {@link Deflate#distanceSlot}: the code in the low 16 bits, ones for its extra bits in the
   * next 16, the code's length in the next 8, the length of both in the highest 8.
   */
  private final long[] distanceCodes = new long[Deflate.DISTANCE_SLOTS];

  TokenStream(BitWriter out) {
    this.out = out;
  }

  /** Starts compressed data. */
  void begin() {
    fitted = false;
    sampled = 0;
    queued = 0;
    blockBytes = SHORTEST_BLOCK;
  }

  /** Whether a match is shorter than its literals; taken for granted while there is no code. */
  boolean isWorthIt(byte[] bytes, int from, int length, int distance) {
    if (!fitted) {
      return true;
    }
    int bits = 0;
    for (int i = from; i < from + length; i++) {
      bits += Piece.count(literalCodes[bytes[i] & 0xFF]);
    }
    return Piece.count(encode(length, distance - 1)) < bits;
  }

  /** Adds a range of literals. */
  void literals(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (!fitted && i < to) {
      addToSample(bytes[i++] & 0xFF);
    }
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
   * @param skipped how many digits are left out at the start
   */
  void digits(int compressed, int skipped) throws IOException {
    int count = Digits.countOf(compressed);
    int i = skipped;
    for (; !fitted && i < count; i++) {
      addToSample('0' + ((compressed >>> (4 * i)) & 15));
    }
    if (i == count) {
      return;
    }
    // Where there is no digit, all ones; the shift brings more of them.
    int digits = ((compressed & 0xFFF_FFFF) | (-1 << (4 * count))) >> (4 * i);
    put(Piece.join(digitCodes[digits & 0xFF], digitCodes[(digits >>> 8) & 0xFF]));
    if (count - i > 4) {
      put(Piece.join(digitCodes[(digits >>> 16) & 0xFF], digitCodes[digits >>> 24]));
    }
  }

  /**
   * Adds a match.
   *
   * @param length 3 to 258 bytes
   * @param distance 1 to 32,768 bytes back
   */
  void match(int length, int distance) throws IOException {
    if (fitted) {
      put(encode(length, distance - 1));
    } else {
      addToSample(length << 16 | (distance - 1));
    }
  }

  /** Adds a literal and a match behind it; faster than one by one. */
  void literalAndMatch(byte literal, int length, int distance) throws IOException {
    if (!fitted) {
      addToSample(literal & 0xFF);
      match(length, distance);
      return;
    }
    put(Piece.join(literalCodes[literal & 0xFF], encode(length, distance - 1)));
  }

  /** To be called now and then between tokens: ends a block that has become long. */
  void checkpoint() throws IOException {
    if (fitted && out.bytes() >= blockEnd) {
      endBlock();
      fitted = false;
      sampled = 0;
      blockBytes = Math.min(2 * blockBytes, LONGEST_BLOCK);
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
      beginBlock(true);
      endBlock();
    }
    out.finish();
  }

  private void addToSample(int token) throws IOException {
    sample[sampled++] = token;
    if (sampled == SAMPLE) {
      beginBlock(false);
      fitted = true;
      blockEnd = out.bytes() + blockBytes;
    }
  }

  private void beginBlock(boolean last) throws IOException {
    int[] literalFrequencies = new int[Deflate.LITERAL_SYMBOLS];
    int[] distanceFrequencies = new int[Deflate.DISTANCE_SYMBOLS];
    if (!last) {
      Arrays.fill(literalFrequencies, 1);
      Arrays.fill(distanceFrequencies, 1);
    }
    countSymbols(literalFrequencies, distanceFrequencies);
    HuffmanCode literals = HuffmanCode.of(literalFrequencies, LONGEST_CODE);
    HuffmanCode distances = HuffmanCode.of(distanceFrequencies, LONGEST_DISTANCE_CODE);
    BlockHeader.write(last, literals, distances, out);
    prepare(literals, distances);
    for (int i = 0; i < sampled; i++) {
      int token = sample[i];
      put(token < 256 ? literalCodes[token] : encode(token >>> 16, token & 0xFFFF));
    }
  }

  private void countSymbols(int[] literals, int[] distances) {
    for (int i = 0; i < sampled; i++) {
      int token = sample[i];
      if (token < 256) {
        literals[token]++;
      } else {
        literals[Deflate.lengthSymbol(token >>> 16)]++;
        distances[Deflate.distanceSymbol(Deflate.distanceSlot(token & 0xFFFF))]++;
      }
    }
    literals[Deflate.END_OF_BLOCK]++;
    // A code needs two symbols, used or not.
    literals[0] = Math.max(literals[0], 1);
    distances[0] = Math.max(distances[0], 1);
    distances[1] = Math.max(distances[1], 1);
  }

  private void prepare(HuffmanCode literals, HuffmanCode distances) {
    for (int symbol = 0; symbol < literalCodes.length; symbol++) {
      literalCodes[symbol] = Piece.of(literals.code(symbol), literals.length(symbol));
    }
    for (int two = 0; two < digitCodes.length; two++) {
      digitCodes[two] = Piece.join(digitCode(two & 15), digitCode(two >>> 4));
    }
    for (int length = Deflate.MIN_MATCH; length <= Deflate.MAX_MATCH; length++) {
      int symbol = Deflate.lengthSymbol(length);
      long extra = Piece.of(Deflate.lengthExtra(length), Deflate.lengthExtraBits(symbol));
      lengthCodes[length] =
          Piece.join(Piece.of(literals.code(symbol), literals.length(symbol)), extra);
    }
    for (int slot = 0; slot < distanceCodes.length; slot++) {
      int symbol = Deflate.distanceSymbol(slot);
      int extraBits = Deflate.distanceExtraBits(symbol);
      long codeLength = distances.length(symbol);
      distanceCodes[slot] =
          Piece.of(distances.code(symbol), (int) codeLength + extraBits)
              | (((1L << extraBits) - 1) << 16)
              | (codeLength << 32);
    }
  }

  private long digitCode(int digit) {
    return digit > 9 ? 0 : literalCodes['0' + digit];
  }

  /** The bits of a match, at most 48, as a piece. */
  private long encode(int length, int back) {
    long lengthCode = lengthCodes[length];
    long distanceCode = distanceCodes[Deflate.distanceSlot(back)];
    long extra = back & (int) (distanceCode >>> 16);
    // A shift looks at no more than six bits of its count.
    long distance = (distanceCode & 0xFFFF) | (extra << (int) (distanceCode >>> 32));
    return Piece.withCountOf(lengthCode, distanceCode) | (distance << Piece.count(lengthCode));
  }

  private void endBlock() throws IOException {
    put(literalCodes[Deflate.END_OF_BLOCK]);
    drain();
  }

  private void put(long piece) throws IOException {
    pieces[queued++] = piece;
    if (queued == QUEUE) {
      drain();
    }
  }

  private void drain() throws IOException {
    if (queued % 2 != 0) {
      pieces[queued++] = 0;
    }
    out.putAll(pieces, queued);
    queued = 0;
  }
}
