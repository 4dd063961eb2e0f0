package io.roomledger.exports;

import io.roomledger.files.LocalFileStore;
import io.roomledger.files.PendingFile;
import io.roomledger.files.StoredFile;
import io.roomledger.reservations.Directory;
import io.roomledger.reservations.ReservationQuery;
import io.roomledger.reservations.ReservationReader;
import io.roomledger.sheets.XlsxWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one task: reads the reservations out of one snapshot and writes the file. Nothing
 * of it is seen before {@link ExportQueue#finish}.
 */
final class ExportRun {
  /** Rows between two looks at whether somebody wants the run to stop. */
  private static final int ROWS_BETWEEN_CHECKS = 1024;

  private final ExportTask task;
  private final DataSource dataSource;
  private final SheetDirectory.Shelf directories;
  private volatile long rows;
  private volatile boolean stopped;

  ExportRun(ExportTask task, DataSource dataSource, SheetDirectory.Shelf directories) {
    this.task = task;
    this.dataSource = dataSource;
    this.directories = directories;
  }

  /** The attempt is no longer ours, or the node stops: what was written is to be thrown away. */
  static final class Stopped extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** A file in the store, and when the data in it was so. */
  record Outcome(StoredFile file, long rows, Instant asOf) {}

  /** Rows written so far. */
  long rows() {
    return rows;
  }

  /** Makes the run end with {@link Stopped} within a few milliseconds. */
  void stop() {
    stopped = true;
  }

  /** The name of this attempt's file in the store; no other attempt has the same. */
  static String key(ExportTask task) {
    return task.taskId() + "-" + task.attempt() + ".xlsx";
  }

  Outcome run(LocalFileStore store) throws SQLException, IOException {
    try (PendingFile file = store.create(key(task))) {
      Instant asOf;
      try (Connection connection = dataSource.getConnection()) {
        asOf = writeFromSnapshot(connection, file);
      }
      checkStopped();
      return new Outcome(file.publish(), rows, asOf);
    }
  }

  private Instant writeFromSnapshot(Connection connection, OutputStream file)
      throws SQLException, IOException {
    // The pool rolls the transaction back when it gets the connection.
    connection.setAutoCommit(false);
    Instant asOf = beginSnapshot(connection);
    SheetDirectory names = directories.get(connection, task.tenantId());
    ReservationQuery.@Nullable RoomSet rooms = rooms(names.directory());
    try (XlsxWriter writer = XlsxWriter.open(new Unclosed(file), ReservationSheet.layout(names))) {
      boolean complete = false;
      try {
        ReservationSheet sheet = new ReservationSheet(writer, names);
        if (rooms == null || !rooms.isEmpty()) {
          ReservationReader.read(
              connection,
              query(rooms),
              row -> {
                sheet.write(row);
                if (writer.rows() % ROWS_BETWEEN_CHECKS == 0) {
                  rows = writer.rows();
                  checkStopped();
                }
              });
        }
        rows = writer.rows();
        complete = true;
      } finally {
        if (!complete) {
          writer.abort();
        }
      }
    }
    return asOf;
  }

  private static Instant beginSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read, read only");
      try (ResultSet now = statement.executeQuery("select now()")) {
        now.next();
        return now.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }

  private ReservationQuery query(ReservationQuery.@Nullable RoomSet rooms) {
    ExportTask.Request request = task.request();
    // The documented sample has both times equal: it means that instant.
    long until = Math.max(request.endSecond(), request.startSecond() + 1);
    return new ReservationQuery(
        task.tenantId(), request.startSecond(), until, rooms, request.needTopic());
  }

  /**
   * The rooms below the level, with or without the ones named; null when that is all the tenant
   * has.
   */
  private ReservationQuery.@Nullable RoomSet rooms(Directory directory) {
    ExportTask.Request request = task.request();
    long[] below = directory.roomsBelow(request.levelId());
    if (!request.roomIds().isEmpty()) {
      Set<Long> named = new HashSet<>(request.roomIds());
      below =
          Arrays.stream(below)
              .filter(room -> named.contains(room) != request.isExclude())
              .toArray();
    }
    return below.length == directory.roomCount() ? null : ReservationQuery.RoomSet.of(below);
  }

  private void checkStopped() throws Stopped {
    if (stopped) {
      throw new Stopped();
    }
  }

  /**
   * The writer closes what it writes to; the file is closed by who opened it, once it is published.
   */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream file) {
      super(file);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
