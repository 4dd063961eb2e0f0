package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 9, 10, 11, 99, 100, 999, 1000, 4711, 99_999, 100_000, 1_048_576, 9_999_999})
  void packs(int value) {
    long packed = Digits.pack(value);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Digits.count(packed); i++) {
      text.append((char) (packed >>> (8 * i) & 0xFF));
    }
    assertThat(text).hasToString(Integer.toString(value));
    assertCompressed(value);
  }

  @Test
  void compressesAsItPacks() {
    for (int value = 0; value <= Digits.MAX; value += 37) {
      assertCompressed(value);
    }
  }

  private static void assertCompressed(int value) {
    long packed = Digits.pack(value);
    int compressed = Digits.compress(value);
    assertThat(Digits.countOf(compressed)).isEqualTo(Digits.count(packed));
    long counted = -1L >>> (64 - 8 * Digits.count(packed));
    assertThat(Digits.ascii(compressed) & counted).isEqualTo(packed & counted);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9,
        10,
        -10,
        99,
        100,
        12_345,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1_000_000_000_000_000_000L
      })
  void writes(long value) {
    byte[] target = new byte[24];
    int end = Digits.write(value, target, 2);
    assertThat(new String(target, 2, end - 2, StandardCharsets.US_ASCII))
        .isEqualTo(Long.toString(value));
  }
}
