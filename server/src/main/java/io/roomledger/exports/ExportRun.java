package io.roomledger.exports;

import io.roomledger.database.PooledConnections;
import io.roomledger.files.FileStore;
import io.roomledger.files.PendingFile;
import io.roomledger.files.StoredFile;
import io.roomledger.reservations.ReservationCount;
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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one task: reads the reservations out of one snapshot and writes the file. Nothing
 * of it is seen before {@link ExportQueue#finish}.
 */
final class ExportRun {
  private static final Logger log = LoggerFactory.getLogger(ExportRun.class);

  /** Rows between two looks at whether somebody wants the run to stop. */
  private static final int ROWS_BETWEEN_CHECKS = 1024;

  /** An estimate that is wrong by less does no harm. */
  private static final int FAR_MORE = 3;

  private final ExportTask task;
  private final DataSource dataSource;
  private final SheetDirectory.Shelf directories;
  private final long quickRows;
  private final Duration maxSilence;
  private volatile long rows;
  private volatile boolean overTime;
  private volatile boolean stopped;
  private volatile @Nullable Reading reading;
  private final ReentrantLock connectionLock = new ReentrantLock();

  /** Where the run reads, for as long as it does; under the lock. */
  private @Nullable Connection open;

  /** Whether nothing will be read any more; under the lock. */
  private boolean readToTheEnd;

  /**
   * @param quickRows the run may end with {@link TooLong} when it has more than so many rows to
   *     read
   * @param maxSilence how long the database may send nothing
   */
  ExportRun(
      ExportTask task,
      DataSource dataSource,
      SheetDirectory.Shelf directories,
      long quickRows,
      Duration maxSilence) {
    this.task = task;
    this.dataSource = dataSource;
    this.directories = directories;
    this.quickRows = quickRows;
    this.maxSilence = maxSilence;
  }

  /** The attempt is no longer ours, or the node stops: what was written is to be thrown away. */
  static final class Stopped extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** There is more to read than a worker that is kept for quick exports may. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** A file in the store, and when the data in it was so. */
  record Outcome(StoredFile file, long rows, Instant asOf) {}

  /** What is read, and how many rooms the tenant has. */
  record Reading(ReservationQuery query, int roomsOfTenant) {}

  ExportTask task() {
    return task;
  }

  /** What is read, from when it is known. */
  @Nullable Reading reading() {
    return reading;
  }

  /** Rows written so far. */
  long rows() {
    return rows;
  }

  /**
   * Makes the run end with {@link Stopped} within a few milliseconds, also while it waits for the
   * database. May be said again, and should be while the run goes on: a statement may just have
   * begun.
   */
  void stop() {
    stopped = true;
    connectionLock.lock();
    try {
      if (open != null) {
        open.unwrap(PGConnection.class).cancelQuery();
      }
    } catch (SQLException e) {
      log.info("task {}: the database could not be told to stop: {}", task.taskId(), e.toString());
    } finally {
      connectionLock.unlock();
    }
  }

  /**
   * Makes the run end as {@link #stop} does if it still reads: its time for that is over. What was
   * read whole is not thrown away.
   */
  void endReading() {
    connectionLock.lock();
    try {
      if (!readToTheEnd) {
        overTime = true;
        stop();
      }
    } finally {
      connectionLock.unlock();
    }
  }

  /**
   * As {@link #stop}, by closing the connection: for when nothing answers any more, so that asking
   * the database would be in vain.
   */
  void abandon() {
    stopped = true;
    connectionLock.lock();
    try {
      if (open != null) {
        open.abort(Runnable::run);
      }
    } catch (SQLException e) {
      log.info("task {}: the connection could not be closed: {}", task.taskId(), e.toString());
    } finally {
      connectionLock.unlock();
    }
  }

  /** Whether it was stopped because it read for too long. */
  boolean overTime() {
    return overTime;
  }

  /** The name of this attempt's file in the store; no other attempt has the same. */
  static String key(ExportTask task) {
    return task.taskId() + "-" + task.attempt() + ".xlsx";
  }

  Outcome run(FileStore store) throws SQLException, IOException {
    try (PendingFile file = store.create(key(task))) {
      Instant asOf;
      try (Connection connection = dataSource.getConnection()) {
        asOf = writeStoppably(connection, file);
        // Inside: the pool may fail to take back what it was told to discard, and that would hide
        // that the run was stopped.
        checkStopped();
      }
      return new Outcome(publish(file), rows, asOf);
    }
  }

  private StoredFile publish(PendingFile file) throws IOException {
    try {
      return file.publish(() -> stopped);
    } catch (IOException e) {
      checkStopped();
      throw e;
    }
  }

  private Instant writeStoppably(Connection connection, OutputStream file)
      throws SQLException, IOException {
    setOpen(connection);
    try {
      checkStopped();
      return writeFromSnapshot(connection, file);
    } catch (SQLException e) {
      checkStopped();
      throw e;
    } finally {
      // Before the connection is another's: no cancellation may reach that one's statement.
      setOpen(null);
      if (stopped || connection.isClosed()) {
        // Nor one that is still on its way; nor has the pool to wonder about one that was closed.
        PooledConnections.discard(dataSource, connection);
      }
    }
  }

  private void setOpen(@Nullable Connection connection) {
    connectionLock.lock();
    try {
      open = connection;
      readToTheEnd = connection == null;
    } finally {
      connectionLock.unlock();
    }
  }

  private Instant writeFromSnapshot(Connection connection, OutputStream file)
      throws SQLException, IOException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(maxSilence.toMillis()));
    // The pool rolls the transaction back when it gets the connection.
    connection.setAutoCommit(false);
    Instant asOf = beginSnapshot(connection);
    SheetDirectory names = directories.get(connection, task.tenantId());
    ReservationQuery query = ExportScope.query(task.tenantId(), task.request(), names.directory());
    if (query != null) {
      checkStopped();
      weigh(connection, query, names.directory().roomCount());
      reading = new Reading(query, names.directory().roomCount());
    }
    try (XlsxWriter writer = XlsxWriter.open(new Unclosed(file), ReservationSheet.layout(names))) {
      boolean complete = false;
      try {
        ReservationSheet sheet = new ReservationSheet(writer, names);
        if (query != null) {
          ReservationReader.read(
              connection,
              query,
              row -> {
                sheet.write(row);
                if (writer.rows() % ROWS_BETWEEN_CHECKS == 0) {
                  rows = writer.rows();
                  checkStopped();
                  checkQuick();
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

  /** Ends a run that is to be quick and will not be; the planner is asked only when it may not. */
  private void weigh(Connection connection, ReservationQuery query, int roomsOfTenant)
      throws SQLException, TooLong {
    if (quickRows != Long.MAX_VALUE
        && query.mostLikely(roomsOfTenant) > quickRows
        && ReservationCount.toRead(connection, query) > quickRows) {
      throw new TooLong();
    }
  }

  /** The planner may have been wrong by far. */
  private void checkQuick() throws TooLong {
    if (rows / FAR_MORE > quickRows) {
      throw new TooLong();
    }
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
