package io.roomledger.exports;

import io.roomledger.sheets.StampFormat;

/**
 * Writes seconds as {@code HH:MM:SS}, {@code 01:00:00}, with more digits of hours where they are
 * needed.
 */
final class DurationFormat implements StampFormat {
  @Override
  public int write(long seconds, byte[] into) {
    long hours = seconds / 3600;
    int digits = 2;
    for (long rest = hours / 100; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = hours;
    for (int at = digits - 1; at >= 0; at--) {
      into[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    into[digits] = ':';
    TimeFormat.twoDigits(into, digits + 1, (int) (seconds / 60 % 60));
    into[digits + 3] = ':';
    TimeFormat.twoDigits(into, digits + 4, (int) (seconds % 60));
    return digits + 6;
  }
}
