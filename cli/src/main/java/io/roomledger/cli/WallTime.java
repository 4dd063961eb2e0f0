package io.roomledger.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a time as people write it on a command line, in one zone.
 *
 * <p>A local time that the zone's clocks skip or show twice is refused instead of guessed: an
 * export that silently starts an hour off is worse than a message.
 */
final class WallTime {
  private static final Pattern DIGITS = Pattern.compile("-?\\d+");
  private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{9,11}");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern DATE_TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?");
  private static final Pattern OFFSET_DATE_TIME =
      Pattern.compile(DATE_TIME + "(Z|[+-]\\d{2}:\\d{2})");

  static final String FORMS =
      "2026-11-01, 2026-11-01T09:30[:00], 2026-11-01T09:30+08:00 or unix seconds like 1793462400";

  private final ZoneId zone;

  WallTime(ZoneId zone) {
    this.zone = zone;
  }

  ZoneId zone() {
    return zone;
  }

  /** A date means its first instant. */
  Instant begin(String text) {
    return DATE.matcher(text).matches() ? startOf(existing(date(text))) : instant(text);
  }

  /** A date means all of that day: its end is the first instant of the next day. */
  Instant end(String text) {
    return DATE.matcher(text).matches() ? startOf(existing(date(text)).plusDays(1)) : instant(text);
  }

  private Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    if (DIGITS.matcher(text).matches()) {
      return unixSeconds(text);
    }
    try {
      if (OFFSET_DATE_TIME.matcher(iso).matches()) {
        return OffsetDateTime.parse(iso).toInstant();
      }
      if (DATE_TIME.matcher(iso).matches()) {
        return local(LocalDateTime.parse(iso));
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'%s' is no time that exists".formatted(text), e);
    }
    throw new IllegalArgumentException("'%s' is no time; write %s".formatted(text, FORMS));
  }

  private static Instant unixSeconds(String text) {
    if (UNIX_SECONDS.matcher(text).matches()) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    if (text.length() == 13) {
      throw new IllegalArgumentException(
          "'%s' has 13 digits and looks like milliseconds; unix seconds would be %s"
              .formatted(text, text.substring(0, 10)));
    }
    throw new IllegalArgumentException(
        "'%s' are no unix seconds (9 to 11 digits) and no date; write %s".formatted(text, FORMS));
  }

  private Instant local(LocalDateTime time) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (offsets.size() == 1) {
      return time.toInstant(offsets.getFirst());
    }
    if (offsets.isEmpty()) {
      ZoneOffsetTransition jump = zone.getRules().getTransition(time);
      throw new IllegalArgumentException(
          "%s does not exist in %s: the clocks went from %s to %s"
              .formatted(time, zone, jump.getDateTimeBefore(), jump.getDateTimeAfter()));
    }
    throw new IllegalArgumentException(
        "%s happened twice in %s; write %s%s or %s%s"
            .formatted(time, zone, time, offsets.getFirst(), time, offsets.getLast()));
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'%s' is no date that exists".formatted(text), e);
    }
  }

  /** Two zones skipped a whole day when they changed sides of the date line. */
  private LocalDate existing(LocalDate date) {
    if (!date.atStartOfDay(zone).toLocalDate().equals(date)) {
      throw new IllegalArgumentException("%s did not exist in %s".formatted(date, zone));
    }
    return date;
  }

  private Instant startOf(LocalDate date) {
    return date.atStartOfDay(zone).toInstant();
  }

  /** For messages and results, e.g. {@code 2026-11-01T00:00+08:00[Asia/Shanghai]}. */
  String show(Instant instant) {
    return ZonedDateTime.ofInstant(instant, zone).toString();
  }
}
