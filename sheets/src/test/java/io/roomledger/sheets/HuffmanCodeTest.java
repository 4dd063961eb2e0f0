package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanCodeTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isCompleteAndKeepsTheLimit(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      int[] frequencies = frequencies(random, 2 + random.nextInt(285));
      HuffmanCode code = HuffmanCode.of(frequencies, 15);
      double sum = 0;
      for (int symbol = 0; symbol < frequencies.length; symbol++) {
        assertThat(code.length(symbol) > 0).isEqualTo(frequencies[symbol] > 0);
        assertThat(code.length(symbol)).isLessThanOrEqualTo(15);
        sum += code.length(symbol) > 0 ? Math.pow(2, -code.length(symbol)) : 0;
      }
      assertThat(sum).as("Kraft's sum").isEqualTo(1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isAsShortAsHuffmansOwnWhereTheLimitDoesNotBind(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      int[] frequencies = random.ints(2 + random.nextInt(100), 1, 50).toArray();
      HuffmanCode code = HuffmanCode.of(frequencies, 15);
      long bits =
          IntStream.range(0, frequencies.length)
              .mapToLong(s -> (long) frequencies[s] * code.length(s))
              .sum();
      assertThat(bits).isEqualTo(huffmanCost(frequencies));
    }
  }

  @Test
  void squeezesFibonacciUnderTheLimit() {
    // The frequencies that make Huffman's codes longest: unlimited, the last would take 18 bits.
    int[] frequencies = {
      1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181
    };
    HuffmanCode code = HuffmanCode.of(frequencies, 7);
    assertThat(IntStream.range(0, frequencies.length).map(code::length).max()).hasValue(7);
    assertThat(code.length(18)).isLessThan(code.length(0));
  }

  @Test
  void numbersCodesAsTheRfcsExample() {
    // RFC 1951, 3.2.2: lengths (3, 3, 3, 3, 3, 2, 4, 4) make 010, 011, 100, 101, 110, 00, 1110,
    // 1111.
    HuffmanCode code = HuffmanCode.of(new int[] {8, 8, 8, 8, 8, 16, 4, 4}, 15);
    assertThat(IntStream.range(0, 8).mapToObj(s -> firstBitFirst(code, s)))
        .containsExactly("010", "011", "100", "101", "110", "00", "1110", "1111");
  }

  private static String firstBitFirst(HuffmanCode code, int symbol) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < code.length(symbol); i++) {
      bits.append(code.code(symbol) >> i & 1);
    }
    return bits.toString();
  }

  private static int[] frequencies(SplittableRandom random, int size) {
    int[] frequencies = random.ints(size, 0, 20).map(bits -> random.nextInt(1 << bits)).toArray();
    frequencies[0]++;
    frequencies[size - 1]++;
    return frequencies;
  }

  /** Total bits of Huffman's construction: the sum of all inner nodes. */
  private static long huffmanCost(int[] frequencies) {
    PriorityQueue<Long> nodes = new PriorityQueue<>();
    for (int frequency : frequencies) {
      nodes.add((long) frequency);
    }
    long cost = 0;
    while (nodes.size() > 1) {
      long joined = nodes.remove() + nodes.remove();
      cost += joined;
      nodes.add(joined);
    }
    return cost;
  }
}
