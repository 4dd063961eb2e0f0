package io.roomledger.exports;

import io.roomledger.reservations.ReservationCount;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a running task's lease, and how far it is, in its row; stops the run when the task is no
 * longer its own. Beside the run, which takes no notice.
 */
final class LeaseRenewal implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);
  private static final Duration MOST_OFTEN_NEEDED = Duration.ofMillis(500);
  private static final int PER_LEASE = 4;

  private final ExportRun run;
  private final ExportQueue queue;
  private final DataSource dataSource;
  private final Duration lease;
  private boolean estimated;
  private @Nullable Long rowsExpected;

  LeaseRenewal(ExportRun run, ExportQueue queue, DataSource dataSource, Duration lease) {
    this.run = run;
    this.queue = queue;
    this.dataSource = dataSource;
    this.lease = lease;
  }

  /** Often enough for the lease, and for people who watch. */
  static Duration period(Duration lease) {
    Duration part = lease.dividedBy(PER_LEASE);
    return part.compareTo(MOST_OFTEN_NEEDED) < 0 ? part : MOST_OFTEN_NEEDED;
  }

  @Override
  public void run() {
    ExportTask task = run.task();
    try {
      if (!queue.renew(task, lease, run.rows(), rowsExpected)) {
        run.stop();
      } else if (!estimated) {
        // The first time, so that a short export costs nothing; and once, whatever comes of it.
        ExportRun.Reading reading = run.reading();
        if (reading != null) {
          estimated = true;
          rowsExpected = estimate(reading);
        }
      }
    } catch (RuntimeException e) {
      log.warn("lease of task {} could not be renewed: {}", task.taskId(), e.toString());
    }
  }

  private @Nullable Long estimate(ExportRun.Reading reading) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      return ReservationCount.estimate(connection, reading.query(), reading.roomsOfTenant());
    } catch (SQLException e) {
      log.warn("no estimate of task {}: {}", run.task().taskId(), e.toString());
      return null;
    }
  }
}
