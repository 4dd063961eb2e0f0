package io.roomledger.benchmarks.writers;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** Writes times, always eight hours east of UTC, and durations as the sheet shows them. */
final class Stamp {
  private static final int DAY = 86_400;
  private static final int OFFSET = 8 * 3600;

  /** So many days have dates that are kept, as times of some days take turns. */
  private static final int DAYS = 32;

  private static final int DATE = "0000.00.00".length();

  private final byte[] time = "0000.00.00 00:00:00 (GMT+08:00)".getBytes(StandardCharsets.US_ASCII);
  private final byte[] duration = "00:00:00".getBytes(StandardCharsets.US_ASCII);

  /** By the lowest bits of a day: which one it is, and its date. */
  private final long[] days = new long[DAYS];

  private final byte[] dates = "0000.00.00".repeat(DAYS).getBytes(StandardCharsets.US_ASCII);

  Stamp() {
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /** To the start of an array; its length. */
  int writeTime(long epochSecond, byte[] into) {
    setTime(epochSecond);
    System.arraycopy(time, 0, into, 0, time.length);
    return time.length;
  }

  /** Less than 100 hours; to the start of an array; its length. */
  int writeDuration(long seconds, byte[] into) {
    clock(duration, 0, (int) seconds);
    System.arraycopy(duration, 0, into, 0, duration.length);
    return duration.length;
  }

  String timeText(long epochSecond) {
    if (epochSecond == SourceRow.NO_TIME) {
      return "";
    }
    setTime(epochSecond);
    return new String(time, StandardCharsets.ISO_8859_1);
  }

  String durationText(long seconds) {
    clock(duration, 0, (int) seconds);
    return new String(duration, StandardCharsets.ISO_8859_1);
  }

  private void setTime(long epochSecond) {
    long local = epochSecond + OFFSET;
    long localDay = Math.floorDiv(local, (long) DAY);
    int kept = (int) localDay & (DAYS - 1);
    if (days[kept] != localDay) {
      days[kept] = localDay;
      setDate(kept * DATE, LocalDate.ofEpochDay(localDay));
    }
    System.arraycopy(dates, kept * DATE, time, 0, DATE);
    clock(time, 11, Math.floorMod(local, DAY));
  }

  private void setDate(int at, LocalDate date) {
    two(dates, at, date.getYear() / 100);
    two(dates, at + 2, date.getYear() % 100);
    two(dates, at + 5, date.getMonthValue());
    two(dates, at + 8, date.getDayOfMonth());
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
