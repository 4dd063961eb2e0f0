package io.roomledger.reservations;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reservations in a CSV file, in the format that {@code docs/import-csv.md} describes. */
public final class CsvReservations implements ImportSource {
  private static final Map<String, ImportColumn> COLUMNS =
      Arrays.stream(ImportColumn.values())
          .collect(Collectors.toMap(ImportColumn::header, Function.identity()));

  private final CsvReader reader;
  private final CsvRecord header;
  private final Map<ImportColumn, Integer> places = new EnumMap<>(ImportColumn.class);

  /** The file has a last column that says why a line was bad. */
  private final boolean hasProblems;

  /**
   * Reads the header row. Whoever opened the stream closes it; it needs no buffer.
   *
   * @throws UnreadableFileException when the columns are not those of the format
   */
  public CsvReservations(InputStream in) throws IOException {
    reader = new CsvReader(in);
    CsvRecord first = reader.next();
    if (first == null) {
      throw new UnreadableFileException("the file is empty: its first line names the columns");
    }
    header = first;
    for (int place = 0; place < header.fields().size(); place++) {
      String name = header.fields().get(place).strip();
      ImportColumn column = COLUMNS.get(name);
      if (column == null) {
        throw new UnreadableFileException(
            "line %d: there is no column '%s'; there are: %s"
                .formatted(header.line(), name, names(each -> each != ImportColumn.PROBLEM)));
      }
      if (places.putIfAbsent(column, place) != null) {
        throw new UnreadableFileException(
            "line %d: the column %s stands there twice".formatted(header.line(), name));
      }
    }
    String missing = names(column -> column.required() && !places.containsKey(column));
    if (!missing.isEmpty()) {
      throw new UnreadableFileException(
          "line %d: missing columns: %s".formatted(header.line(), missing));
    }
    int last = header.fields().size() - 1;
    hasProblems = places.containsKey(ImportColumn.PROBLEM);
    if (hasProblems && places.getOrDefault(ImportColumn.PROBLEM, last) != last) {
      throw new UnreadableFileException(
          "line %d: the column problem must be the last".formatted(header.line()));
    }
  }

  /** The header row as it stands in the file, without a column {@code problem}. */
  public String header() {
    return text(header);
  }

  @Override
  public @Nullable ImportLine next() throws IOException {
    CsvRecord record = reader.next();
    if (record == null) {
      return null;
    }
    if (!record.fault().isEmpty()) {
      return unreadable(record, record.fault());
    }
    int width = header.fields().size();
    if (record.fields().size() != width) {
      return unreadable(
          record, "has %d fields where the header has %d".formatted(record.fields().size(), width));
    }
    ImportFields fields = new ImportFields(record, places);
    ImportedReservation reservation = reservation(fields);
    return reservation == null
        ? new ImportLine.Unreadable(record.line(), fields.problems(), text(record))
        : new ImportLine.Readable(record.line(), reservation, text(record));
  }

  private static @Nullable ImportedReservation reservation(ImportFields fields) {
    String externalId = fields.needed(ImportColumn.EXTERNAL_ID);
    ImportedReservation.Room room =
        new ImportedReservation.Room(
            fields.path(ImportColumn.LEVEL_PATH),
            fields.id(ImportColumn.LEVEL_ID),
            fields.needed(ImportColumn.ROOM_NAME),
            fields.id(ImportColumn.ROOM_ID),
            fields.count(ImportColumn.ROOM_CAPACITY));
    String topic = fields.text(ImportColumn.TOPIC);
    ImportedReservation.Person booker =
        fields.person(
            ImportColumn.BOOKER_USER_ID, ImportColumn.BOOKER_NAME, ImportColumn.BOOKER_DEPARTMENT);
    int invited = fields.count(ImportColumn.INVITED_COUNT);
    int accepted = fields.count(ImportColumn.ACCEPTED_COUNT);
    Instant begin = fields.time(ImportColumn.START_TIME);
    Instant finish = fields.time(ImportColumn.END_TIME);
    ReservationStatus status =
        fields.word(ImportColumn.STATUS, ImportWords.STATUS, ReservationStatus.RESERVED);
    CheckInDevice device =
        fields.word(ImportColumn.CHECK_IN_DEVICE, ImportWords.CHECK_IN_DEVICE, null);
    CheckInStatus checkIn =
        fields.word(
            ImportColumn.CHECK_IN_STATUS,
            ImportWords.CHECK_IN_STATUS,
            CheckInStatus.NOT_NEEDED_SWITCHED_OFF);
    Instant checkedInAt = fields.time(ImportColumn.CHECK_IN_TIME);
    ImportedReservation.Person releasedBy =
        fields.person(
            ImportColumn.RELEASED_BY_USER_ID,
            ImportColumn.RELEASED_BY_NAME,
            ImportColumn.RELEASED_BY_DEPARTMENT);
    Instant releasedAt = fields.time(ImportColumn.RELEASE_TIME);
    if (!fields.problems().isEmpty() || begin == null || finish == null) {
      return null;
    }
    return new ImportedReservation(
        externalId,
        room,
        topic,
        booker,
        invited,
        accepted,
        begin,
        finish,
        Objects.requireNonNull(status),
        device,
        Objects.requireNonNull(checkIn),
        checkedInAt,
        releasedBy,
        releasedAt);
  }

  private ImportLine unreadable(CsvRecord record, String reason) {
    return new ImportLine.Unreadable(
        record.line(), List.of(new ImportProblem(record.line(), "", reason)), text(record));
  }

  private String text(CsvRecord record) {
    return hasProblems ? record.textWithoutLast() : record.text();
  }

  private static String names(java.util.function.Predicate<ImportColumn> which) {
    return Arrays.stream(ImportColumn.values())
        .filter(which)
        .map(ImportColumn::header)
        .collect(Collectors.joining(", "));
  }
}
