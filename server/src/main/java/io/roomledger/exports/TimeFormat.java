package io.roomledger.exports;

import io.roomledger.sheets.StampFormat;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes times as the documentation has them, {@code 2022.07.21 11:01:40 (GMT+08:00)}; date and
 * offset are made only when they change.
 */
final class TimeFormat implements StampFormat {
  private static final int TIME_AT = "yyyy.MM.dd ".length();
  private static final int ZONE_AT = TIME_AT + "HH:mm:ss ".length();
  private static final int SECONDS_OF_DAY = 86_400;

  /** Offsets are within 18 hours, either way. */
  private static final int OFFSET_BITS = 18;

  private static final int OFFSET_SHIFT = Integer.SIZE - OFFSET_BITS;

  private final byte[] text = "0000.00.00 00:00:00 (GMT+00:00)".getBytes(StandardCharsets.US_ASCII);
  private long day = Long.MIN_VALUE;
  private int offset = Integer.MIN_VALUE;

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
    int offsetSeconds = ((int) value << OFFSET_SHIFT) >> OFFSET_SHIFT;
    long local = (value >> OFFSET_BITS) + offsetSeconds;
    long newDay = Math.floorDiv(local, (long) SECONDS_OF_DAY);
    if (newDay != day) {
      day = newDay;
      writeDate();
    }
    if (offsetSeconds != offset) {
      offset = offsetSeconds;
      writeOffset();
    }
    int second = Math.floorMod(local, SECONDS_OF_DAY);
    System.arraycopy(text, 0, into, 0, text.length);
    twoDigits(into, TIME_AT, second / 3600);
    twoDigits(into, TIME_AT + 3, second / 60 % 60);
    twoDigits(into, TIME_AT + 6, second % 60);
    return text.length;
  }

  private void writeDate() {
    LocalDate date = LocalDate.ofEpochDay(day);
    twoDigits(text, 0, date.getYear() / 100);
    twoDigits(text, 2, date.getYear() % 100);
    twoDigits(text, 5, date.getMonthValue());
    twoDigits(text, 8, date.getDayOfMonth());
  }

  private void writeOffset() {
    int minutes = Math.abs(offset) / 60;
    // Offsets with seconds are history (before 1900 or so); the documented format has no place for
    // them.
    text[ZONE_AT + 4] = (byte) (offset < 0 ? '-' : '+');
    twoDigits(text, ZONE_AT + 5, minutes / 60);
    twoDigits(text, ZONE_AT + 8, minutes % 60);
  }

  /** Two decimal digits. */
  static void twoDigits(byte[] into, int at, int value) {
    into[at] = (byte) ('0' + value / 10);
    into[at + 1] = (byte) ('0' + value % 10);
  }
}
