package io.roomledger.reservations;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads a range of reservations in the order begin, room, id, a row at a time, with little held in
 * memory.
 */
public final class ReservationReader {
  // PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
  private static final long EPOCH_2000 = 946_684_800L;
  private static final long MICROS = 1_000_000L;

  private ReservationReader() {}

  /** Takes rows as they come. */
  @FunctionalInterface
  public interface RowConsumer {
    void accept(ReservationRow row) throws IOException;
  }

  /**
   * Reads, inside the transaction at hand, to the last row or the first exception of the consumer,
   * which ends the connection, and with it the statement on the server.
   *
   * @return how many rows there were
   */
  public static long read(Connection snapshot, ReservationQuery query, RowConsumer consumer)
      throws SQLException, IOException {
    steerPlanner(snapshot, query);
    CopyOut copy =
        snapshot.unwrap(PGConnection.class).getCopyAPI().copyOut(ReservationSql.copy(query));
    try (ReadAhead messages = new ReadAhead(snapshot, copy)) {
      CopyRows fields = new CopyRows(messages);
      ReservationRow row = new ReservationRow();
      long count = 0;
      while (fields.next()) {
        fill(row, fields);
        consumer.accept(row);
        count++;
      }
      return count;
    }
  }

  /**
   * A range in index order needs no sort and streams from the first row on, whatever the planner
   * thinks of the cost of visiting pages in that order; only the rows of a few rooms are sorted.
   */
  static void steerPlanner(Connection snapshot, ReservationQuery query) throws SQLException {
    try (Statement statement = snapshot.createStatement()) {
      String sort = ReservationSql.fewRooms(query) ? "on" : "off";
      statement.execute(
          // Parallel workers would each sort their share before the first row comes.
          "set local max_parallel_workers_per_gather = 0; set local enable_seqscan = off;"
              + " set local enable_bitmapscan = "
              + sort
              + "; set local enable_sort = "
              + sort);
    }
  }

  private static void fill(ReservationRow row, CopyRows fields) throws SQLException, IOException {
    row.roomId = fields.nextLong(0);
    row.bookerId = fields.nextLong(ReservationRow.NOBODY);
    row.invitedCount = fields.nextInt4();
    row.acceptedCount = fields.nextInt4();
    row.beginSecond = second(fields);
    row.finishSecond = second(fields);
    row.status = fields.nextShort(0);
    row.checkInDevice = fields.nextShort(0);
    row.checkInStatus = fields.nextShort(0);
    row.checkedInSecond = second(fields);
    row.releasedBy = fields.nextLong(ReservationRow.NOBODY);
    row.releasedSecond = second(fields);
    fields.nextTopic(row);
  }

  private static long second(CopyRows fields) throws SQLException, IOException {
    long micros = fields.nextLong(ReservationRow.NO_TIME);
    return micros == ReservationRow.NO_TIME ? micros : Math.floorDiv(micros, MICROS) + EPOCH_2000;
  }
}
