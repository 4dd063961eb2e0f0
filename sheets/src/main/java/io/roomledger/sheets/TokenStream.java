package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Turns tokens into bits, in blocks that each carry Huffman codes fitted to them.
 *
 * <p>A block's codes come before its tokens, but can only be fitted once the tokens are known; so
 * an encoder commonly buffers a block, counts, and then encodes. Here only the block's first {@link
 * #SAMPLE} tokens are buffered. Rows of a table resemble each other, so these are a good sample:
 * the codes made from them serve for the far longer rest, whose tokens go straight to bits. A
 * symbol that the sample did not have gets a (long) code too, lest it turn up later. The rest of
 * the first block is short, and each block may be twice as long as the one before, up to a limit: a
 * file whose first rows were unusual is soon corrected, and one that changes slowly is followed.
 */
final class TokenStream {
  /** Tokens that a code is fitted to. */
  static final int SAMPLE = 1 << 14;

  /** Bytes of the first block. */
  private static final long SHORTEST_BLOCK = 1 << 17;

  /** Bytes of later blocks; a new code for every so many costs a hundredth of the time. */
  private static final long LONGEST_BLOCK = 1 << 22;

  private static final int FIXED_LAST_BLOCK = 3;

  private static final int COUNT_SHIFT = 56;
  private static final long CODE_MASK = (1L << COUNT_SHIFT) - 1;

  private final BitWriter out;

  /** A literal as its byte; a match as its length in the high 16 bits, distance - 1 in the low. */
  private final int[] sample = new int[SAMPLE];

  private int sampled;
  private boolean fitted;
  private long blockBytes;
  private long blockEnd;

  /** By literal, and for the end of the block: code in the low 16 bits, its length above. */
  private final int[] literalCodes = new int[Deflate.FIRST_LENGTH];

  /** By match length: code and extra bits in the low 24 bits, how many they are above. */
  private final int[] lengthCodes = new int[Deflate.MAX_MATCH + 1];

  /**
   * By {@link Deflate#distanceSlot}: code in the low 16 bits, its length in the next 8, the number
   * of extra bits in the highest.
   */
  private final int[] distanceCodes = new int[Deflate.DISTANCE_SLOTS];

  TokenStream(BitWriter out) {
    this.out = out;
  }

  /** Starts compressed data. */
  void begin() {
    fitted = false;
    sampled = 0;
    blockBytes = SHORTEST_BLOCK;
  }

  /** Whether a match is shorter than its literals; taken for granted while there is no code. */
  boolean isWorthIt(byte[] bytes, int from, int length, int distance) {
    if (!fitted) {
      return true;
    }
    int bits = 0;
    for (int i = from; i < from + length; i++) {
      bits += literalCodes[bytes[i] & 0xFF] >>> 16;
    }
    return encode(length, distance - 1) >>> COUNT_SHIFT < bits;
  }

  /** Adds a range of literals. */
  void literals(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (!fitted && i < to) {
      addToSample(bytes[i++] & 0xFF);
    }
    if (i < to) {
      out.putCodes(literalCodes, bytes, i, to);
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
      putMatch(length, distance - 1);
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
    int code = literalCodes[literal & 0xFF];
    int codeLength = code >>> 16;
    long match = encode(length, distance - 1);
    int matchLength = (int) (match >>> COUNT_SHIFT);
    if (codeLength + matchLength <= BitWriter.MAX_PIECE) {
      out.put((code & 0xFFFF) | (match & CODE_MASK) << codeLength, codeLength + matchLength);
    } else {
      out.put(code & 0xFFFF, codeLength);
      out.put(match & CODE_MASK, matchLength);
    }
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
    count(literalFrequencies, distanceFrequencies);
    HuffmanCode literals = HuffmanCode.of(literalFrequencies, Deflate.MAX_CODE_LENGTH);
    HuffmanCode distances = HuffmanCode.of(distanceFrequencies, Deflate.MAX_CODE_LENGTH);
    BlockHeader.write(last, literals, distances, out);
    prepare(literals, distances);
    for (int i = 0; i < sampled; i++) {
      int token = sample[i];
      if (token < 256) {
        putLiteral(token);
      } else {
        putMatch(token >>> 16, token & 0xFFFF);
      }
    }
  }

  private void count(int[] literals, int[] distances) {
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
      literalCodes[symbol] = literals.code(symbol) | literals.length(symbol) << 16;
    }
    for (int length = Deflate.MIN_MATCH; length <= Deflate.MAX_MATCH; length++) {
      int symbol = Deflate.lengthSymbol(length);
      int codeLength = literals.length(symbol);
      int bits = literals.code(symbol) | Deflate.lengthExtra(length) << codeLength;
      lengthCodes[length] = bits | (codeLength + Deflate.lengthExtraBits(symbol)) << 24;
    }
    for (int slot = 0; slot < distanceCodes.length; slot++) {
      int symbol = Deflate.distanceSymbol(slot);
      int codeAndLength = distances.code(symbol) | distances.length(symbol) << 16;
      distanceCodes[slot] = codeAndLength | Deflate.distanceExtraBits(symbol) << 24;
    }
  }

  private void putLiteral(int literal) throws IOException {
    int code = literalCodes[literal];
    out.put(code & 0xFFFF, code >>> 16);
  }

  private void putMatch(int length, int back) throws IOException {
    long match = encode(length, back);
    out.put(match & CODE_MASK, (int) (match >>> COUNT_SHIFT));
  }

  /** The bits of a match, at most 48, and how many they are in the highest byte. */
  private long encode(int length, int back) {
    int lengthCode = lengthCodes[length];
    int lengthBits = lengthCode >>> 24;
    int distanceCode = distanceCodes[Deflate.distanceSlot(back)];
    int distanceLength = distanceCode >>> 16 & 0xFF;
    int extraBits = distanceCode >>> 24;
    int extra = back & ((1 << extraBits) - 1);
    long distance = (distanceCode & 0xFFFF) | extra << distanceLength;
    long bits = (lengthCode & 0xFFFFFF) | distance << lengthBits;
    return bits | (long) (lengthBits + distanceLength + extraBits) << COUNT_SHIFT;
  }

  private void endBlock() throws IOException {
    putLiteral(Deflate.END_OF_BLOCK);
  }
}
