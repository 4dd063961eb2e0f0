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

  private static final String MIDNIGHT = "0000.00.00 00:00:00 (GMT+08:00)";
  private static final int CLOCK_AT = "0000.00.00 ".length();
  private static final int CLOCK = "00:00:00".length();

  /** By value: two digits, the first in the lower byte. */
  private static final short[] TWO_DIGITS = new short[100];

  static {
    for (int value = 0; value < TWO_DIGITS.length; value++) {
      TWO_DIGITS[value] = (short) ('0' + value / 10 | ('0' + value % 10) << Byte.SIZE);
    }
  }

  /** By the lowest bits of a day: which one it is, and its midnight. */
  private final long[] days = new long[DAYS];

  private final byte[] midnights = MIDNIGHT.repeat(DAYS).getBytes(StandardCharsets.US_ASCII);

  /** Of who wants strings. */
  private final byte[] text = new byte[MIDNIGHT.length()];

  Stamp() {
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /** To the start of an array; its length. */
  int writeTime(long epochSecond, byte[] into) {
    long local = epochSecond + OFFSET;
    long day = Math.floorDiv(local, (long) DAY);
    int kept = (int) day & (DAYS - 1);
    int midnight = kept * MIDNIGHT.length();
    if (days[kept] != day) {
      days[kept] = day;
      setDate(midnight, LocalDate.ofEpochDay(day));
    }
    System.arraycopy(midnights, midnight, into, 0, MIDNIGHT.length());
    clock(into, CLOCK_AT, Math.floorMod(local, DAY));
    return MIDNIGHT.length();
  }

  /** Less than 100 hours; to the start of an array; its length. */
  int writeDuration(long seconds, byte[] into) {
    clock(into, 0, (int) seconds);
    into[2] = ':';
    into[5] = ':';
    return CLOCK;
  }

  String timeText(long epochSecond) {
    if (epochSecond == SourceRow.NO_TIME) {
      return "";
    }
    return new String(text, 0, writeTime(epochSecond, text), StandardCharsets.ISO_8859_1);
  }

  String durationText(long seconds) {
    return new String(text, 0, writeDuration(seconds, text), StandardCharsets.ISO_8859_1);
  }

  private void setDate(int at, LocalDate date) {
    two(midnights, at, date.getYear() / 100);
    two(midnights, at + 2, date.getYear() % 100);
    two(midnights, at + 5, date.getMonthValue());
    two(midnights, at + 8, date.getDayOfMonth());
  }

  private static void clock(byte[] into, int at, int second) {
    two(into, at, second / 3600);
    two(into, at + 3, second / 60 % 60);
    two(into, at + 6, second % 60);
  }

  private static void two(byte[] into, int at, int value) {
    int digits = TWO_DIGITS[value];
    into[at] = (byte) digits;
    into[at + 1] = (byte) (digits >> Byte.SIZE);
  }
}
