package io.roomledger.wire;

import org.jspecify.annotations.Nullable;

/** Times on the wire: Unix seconds in a string of digits. */
final class UnixSeconds {
  /** The last second of the year 9999. */
  static final long LATEST = 253_402_300_799L;

  private static final int DIGITS_OF_MILLISECONDS = 13;

  private UnixSeconds() {}

  /** A time, or -1 and what is wrong with it. */
  record Parsed(long seconds, @Nullable String problem) {}

  /** Reads digits; never throws. */
  static Parsed parse(String text) {
    if (text.startsWith("-") && isDigits(text.substring(1))) {
      return new Parsed(-1, "must not be negative: Unix time in seconds");
    }
    if (!isDigits(text)) {
      return new Parsed(-1, "must be Unix time in seconds, digits only, like \"1655276858\"");
    }
    String digits = text.replaceFirst("^0+(?=.)", "");
    if (digits.length() == DIGITS_OF_MILLISECONDS) {
      return new Parsed(-1, "looks like milliseconds: Unix time in seconds is wanted");
    }
    if (digits.length() > DIGITS_OF_MILLISECONDS || Long.parseLong(digits) > LATEST) {
      return new Parsed(-1, "is past the year 9999: Unix time in seconds is wanted");
    }
    return new Parsed(Long.parseLong(digits), null);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
