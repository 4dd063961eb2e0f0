package io.roomledger.reservations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many reservations a range has, without reading them. */
public final class ReservationCount {
  private static final String CANCELED = "57014";
  private static final Pattern PLANNED_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private static final Duration LONGEST_PLANNING = Duration.ofMillis(300);

  private ReservationCount() {}

  /**
   * Counts, for so long at most; empty when that is too short. Ends the transaction at hand.
   *
   * @param connection not in autocommit mode
   */
  public static OptionalLong within(Connection connection, ReservationQuery query, Duration longest)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "set local statement_timeout = "
              + longest.toMillis()
              + "; set local max_parallel_workers_per_gather = 0");
      try (ResultSet row = statement.executeQuery(ReservationSql.count(query))) {
        row.next();
        return OptionalLong.of(row.getLong(1));
      }
    } catch (SQLException e) {
      if (!CANCELED.equals(e.getSQLState())) {
        throw e;
      }
      return OptionalLong.empty();
    } finally {
      connection.rollback();
    }
  }

  /**
   * What the database's planner expects, which takes about a millisecond; fails when it takes much
   * longer, behind a lock say. Ends the transaction at hand.
   *
   * @param connection not in autocommit mode
   * @param roomsOfTenant how many rooms there are, to take a share for those that are asked for
   */
  public static long estimate(Connection connection, ReservationQuery query, int roomsOfTenant)
      throws SQLException {
    long planned = planned(connection, query);
    ReservationQuery.RoomSet some = query.rooms();
    return some == null || ReservationSql.fewRooms(query) || roomsOfTenant == 0
        ? planned
        : Math.round((double) planned * some.size() / roomsOfTenant);
  }

  /**
   * How many reservations a reader goes through, as the planner expects; in the transaction at
   * hand, which goes on. Of many rooms all that there is in the range is read.
   */
  public static long toRead(Connection connection, ReservationQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet plan =
            statement.executeQuery("explain (format json) " + ReservationSql.planned(query))) {
      plan.next();
      Matcher rows = PLANNED_ROWS.matcher(plan.getString(1));
      if (!rows.find()) {
        throw new SQLException("a plan that says no rows");
      }
      return Long.parseLong(rows.group(1));
    }
  }

  private static long planned(Connection connection, ReservationQuery query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = " + LONGEST_PLANNING.toMillis());
      return toRead(connection, query);
    } finally {
      connection.rollback();
    }
  }
}
