package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the tables printed in RFC 1951, 3.2.5. */
class DeflateTest {
  @ParameterizedTest
  @CsvSource({
    "3, 257, 0, 0",
    "10, 264, 0, 0",
    "11, 265, 1, 0",
    "12, 265, 1, 1",
    "13, 266, 1, 0",
    "18, 268, 1, 1",
    "19, 269, 2, 0",
    "34, 272, 2, 3",
    "35, 273, 3, 0",
    "66, 276, 3, 7",
    "67, 277, 4, 0",
    "130, 280, 4, 15",
    "131, 281, 5, 0",
    "227, 284, 5, 0",
    "257, 284, 5, 30",
    "258, 285, 0, 0"
  })
  void lengths(int length, int symbol, int extraBits, int extra) {
    assertThat(Deflate.lengthSymbol(length)).isEqualTo(symbol);
    assertThat(Deflate.lengthExtraBits(symbol)).isEqualTo(extraBits);
    assertThat(Deflate.lengthExtra(length)).isEqualTo(extra);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "2, 1, 0",
    "4, 3, 0",
    "5, 4, 1",
    "6, 4, 1",
    "7, 5, 1",
    "8, 5, 1",
    "9, 6, 2",
    "192, 14, 6",
    "193, 15, 6",
    "256, 15, 6",
    "257, 16, 7",
    "384, 16, 7",
    "385, 17, 7",
    "512, 17, 7",
    "513, 18, 8",
    "8193, 26, 12",
    "16384, 27, 12",
    "16385, 28, 13",
    "24577, 29, 13",
    "32768, 29, 13"
  })
  void distances(int distance, int symbol, int extraBits) {
    assertThat(Deflate.distanceSymbol(distance - 1)).isEqualTo(symbol);
    assertThat(Deflate.distanceExtraBits(symbol)).isEqualTo(extraBits);
  }

  @Test
  void everyDistanceHasItsOwnSymbolAndPlace() {
    int next = 0;
    for (int symbol = 0; symbol < Deflate.DISTANCE_SYMBOLS; symbol++) {
      assertThat(Deflate.firstDistance(symbol)).isEqualTo(next + 1);
      for (int place = 0; place < 1 << Deflate.distanceExtraBits(symbol); place++) {
        assertThat(Deflate.distanceSymbol(next)).isEqualTo(symbol);
        assertThat(next & ((1 << Deflate.distanceExtraBits(symbol)) - 1)).isEqualTo(place);
        next++;
      }
    }
    assertThat(next).isEqualTo(Deflate.MAX_DISTANCE);
  }
}
