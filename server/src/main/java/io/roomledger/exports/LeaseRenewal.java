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

  /** When the lease that the row has began, at the latest. */
  private volatile long heldSince = System.nanoTime();

  private int looksOverdue;

  /**
   * @param queue on connections that do not wait longer than a renewal may take
   * @param dataSource as impatient
   */
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
      long askedAt = System.nanoTime();
      if (!queue.renew(task, lease, run.rows(), rowsExpected)) {
        run.stop();
        return;
      }
      heldSince = askedAt;
      if (!estimated) {
        // The first time, so that a short export costs nothing; and once, whatever comes of it.
        ExportRun.Reading reading = run.reading();
        if (reading != null) {
          estimated = true;
          rowsExpected = estimate(reading);
        }
      }
    } catch (RuntimeException | Error e) {
      // A timer forgets what throws.
      log.warn("lease of task {} could not be renewed: {}", task.taskId(), e.toString());
    }
  }

  /**
   * Ends the run when its lease is over and is not renewed: another has the task, or will, and the
   * worker must not wait for a database that does not answer. Needs no database, and another thread
   * than {@link #run}, which may be waiting for it.
   */
  void watch() {
    boolean overdue = System.nanoTime() - heldSince > lease.toNanos();
    looksOverdue = overdue ? looksOverdue + 1 : 0;
    // Who slept looks twice: the renewal may only be late.
    if (looksOverdue > 1) {
      if (looksOverdue == 2) {
        log.warn("lease of task {} is over: the run is ended", run.task().taskId());
      }
      Thread.startVirtualThread(run::abandon);
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
