package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.sheets.StampFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeFormatTest {
  private static final DateTimeFormatter DOCUMENTED =
      DateTimeFormatter.ofPattern("yyyy.MM.dd HH:mm:ss '(GMT'xxx')'");

  private final TimeFormat format = new TimeFormat();

  @Test
  void writesTheDocumentedExample() {
    assertThat(written(1_658_372_500, 8 * 3600)).isEqualTo("2022.07.21 11:01:40 (GMT+08:00)");
  }

  @Test
  void daysAndOffsetsThatTakeTurnsDoNotMix() {
    Random random = new Random(20261126);
    List<Integer> offsets = List.of(8 * 3600, -5 * 3600, 20_700, 0, -12_600, 14 * 3600);
    for (int i = 0; i < 20_000; i++) {
      long epochSecond = 1_700_000_000L + random.nextInt(100 * 86_400);
      int offset = offsets.get(random.nextInt(offsets.size()));
      assertThat(written(epochSecond, offset)).isEqualTo(documented(epochSecond, offset));
    }
  }

  @Test
  void writesTimesBefore1970() {
    assertThat(written(-1, 0)).isEqualTo("1969.12.31 23:59:59 (GMT+00:00)");
    assertThat(written(-1, 3600)).isEqualTo("1970.01.01 00:59:59 (GMT+01:00)");
  }

  private static String documented(long epochSecond, int offset) {
    return DOCUMENTED.format(
        Instant.ofEpochSecond(epochSecond).atOffset(ZoneOffset.ofTotalSeconds(offset)));
  }

  private String written(long epochSecond, int offset) {
    byte[] text = new byte[StampFormat.MAX_LENGTH];
    int length = format.write(TimeFormat.value(epochSecond, offset), text);
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }
}
