package io.roomledger.reservations;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of one line, read as what their columns hold; notes each one that is wrong. */
final class ImportFields {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final int MILLISECONDS_DIGITS = 13;
  private static final int LONGEST_QUOTE = 40;
  private static final String TIME_RIGHT =
      "write 2026-11-01T09:00:00+08:00, or unix seconds such as 1793494800";

  private final CsvRecord record;
  private final Map<ImportColumn, Integer> places;
  private final List<ImportProblem> problems = new ArrayList<>(0);

  /**
   * @param places for each column that the file has, its place in the record
   */
  ImportFields(CsvRecord record, Map<ImportColumn, Integer> places) {
    this.record = record;
    this.places = places;
  }

  List<ImportProblem> problems() {
    return problems;
  }

  /** The field letter for letter; empty when the file does not have the column. */
  String text(ImportColumn column) {
    int place = places.getOrDefault(column, -1);
    return place < 0 ? "" : record.fields().get(place);
  }

  /** The field, which has to say something. */
  String needed(ImportColumn column) {
    String text = text(column);
    if (text.isBlank()) {
      problem(column, "is missing");
    }
    return text;
  }

  @Nullable String id(ImportColumn column) {
    String text = text(column).strip();
    return text.isEmpty() ? null : text;
  }

  int count(ImportColumn column) {
    String text = text(column).strip();
    if (text.isEmpty()) {
      return 0;
    }
    if (DIGITS.matcher(text).matches() && Long.parseLong(text) <= Integer.MAX_VALUE) {
      return Integer.parseInt(text);
    }
    problem(column, "%s is not a whole number from 0 to 2147483647".formatted(quote(text)));
    return 0;
  }

  List<String> path(ImportColumn column) {
    NamePath path = NamePath.parse(text(column));
    if (path.names() == null) {
      problem(column, path.fault());
      return List.of();
    }
    return path.names();
  }

  /** The word's meaning; {@code absent} when the field is empty. */
  <E extends Enum<E>> @Nullable E word(
      ImportColumn column, ImportWords<E> words, @Nullable E absent) {
    String text = text(column).strip();
    if (text.isEmpty()) {
      return absent;
    }
    E value = words.find(text);
    if (value == null) {
      problem(column, "%s is none of: %s".formatted(quote(text), words.right()));
      return absent;
    }
    return value;
  }

  /** The time; noted as missing when the column is a required one. */
  @Nullable Instant time(ImportColumn column) {
    String text = text(column).strip();
    if (text.isEmpty()) {
      if (column.required()) {
        problem(column, "is missing: " + TIME_RIGHT);
      }
      return null;
    }
    if (!DIGITS.matcher(text).matches()) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        problem(column, "%s is no time with an offset: %s".formatted(quote(text), TIME_RIGHT));
        return null;
      }
    }
    long seconds = Long.parseLong(text);
    if (seconds < ReservationCheck.SECONDS_LIMIT) {
      return Instant.ofEpochSecond(seconds);
    }
    problem(
        column,
        text.length() == MILLISECONDS_DIGITS
            ? "%s looks like milliseconds: write seconds, %s"
                .formatted(text, text.substring(0, text.length() - 3))
            : "%s is past the year 9999: %s".formatted(text, TIME_RIGHT));
    return null;
  }

  /** A person from three columns; null when all are empty. */
  ImportedReservation.@Nullable Person person(
      ImportColumn userId, ImportColumn name, ImportColumn department) {
    String id = text(userId);
    String called = text(name);
    List<String> path = path(department);
    if (id.isBlank()) {
      if (!called.isEmpty() || !text(department).isBlank()) {
        problem(
            userId,
            "is missing: %s and %s say nothing without it"
                .formatted(name.header(), department.header()));
      }
      return null;
    }
    return new ImportedReservation.Person(id, called, path);
  }

  private void problem(ImportColumn column, String reason) {
    problems.add(new ImportProblem(record.line(), column.header(), reason));
  }

  private static String quote(String text) {
    return text.length() <= LONGEST_QUOTE
        ? "'" + text + "'"
        : "'" + text.substring(0, LONGEST_QUOTE) + "…'";
  }
}
