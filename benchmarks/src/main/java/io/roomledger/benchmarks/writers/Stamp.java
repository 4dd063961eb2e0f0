package io.roomledger.benchmarks.writers;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Writes times, always eight hours east of UTC, and durations as the sheet shows them. */
final class Stamp {
  private static final int DAY = 86_400;
  private static final int OFFSET = 8 * 3600;

  private final byte[] time = "0000.00.00 00:00:00 (GMT+08:00)".getBytes(StandardCharsets.US_ASCII);
  private final byte[] duration = "00:00:00".getBytes(StandardCharsets.US_ASCII);
  private long day = Long.MIN_VALUE;

  /** Valid until the next call. */
  byte[] time(long epochSecond) {
    long local = epochSecond + OFFSET;
    long localDay = Math.floorDiv(local, (long) DAY);
    if (localDay != day) {
      day = localDay;
      LocalDate date = LocalDate.ofEpochDay(day);
      two(time, 0, date.getYear() / 100);
      two(time, 2, date.getYear() % 100);
      two(time, 5, date.getMonthValue());
      two(time, 8, date.getDayOfMonth());
    }
    clock(time, 11, Math.floorMod(local, DAY));
    return time;
  }

  /** Less than 100 hours; valid until the next call. */
  byte[] duration(long seconds) {
    clock(duration, 0, (int) seconds);
    return duration;
  }

  /** The same as text. */
  String timeText(long epochSecond) {
    return epochSecond == SourceRow.NO_TIME
        ? ""
        : new String(time(epochSecond), StandardCharsets.ISO_8859_1);
  }

  String durationText(long seconds) {
    return new String(duration(seconds), StandardCharsets.ISO_8859_1);
  }

  private static void clock(byte[] into, int at, int second) {
    two(into, at, second / 3600);
    two(into, at + 3, second / 60 % 60);
    two(into, at + 6, second % 60);
  }

  private static void two(byte[] into, int at, int value) {
    into[at] = (byte) ('0' + value / 10);
    into[at + 1] = (byte) ('0' + value % 10);
  }
}
