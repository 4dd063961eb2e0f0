package io.roomledger.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write and read them. */
final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)?");

  private Units() {}

  /** {@code 90}, {@code 90s}, {@code 30m} or {@code 2h}. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no duration; write 90s, 30m or 2h".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case null, default -> Duration.ofSeconds(number);
        };
    if (duration.isZero()) {
      throw new IllegalArgumentException("a duration of 0 leaves no time at all");
    }
    return duration;
  }

  static String seconds(Duration duration) {
    long tenths = (duration.toMillis() + 50) / 100;
    return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
  }

  /** {@code 02:07}, or {@code 1:02:07} from an hour on. */
  static String clock(Duration duration) {
    String minutes = "%02d:%02d".formatted(duration.toMinutesPart(), duration.toSecondsPart());
    return duration.toHours() == 0 ? minutes : duration.toHours() + ":" + minutes;
  }

  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
