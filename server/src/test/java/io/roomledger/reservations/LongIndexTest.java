package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LongIndexTest {
  static Stream<long[]> ids() {
    return Stream.of(
        new long[0],
        new long[] {7},
        new long[] {5, 3, 4, 9, 20},
        new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE},
        new Random(1).longs(5_000).distinct().toArray(),
        new Random(2).longs(3_000, 1_000_000, 1_012_000).distinct().toArray());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void findsEachIdAndNoOther(long[] ids) {
    LongIndex index = new LongIndex(ids);

    for (int place = 0; place < ids.length; place++) {
      assertThat(index.find(ids[place])).isEqualTo(place);
    }
    for (long other : new long[] {1, 2, 8, -1, 999_999, 1_012_001, Long.MAX_VALUE - 1}) {
      assertThat(index.find(other)).isEqualTo(Arrays.stream(ids).boxed().toList().indexOf(other));
    }
  }
}
