package io.roomledger.sheets;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A Huffman code: frequent symbols get short codes, rare ones long, and no code begins another, so
 * a reader needs no separators.
 *
 * <p>DEFLATE's codes are <i>canonical</i> (RFC 1951, 3.2.2): the lengths alone say everything,
 * since codes of one length are consecutive numbers in the order of their symbols. Lengths have an
 * upper limit, 15 bits or 7, which Huffman's own method does not keep. <i>Package-merge</i>
 * (Larmore and Hirschberg, 1990) does, and is optimal under the limit. In its picture every symbol
 * owns one coin of each denomination 1/2, 1/4, ... 1/2^limit, each costing the symbol's frequency,
 * and the cheapest coins worth {@code n - 1} in all are wanted: a symbol's code is as long as the
 * number of its coins among them. Going from the smallest denomination up, coins are bundled two
 * and two into packages, and these are merged with the next denomination's coins by cost.
 */
final class HuffmanCode {
  private final byte[] lengths;
  private final short[] codes;

  private HuffmanCode(byte[] lengths, short[] codes) {
    this.lengths = lengths;
    this.codes = codes;
  }

  /**
   * The shortest code for symbols that occur so often.
   *
   * @param frequencies by symbol; 0 = never, no code. At least two are above 0
   * @param maxLength in bits; 2^maxLength is at least the number of symbols
   */
  static HuffmanCode of(int[] frequencies, int maxLength) {
    int[] symbols =
        IntStream.range(0, frequencies.length)
            .filter(symbol -> frequencies[symbol] > 0)
            .boxed()
            .sorted(Comparator.comparingInt(symbol -> frequencies[symbol]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] coins = Arrays.stream(symbols).mapToLong(symbol -> frequencies[symbol]).toArray();
    int[] counts = coinsChosen(coins, maxLength);
    byte[] lengths = new byte[frequencies.length];
    for (int i = 0; i < symbols.length; i++) {
      lengths[symbols[i]] = (byte) counts[i];
    }
    return new HuffmanCode(lengths, canonicalCodes(lengths));
  }

  /** The code that serves while there is none: each symbol's number, in so many bits. */
  static HuffmanCode ofNumbers(int symbols, int bits) {
    byte[] lengths = new byte[symbols];
    short[] codes = new short[symbols];
    for (int symbol = 0; symbol < symbols; symbol++) {
      lengths[symbol] = (byte) bits;
      codes[symbol] = (short) symbol;
    }
    return new HuffmanCode(lengths, codes);
  }

  /** By symbol, in bits; 0 = no code. */
  int length(int symbol) {
    return lengths[symbol];
  }

  /** The code of a symbol, first bit lowest, as {@link BitWriter} wants it. */
  int code(int symbol) {
    return codes[symbol] & 0xFFFF;
  }

  /** Both. */
  long piece(int symbol) {
    return Piece.of(code(symbol), length(symbol));
  }

  /** How many of each symbol's coins are among the cheapest; symbols in the order of their cost. */
  private static int[] coinsChosen(long[] coins, int maxLength) {
    int n = coins.length;
    boolean[][] isCoin = new boolean[maxLength][];
    long[] row = coins;
    isCoin[0] = new boolean[n];
    Arrays.fill(isCoin[0], true);
    for (int level = 1; level < maxLength; level++) {
      long[] packages = new long[row.length / 2];
      for (int i = 0; i < packages.length; i++) {
        packages[i] = row[2 * i] + row[2 * i + 1];
      }
      isCoin[level] = new boolean[n + packages.length];
      row = merge(coins, packages, isCoin[level]);
    }
    int[] counts = new int[n];
    int taken = 2 * n - 2;
    for (int level = maxLength - 1; level >= 0; level--) {
      int own = 0;
      for (int i = 0; i < taken; i++) {
        own += isCoin[level][i] ? 1 : 0;
      }
      // Coins stand in the order of their cost on every level, so those chosen are the first ones.
      for (int i = 0; i < own; i++) {
        counts[i]++;
      }
      taken = 2 * (taken - own);
    }
    return counts;
  }

  private static long[] merge(long[] coins, long[] packages, boolean[] isCoin) {
    long[] merged = new long[coins.length + packages.length];
    int coin = 0;
    for (int i = 0; i < merged.length; i++) {
      int bundle = i - coin;
      isCoin[i] =
          bundle == packages.length || (coin < coins.length && coins[coin] <= packages[bundle]);
      merged[i] = isCoin[i] ? coins[coin++] : packages[bundle];
    }
    return merged;
  }

  /**
   * Numbers the codes, and turns them around: a Huffman code is sent from its highest bit on, all
   * else from the lowest.
   */
  private static short[] canonicalCodes(byte[] lengths) {
    int[] next = new int[Deflate.MAX_CODE_LENGTH + 2];
    for (byte length : lengths) {
      next[length + 1] += length > 0 ? 1 : 0;
    }
    for (int length = 1; length < next.length; length++) {
      next[length] = (next[length - 1] + next[length]) << 1;
    }
    short[] codes = new short[lengths.length];
    for (int symbol = 0; symbol < codes.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = (short) (Integer.reverse(next[length]++) >>> (32 - length));
      }
    }
    return codes;
  }
}
