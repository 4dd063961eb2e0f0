package io.roomledger.exports;

import io.roomledger.sheets.StampFormat;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes times as the documentation has them, {@code 2022.07.21 11:01:40 (GMT+08:00)}; all but the
 * time of day is kept from one to the next, for some days at once: the columns of a row take turns.
 */
final class TimeFormat implements StampFormat {
  private static final String MIDNIGHT = "0000.00.00 00:00:00 (GMT+00:00)";
  private static final int TIME_AT = "yyyy.MM.dd ".length();
  private static final int ZONE_AT = TIME_AT + "HH:mm:ss ".length();
  private static final int SECONDS_OF_DAY = 86_400;
  private static final int QUARTER_OF_HOUR = 900;

  /** Offsets are within 18 hours, either way. */
  private static final int OFFSET_BITS = 18;

  private static final int OFFSET_SHIFT = Integer.SIZE - OFFSET_BITS;

  /** So many days are kept, those of each offset for themselves. */
  private static final int DAYS = 32;

  /** Which they are: {@link #value} of the day and the offset. */
  private final long[] days = new long[DAYS];

  /** Their midnights. */
  private final byte[] midnights = MIDNIGHT.repeat(DAYS).getBytes(StandardCharsets.US_ASCII);

  TimeFormat() {
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /**
   * The value that stands for a moment as clocks show it somewhere.
   *
   * @param offsetSeconds east of UTC
   */
  static long value(long epochSecond, int offsetSeconds) {
    return (epochSecond << OFFSET_BITS) | (offsetSeconds & ((1 << OFFSET_BITS) - 1));
  }

  @Override
  public int write(long value, byte[] into) {
    int offset = ((int) value << OFFSET_SHIFT) >> OFFSET_SHIFT;
    long local = (value >> OFFSET_BITS) + offset;
    long epochDay = Math.floorDiv(local, (long) SECONDS_OF_DAY);
    int kept = (int) (epochDay + offset / QUARTER_OF_HOUR) & (DAYS - 1);
    int midnight = kept * MIDNIGHT.length();
    long day = value(epochDay, offset);
    if (days[kept] != day) {
      days[kept] = day;
      writeDate(midnight, LocalDate.ofEpochDay(epochDay));
      writeOffset(midnight + ZONE_AT, offset);
    }
    System.arraycopy(midnights, midnight, into, 0, MIDNIGHT.length());
    int second = Math.floorMod(local, SECONDS_OF_DAY);
    twoDigits(into, TIME_AT, second / 3600);
    twoDigits(into, TIME_AT + 3, second / 60 % 60);
    twoDigits(into, TIME_AT + 6, second % 60);
    return MIDNIGHT.length();
  }

  private void writeDate(int at, LocalDate date) {
    twoDigits(midnights, at, date.getYear() / 100);
    twoDigits(midnights, at + 2, date.getYear() % 100);
    twoDigits(midnights, at + 5, date.getMonthValue());
    twoDigits(midnights, at + 8, date.getDayOfMonth());
  }

  private void writeOffset(int at, int offset) {
    int minutes = Math.abs(offset) / 60;
    // Offsets with seconds are history (before 1900 or so); the documented format has no place for
    // them.
    midnights[at + 4] = (byte) (offset < 0 ? '-' : '+');
    twoDigits(midnights, at + 5, minutes / 60);
    twoDigits(midnights, at + 8, minutes % 60);
  }

  /** Two decimal digits. */
  static void twoDigits(byte[] into, int at, int value) {
    into[at] = (byte) ('0' + value / 10);
    into[at + 1] = (byte) ('0' + value % 10);
  }
}
