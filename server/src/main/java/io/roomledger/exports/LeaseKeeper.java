package io.roomledger.exports;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Keeps the leases of what runs on this node. A database that hangs cannot hold it up: it is not
 * waited for longer than a renewal may take, and who ends a run whose lease is over never asks it.
 */
final class LeaseKeeper implements AutoCloseable {
  private final ScheduledExecutorService timer;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lease-watch").daemon(true).factory());
  private final DataSource dataSource;
  private final ExportQueue queue;
  private final Duration lease;

  LeaseKeeper(
      ScheduledExecutorService timer, DataSource dataSource, InstantSource clock, Duration lease) {
    this.timer = timer;
    this.lease = lease;
    this.dataSource = new Impatient(dataSource, lease.dividedBy(2));
    this.queue = new ExportQueue(JdbcClient.create(this.dataSource), clock);
  }

  /** Ends the keeping; does not wait. */
  @FunctionalInterface
  interface Kept extends AutoCloseable {
    @Override
    void close();
  }

  /** Renews the lease of a task that was claimed just now, until told otherwise. */
  Kept keep(ExportRun run) {
    LeaseRenewal renewal = new LeaseRenewal(run, queue, dataSource, lease);
    long period = LeaseRenewal.period(lease).toMillis();
    ScheduledFuture<?> renewals =
        timer.scheduleWithFixedDelay(renewal, period, period, TimeUnit.MILLISECONDS);
    ScheduledFuture<?> looks =
        watch.scheduleWithFixedDelay(renewal::watch, period, period, TimeUnit.MILLISECONDS);
    return () -> {
      renewals.cancel(false);
      looks.cancel(false);
    };
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /** Gives connections whose server may be silent for a short time only. */
  private static final class Impatient extends DelegatingDataSource {
    private final int millis;

    Impatient(DataSource target, Duration longest) {
      super(target);
      this.millis = Math.max(1, Math.toIntExact(longest.toMillis()));
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      // The pool takes that back when it gets the connection.
      connection.setNetworkTimeout(Runnable::run, millis);
      return connection;
    }
  }
}
