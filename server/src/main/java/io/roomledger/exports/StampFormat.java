package io.roomledger.exports;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes times as the documentation has them, {@code 2022.07.21 11:01:40 (GMT+08:00)}, and
 * durations, {@code 01:00:00}, into an array of its own; date and offset are written only when they
 * change.
 */
final class StampFormat {
  private static final int TIME_AT = "yyyy.MM.dd ".length();
  private static final int ZONE_AT = TIME_AT + "HH:mm:ss ".length();
  private static final int SECONDS_OF_DAY = 86_400;

  private final byte[] stamp =
      "0000.00.00 00:00:00 (GMT+00:00)".getBytes(StandardCharsets.US_ASCII);
  private final byte[] duration = new byte[24];
  private long day = Long.MIN_VALUE;
  private int offset = Integer.MIN_VALUE;
  private int durationOffset;

  /** The time as it reads at this offset; valid until the next call. */
  byte[] stamp(long epochSecond, int offsetSeconds) {
    long local = epochSecond + offsetSeconds;
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
    twoDigits(stamp, TIME_AT, second / 3600);
    twoDigits(stamp, TIME_AT + 3, second / 60 % 60);
    twoDigits(stamp, TIME_AT + 6, second % 60);
    return stamp;
  }

  private void writeDate() {
    LocalDate date = LocalDate.ofEpochDay(day);
    twoDigits(stamp, 0, date.getYear() / 100);
    twoDigits(stamp, 2, date.getYear() % 100);
    twoDigits(stamp, 5, date.getMonthValue());
    twoDigits(stamp, 8, date.getDayOfMonth());
  }

  private void writeOffset() {
    int minutes = Math.abs(offset) / 60;
    // Offsets with seconds are history (before 1900 or so); the documented format has no place for
    // them.
    stamp[ZONE_AT + 4] = (byte) (offset < 0 ? '-' : '+');
    twoDigits(stamp, ZONE_AT + 5, minutes / 60);
    twoDigits(stamp, ZONE_AT + 8, minutes % 60);
  }

  /**
   * The duration as {@code HH:MM:SS}, with more digits of hours where they are needed; lies at
   * {@link #durationOffset}.
   */
  byte[] duration(long seconds) {
    int at = duration.length;
    for (int part = 0; part < 2; part++) {
      long value = part == 0 ? seconds % 60 : seconds / 60 % 60;
      at -= 2;
      twoDigits(duration, at, (int) value);
      duration[--at] = ':';
    }
    long hours = seconds / 3600;
    int digits = 0;
    do {
      duration[--at] = (byte) ('0' + hours % 10);
      hours /= 10;
      digits++;
    } while (hours > 0 || digits < 2);
    durationOffset = at;
    return duration;
  }

  int durationOffset() {
    return durationOffset;
  }

  int durationLength() {
    return duration.length - durationOffset;
  }

  private static void twoDigits(byte[] into, int at, int value) {
    into[at] = (byte) ('0' + value / 10);
    into[at + 1] = (byte) ('0' + value % 10);
  }
}
