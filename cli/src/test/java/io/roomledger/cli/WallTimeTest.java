package io.roomledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

class WallTimeTest {
  private static final List<ZoneId> ZONES =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  private static Gen<ZoneId> zones() {
    return integers().between(0, ZONES.size() - 1).map(ZONES::get);
  }

  private static Gen<LocalDate> dates() {
    return longs()
        .between(LocalDate.of(1975, 1, 1).toEpochDay(), LocalDate.of(2099, 12, 31).toEpochDay())
        .map(LocalDate::ofEpochDay);
  }

  @Test
  void daysFollowEachOtherWithoutGapOrOverlap() {
    qt().forAll(zones(), dates())
        .assuming((zone, date) -> exists(zone, date) && exists(zone, date.plusDays(1)))
        .check((zone, date) -> {
          WallTime time = new WallTime(zone);
          Instant begin = time.begin(date.toString());
          Instant end = time.end(date.toString());
          return begin.isBefore(end)
              && end.equals(time.begin(date.plusDays(1).toString()))
              && begin.atZone(zone).toLocalDate().equals(date)
              && end.minusNanos(1).atZone(zone).toLocalDate().equals(date)
              && begin.minusNanos(1).atZone(zone).toLocalDate().isBefore(date);
        });
  }

  private static boolean exists(ZoneId zone, LocalDate date) {
    return date.atStartOfDay(zone).toLocalDate().equals(date);
  }

  @Test
  void aLocalTimeIsTakenExactlyWhenItHappenedOnce() {
    qt().forAll(zones(), dates(), integers().between(0, 24 * 60 - 1))
        .check((zone, date, minute) -> {
          LocalDateTime local = date.atTime(minute / 60, minute % 60);
          List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
          try {
            Instant instant = new WallTime(zone).begin(local.toString());
            return offsets.size() == 1 && instant.atZone(zone).toLocalDateTime().equals(local);
          } catch (IllegalArgumentException e) {
            return offsets.size() != 1;
          }
        });
  }

  @Test
  void whatIsShownCanBeGivenAgain() {
    qt().forAll(zones(), longs().between(157_766_400L, 4_102_444_800L))
        .check((zone, second) -> {
          WallTime time = new WallTime(zone);
          Instant instant = Instant.ofEpochSecond(second);
          return time.begin(Long.toString(second)).equals(instant)
              && time.end(Long.toString(second)).equals(instant);
        });
  }

  @Test
  void anyTextIsEitherATimeOrRefusedInWords() {
    qt().forAll(strings().basicLatinAlphabet().ofLengthBetween(0, 25))
        .check(text -> {
          try {
            new WallTime(ZoneId.of("Asia/Shanghai")).end(text);
            return true;
          } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).contains(text.isEmpty() ? "''" : text);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-01, 2026-10-31T16:00:00Z, 2026-11-01T16:00:00Z",
    "2026-11-01T09:30, 2026-11-01T01:30:00Z, 2026-11-01T01:30:00Z",
    "2026-11-01 09:30:15, 2026-11-01T01:30:15Z, 2026-11-01T01:30:15Z",
    "2026-11-01T09:30Z, 2026-11-01T09:30:00Z, 2026-11-01T09:30:00Z",
    "2026-11-01T09:30-05:00, 2026-11-01T14:30:00Z, 2026-11-01T14:30:00Z",
    "1655276858, 2022-06-15T07:07:38Z, 2022-06-15T07:07:38Z"
  })
  void readsTheDocumentedForms(String text, Instant begin, Instant end) {
    WallTime time = new WallTime(ZoneId.of("Asia/Shanghai"));
    assertThat(time.begin(text)).isEqualTo(begin);
    assertThat(time.end(text)).isEqualTo(end);
  }

  @Test
  void aSkippedTimeIsRefused() {
    assertThatThrownBy(() -> new WallTime(ZoneId.of("Europe/Berlin")).begin("2026-03-29T02:30"))
        .hasMessage(
            "2026-03-29T02:30 does not exist in Europe/Berlin: the clocks went from"
                + " 2026-03-29T02:00 to 2026-03-29T03:00");
  }

  @Test
  void aRepeatedTimeIsRefusedWithBothWaysToSayIt() {
    WallTime berlin = new WallTime(ZoneId.of("Europe/Berlin"));
    assertThatThrownBy(() -> berlin.begin("2026-10-25T02:30"))
        .hasMessage(
            "2026-10-25T02:30 happened twice in Europe/Berlin; write 2026-10-25T02:30+02:00 or"
                + " 2026-10-25T02:30+01:00");
    assertThat(berlin.begin("2026-10-25T02:30+02:00"))
        .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(berlin.begin("2026-10-25T02:30+01:00"))
        .isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
  }

  @Test
  void aSkippedDayIsRefused() {
    assertThatThrownBy(() -> new WallTime(ZoneId.of("Pacific/Apia")).begin("2011-12-30"))
        .hasMessage("2011-12-30 did not exist in Pacific/Apia");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-02-30",
        "2026-13-01",
        "2026-11-01T25:00",
        "2026-11-01T09",
        "2026-1-1",
        "20261101",
        "01.11.2026",
        "1655276858000",
        "-1655276858",
        "１６５５２７６８５８",
        "2026-11-01T09:30+99:00",
        "99999999999999999999"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> new WallTime(ZoneId.of("UTC")).begin(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thirteenDigitsAreMilliseconds() {
    assertThatThrownBy(() -> new WallTime(ZoneId.of("UTC")).begin("1655276858123"))
        .hasMessageContaining("looks like milliseconds; unix seconds would be 1655276858");
  }
}
