package io.roomledger.reservations;

import io.roomledger.rooms.RoomImport;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an import in the temporary table {@code import_line}: a row for each reservation,
 * and one for each problem of a line that is bad by itself.
 */
final class StagedLines {
  private static final int COLUMNS = 18;

  private final StagingCopy copy;
  private final LineNames names;
  private final boolean keepText;
  private long count;
  private long lastNumber;

  private StagedLines(StagingCopy copy, LineNames names, boolean keepText) {
    this.copy = copy;
    this.names = names;
    this.keepText = keepText;
  }

  /** Streams the source into the table. */
  static StagedLines copy(
      Connection connection, ImportSource source, LineNames names, ImportOptions options)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create temporary table import_line (
            line            bigint not null,
            -- UTF-8 of the line, kept only when somebody wants the bad ones. Not text: it may contain U+0000.
            source          bytea,
            problem_column  text collate "C",
            problem         text collate "C",
            external_id     text collate "C",
            room            integer,
            topic           text collate "C",
            booker          integer,
            invited_count   integer,
            accepted_count  integer,
            begin_at        timestamptz,
            finish_at       timestamptz,
            status          smallint,
            check_in_device smallint,
            check_in_status smallint,
            checked_in_at   timestamptz,
            releaser        integer,
            released_at     timestamptz
          ) on commit drop
          """);
    }
    StagingCopy copy =
        new StagingCopy(connection, "copy import_line from stdin with (format binary)");
    StagedLines lines = new StagedLines(copy, names, options.badLines() != null);
    try {
      lines.read(source, options.progress());
      copy.finish();
    } catch (SQLException | IOException | RuntimeException e) {
      copy.cancel(e);
      throw e;
    }
    return lines;
  }

  /** How many lines there were. */
  long count() {
    return count;
  }

  private void read(ImportSource source, ImportProgress progress) throws SQLException, IOException {
    ImportLine line;
    while ((line = source.next()) != null) {
      if (line.number() <= lastNumber) {
        throw new IllegalArgumentException(
            "line %d after line %d".formatted(line.number(), lastNumber));
      }
      lastNumber = line.number();
      count++;
      switch (line) {
        case ImportLine.Readable readable -> readable(readable);
        case ImportLine.Unreadable unreadable -> problems(line, unreadable.problems());
      }
      if (count % ImportProgress.STRIDE == 0) {
        progress.at(ImportProgress.Stage.READING, count);
      }
    }
  }

  private void readable(ImportLine.Readable line) throws SQLException {
    ImportedReservation reservation = line.reservation();
    List<ImportProblem> problems = ReservationCheck.problems(line.number(), reservation);
    if (!problems.isEmpty()) {
      problems(line, problems);
      return;
    }
    switch (names.room(reservation.room())) {
      case RoomImport.Answer.Known room -> reservation(line, reservation, room.reference());
      case RoomImport.Answer.Refused refused ->
          problems(line, List.of(LineNames.problem(line.number(), refused)));
    }
  }

  private void reservation(ImportLine line, ImportedReservation reservation, int room)
      throws SQLException {
    begin(line, line.text());
    copy.nothing();
    copy.nothing();
    copy.text(reservation.externalId());
    copy.number(room);
    copy.text(reservation.topic());
    copy.number(names.person(reservation.booker()));
    copy.number(reservation.invitedCount());
    copy.number(reservation.acceptedCount());
    copy.time(reservation.begin());
    copy.time(reservation.finish());
    copy.smallNumber(reservation.status().code());
    CheckInDevice device = reservation.checkInDevice();
    copy.smallNumber(device == null ? null : device.code());
    copy.smallNumber(reservation.checkInStatus().code());
    copy.time(reservation.checkedInAt());
    copy.number(names.person(reservation.releasedBy()));
    copy.time(reservation.releasedAt());
  }

  private void problems(ImportLine line, List<ImportProblem> problems) throws SQLException {
    String text = line.text();
    for (ImportProblem problem : problems) {
      begin(line, text);
      // Once is enough.
      text = null;
      copy.text(problem.column());
      copy.text(problem.reason());
      for (int column = 4; column < COLUMNS; column++) {
        copy.nothing();
      }
    }
  }

  private void begin(ImportLine line, @Nullable String text) throws SQLException {
    copy.row(COLUMNS);
    copy.bigNumber(line.number());
    copy.text(keepText ? text : null);
  }
}
