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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/** Tells what an export would be, without making it. */
final class Preflight {
  /** Counting takes a connection and a core: so long, and no longer. */
  private static final Duration LONGEST_COUNT = Duration.ofMillis(400);

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
   * @param likeness what recent exports of the app let expect; null when there are too few
   */
  record Forecast(long rows, boolean exact, @Nullable Likeness likeness) {}

  /**
   * What would be if it went as others did.
   *
   * @param size bytes, estimated
   * @param seconds of work once it begins, estimated
   * @param tasks how many of the app's exports it is told from
   */
  record Likeness(long size, double seconds, long tasks) {}

  Forecast forecast(Caller caller, ExportTask.Request request) {
    Rows rows = rows(caller.tenantId(), request);
    ExportTasks.Recent recent =
        tasks.recent(caller.tenantId(), caller.appNumber(), request.needTopic());
    return new Forecast(rows.count(), rows.exact(), likeness(rows.count(), recent));
  }

  /** No number of ours stands in for what nobody has measured here: machines differ too much. */
  private static @Nullable Likeness likeness(long rows, ExportTasks.Recent recent) {
    if (recent.rows() < TELLING_ROWS || recent.seconds() <= 0) {
      return null;
    }
    double bytesPerRow =
        (double) Math.max(0, recent.bytes() - recent.tasks() * LEAST_BYTES) / recent.rows();
    double rate =
        recent.rows() / Math.max(0.001, recent.seconds() - recent.tasks() * LEAST_SECONDS);
    return new Likeness(
        Math.round(LEAST_BYTES + rows * bytesPerRow),
        Math.round((LEAST_SECONDS + rows / rate) * 1000) / 1000.0,
        recent.tasks());
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
