package io.roomledger.exports;

import io.roomledger.identity.Caller;
import io.roomledger.reservations.Directory;
import io.roomledger.reservations.ReservationCount;
import io.roomledger.reservations.ReservationQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.springframework.jdbc.UncategorizedSQLException;

/** Tells what an export would be, without making it. */
final class Preflight {
  /** Counting takes a connection and a core: so long, and no longer. */
  private static final Duration LONGEST_COUNT = Duration.ofMillis(400);

  // Measured on two cores; they serve until an app has exports of its own to tell from.
  private static final double USUAL_BYTES_PER_ROW = 45;
  private static final double USUAL_ROWS_PER_SECOND = 200_000;

  /** What a file without rows has. */
  private static final long LEAST_BYTES = 4_000;

  private static final double LEAST_SECONDS = 0.05;

  /** From so many rows on, an export's time tells of its rows and not of its beginning. */
  private static final long TELLING_ROWS = 10_000;

  private final ExportTasks tasks;
  private final DataSource dataSource;
  private final SheetDirectory.Shelf directories;

  Preflight(ExportTasks tasks, DataSource dataSource, SheetDirectory.Shelf directories) {
    this.tasks = tasks;
    this.dataSource = dataSource;
    this.directories = directories;
  }

  /**
   * What an export would be.
   *
   * @param exact whether the rows were counted, and not estimated
   * @param size bytes, estimated
   * @param seconds of work once it begins, estimated
   * @param recentTasks how many of the app's exports the last two are told from
   */
  record Forecast(long rows, boolean exact, long size, double seconds, long recentTasks) {}

  Forecast forecast(Caller caller, ExportTask.Request request) {
    Rows rows = rows(caller.tenantId(), request);
    ExportTasks.Recent recent =
        tasks.recent(caller.tenantId(), caller.appNumber(), request.needTopic());
    boolean telling = recent.rows() >= TELLING_ROWS && recent.seconds() > 0;
    double bytesPerRow =
        telling
            ? (double) Math.max(0, recent.bytes() - recent.tasks() * LEAST_BYTES) / recent.rows()
            : USUAL_BYTES_PER_ROW;
    double rate =
        telling
            ? recent.rows() / Math.max(0.001, recent.seconds() - recent.tasks() * LEAST_SECONDS)
            : USUAL_ROWS_PER_SECOND;
    return new Forecast(
        rows.count(),
        rows.exact(),
        Math.round(LEAST_BYTES + rows.count() * bytesPerRow),
        Math.round((LEAST_SECONDS + rows.count() / rate) * 1000) / 1000.0,
        telling ? recent.tasks() : 0);
  }

  private record Rows(long count, boolean exact) {}

  private Rows rows(long tenantId, ExportTask.Request request) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      Directory directory = directories.get(connection, tenantId).directory();
      ReservationQuery query = ExportScope.query(tenantId, request, directory);
      if (query == null) {
        return new Rows(0, true);
      }
      OptionalLong counted = ReservationCount.within(connection, query, LONGEST_COUNT);
      return counted.isPresent()
          ? new Rows(counted.getAsLong(), true)
          : new Rows(ReservationCount.estimate(connection, query, directory.roomCount()), false);
    } catch (SQLException e) {
      throw new UncategorizedSQLException("preflight", null, e);
    }
  }
}
