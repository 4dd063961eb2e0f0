package io.roomledger.sheets;

import java.io.IOException;

/**
 * The head of a dynamic block: the lengths of its two codes (RFC 1951, 3.2.7). They are squeezed
 * once more. Both lists, one after the other, become a string over an alphabet of 19: 0 to 15 are
 * lengths, 16 repeats the last one 3 to 6 times, 17 and 18 stand for 3 to 10 and 11 to 138 zeros.
 * This string has a Huffman code of its own, whose lengths (3 bits each) come first.
 */
final class BlockHeader {
  private static final int DYNAMIC = 2;
  private static final int REPEAT = 16;
  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;
  private static final int MAX_CODE_LENGTH = 7;

  /**
   * The order in which the lengths are sent: those most likely unused last, where they can be left
   * out.
   */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final byte[] symbols = new byte[Deflate.LITERAL_SYMBOLS + Deflate.DISTANCE_SYMBOLS];
  private final byte[] extras = new byte[symbols.length];
  private int size;

  private BlockHeader() {}

  /** Starts a block. */
  static void write(boolean last, HuffmanCode literals, HuffmanCode distances, BitWriter out)
      throws IOException {
    int literalCount = used(literals, Deflate.LITERAL_SYMBOLS);
    int distanceCount = used(distances, Deflate.DISTANCE_SYMBOLS);
    BlockHeader header = new BlockHeader();
    header.squeeze(concatenate(literals, literalCount, distances, distanceCount));
    out.put(last ? 1 : 0, 1);
    out.put(DYNAMIC, 2);
    out.put(literalCount - Deflate.FIRST_LENGTH, 5);
    out.put(distanceCount - 1, 5);
    header.write(out);
  }

  /** Symbols up to the last one with a code. */
  private static int used(HuffmanCode code, int symbols) {
    int count = symbols;
    while (code.length(count - 1) == 0) {
      count--;
    }
    return count;
  }

  private static byte[] concatenate(
      HuffmanCode literals, int literalCount, HuffmanCode distances, int distanceCount) {
    byte[] lengths = new byte[literalCount + distanceCount];
    for (int i = 0; i < literalCount; i++) {
      lengths[i] = (byte) literals.length(i);
    }
    for (int i = 0; i < distanceCount; i++) {
      lengths[literalCount + i] = (byte) distances.length(i);
    }
    return lengths;
  }

  private void squeeze(byte[] lengths) {
    int i = 0;
    while (i < lengths.length) {
      int run = 1;
      while (i + run < lengths.length && lengths[i + run] == lengths[i]) {
        run++;
      }
      i += lengths[i] == 0 ? addZeros(run) : addRepeated(lengths[i], run);
    }
  }

  private int addZeros(int run) {
    if (run < 3) {
      add(0, 0);
      return 1;
    }
    int covered = Math.min(run, 138);
    if (covered <= 10) {
      add(ZEROS, covered - 3);
    } else {
      add(MANY_ZEROS, covered - 11);
    }
    return covered;
  }

  private int addRepeated(int length, int run) {
    add(length, 0);
    if (run < 4) {
      return 1;
    }
    int covered = Math.min(run - 1, 6);
    add(REPEAT, covered - 3);
    return covered + 1;
  }

  private void add(int symbol, int extra) {
    symbols[size] = (byte) symbol;
    extras[size++] = (byte) extra;
  }

  private void write(BitWriter out) throws IOException {
    int[] frequencies = new int[ORDER.length];
    for (int i = 0; i < size; i++) {
      frequencies[symbols[i]]++;
    }
    // A code needs two symbols; a spare one costs three bits.
    frequencies[0] = Math.max(frequencies[0], 1);
    frequencies[MANY_ZEROS] = Math.max(frequencies[MANY_ZEROS], 1);
    HuffmanCode code = HuffmanCode.of(frequencies, MAX_CODE_LENGTH);
    int count = ORDER.length;
    while (code.length(ORDER[count - 1]) == 0) {
      count--;
    }
    out.put(count - 4, 4);
    for (int i = 0; i < count; i++) {
      out.put(code.length(ORDER[i]), 3);
    }
    for (int i = 0; i < size; i++) {
      out.put(code.code(symbols[i]), code.length(symbols[i]));
      out.put(extras[i], extraBits(symbols[i]));
    }
  }

  private static int extraBits(int symbol) {
    return switch (symbol) {
      case REPEAT -> 2;
      case ZEROS -> 3;
      case MANY_ZEROS -> 7;
      default -> 0;
    };
  }
}
