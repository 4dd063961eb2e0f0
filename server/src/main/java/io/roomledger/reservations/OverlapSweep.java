package io.roomledger.reservations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lines that overlap, and enters them into {@code import_problem}.
 *
 * <p>What a room is held for, by lines and by stored reservations, are claims. A stored reservation
 * that a line moves has no claim: it leaves. Claims are heard by line number, stored ones first,
 * and one that overlaps an earlier good one is bad.
 *
 * <p>A line that moves a stored reservation and is bad leaves it where it is, with its claim; so
 * the rooms of such reservations are heard anew, until no more of these turn up. A moving line that
 * was bad once stays so: whether it is good may depend on itself otherwise.
 *
 * <p>The database sorts the claims and passes on only those that touch another one. Memory holds
 * one group of these at a time.
 */
final class OverlapSweep {
  private static final int FETCH_ROWS = 10_000;
  private static final long STORED = 0;

  private static final String CLAIMS =
      """
      with line_claim as materialized (
        select next.room_id, next.line, next.held
          from import_row next
         where next.change in ('new', 'moved') and not isempty(next.held)
           and (?::bigint[] is null or next.room_id = any(?))
           and not exists (select from import_problem problem where problem.line = next.line)
      ), span as materialized (
        select room_id, tstzrange(min(lower(held)), max(upper(held))) as during from line_claim group by room_id
      ), claim as (
        select room_id, line, lower(held) as since, upper(held) as until, null as external_id from line_claim
        union all
        select stored.room_id, 0, lower(stored.held), upper(stored.held), coalesce(stored.external_id, '')
          from span
          join reservation stored
            on stored.tenant_id = ? and stored.room_id = span.room_id and stored.held && span.during
         where not exists (
                 select from import_row next
                  where next.change = 'moved' and next.id = stored.id
                    and not exists (select from import_problem problem where problem.line = next.line))
      ), ordered as (
        select *,
               max(until) over (partition by room_id order by since, line
                                rows between unbounded preceding and 1 preceding) as held_until,
               lead(since) over (partition by room_id order by since, line) as next_since
          from claim
      )
      select room_id, line, external_id,
             (extract(epoch from since) * 1000000)::bigint as since_us,
             (extract(epoch from until) * 1000000)::bigint as until_us
        from ordered
       where since < held_until or until > next_since
       order by room_id, since, line
      """;

  private final Connection connection;
  private final long tenantId;

  OverlapSweep(Connection connection, long tenantId) {
    this.connection = connection;
    this.tenantId = tenantId;
  }

  private record Claim(
      long room, long line, @Nullable String externalId, long sinceMicros, long untilMicros) {
    String reason() {
      if (line != STORED) {
        return "the room is taken by line " + line;
      }
      return externalId == null || externalId.isEmpty()
          ? "the room is taken by a reservation that was made here"
          : "the room is taken by the stored reservation '%s'".formatted(externalId);
    }
  }

  void run() throws SQLException {
    hear(null, 1);
    for (int round = 1; ; round++) {
      Long[] rooms = roomsOfThoseThatStay(round);
      if (rooms.length == 0) {
        return;
      }
      forget(rooms);
      hear(rooms, round + 1);
    }
  }

  /**
   * @param rooms null = all
   */
  private void hear(Long @Nullable [] rooms, int round) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLAIMS);
        BadClaims bad = new BadClaims(connection, round)) {
      statement.setFetchSize(FETCH_ROWS);
      Object array = rooms == null ? null : connection.createArrayOf("bigint", rooms);
      statement.setObject(1, array, Types.ARRAY);
      statement.setObject(2, array, Types.ARRAY);
      statement.setLong(3, tenantId);
      List<Claim> group = new ArrayList<>();
      long groupUntil = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Claim claim =
              new Claim(
                  rows.getLong("room_id"),
                  rows.getLong("line"),
                  rows.getString("external_id"),
                  rows.getLong("since_us"),
                  rows.getLong("until_us"));
          if (!group.isEmpty()
              && (claim.room != group.getFirst().room || claim.sinceMicros >= groupUntil)) {
            decide(group, bad);
            group.clear();
          }
          groupUntil =
              group.isEmpty() ? claim.untilMicros : Math.max(groupUntil, claim.untilMicros);
          group.add(claim);
        }
      }
      decide(group, bad);
      bad.flush();
    }
  }

  /** Hears one group of claims in which each touches another. */
  private static void decide(List<Claim> group, BadClaims bad) throws SQLException {
    group.sort(Comparator.comparingLong(Claim::line));
    // Good claims do not overlap, so that only the neighbours of a new one can.
    TreeMap<Long, Claim> good = new TreeMap<>();
    for (Claim claim : group) {
      var before = good.floorEntry(claim.sinceMicros);
      var after = good.higherEntry(claim.sinceMicros);
      if (before != null && before.getValue().untilMicros > claim.sinceMicros) {
        bad.add(claim.line, before.getValue().reason());
      } else if (after != null && after.getKey() < claim.untilMicros) {
        bad.add(claim.line, after.getValue().reason());
      } else {
        good.put(claim.sinceMicros, claim);
      }
    }
  }

  /** Rooms of the stored reservations that a line would have moved, had it not turned out bad. */
  private Long[] roomsOfThoseThatStay(int round) throws SQLException {
    String sql =
        """
        select distinct stored.room_id
          from import_problem problem
          join import_row next on next.line = problem.line
          join reservation stored on stored.tenant_id = ? and stored.id = next.id
         where problem.round = ? and next.change = 'moved'
        """;
    List<Long> rooms = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setInt(2, round);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rooms.add(rows.getLong(1));
        }
      }
    }
    return rooms.toArray(Long[]::new);
  }

  /** Forgets what was found about new reservations in these rooms. */
  private void forget(Long[] rooms) throws SQLException {
    String sql =
        """
        delete from import_problem problem
         using import_row next
         where problem.round > 0 and next.line = problem.line and next.change = 'new'
           and next.room_id = any(?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("bigint", rooms));
      statement.executeUpdate();
    }
  }

  /** Bad lines on their way into the table. */
  private static final class BadClaims implements AutoCloseable {
    private static final int BATCH = 1000;

    private final PreparedStatement insert;
    private final int round;
    private int waiting;

    BadClaims(Connection connection, int round) throws SQLException {
      insert =
          connection.prepareStatement(
              """
              insert into import_problem (line, column_name, reason, round) values (?, 'start_time', ?, ?)
              """);
      this.round = round;
    }

    void add(long line, String reason) throws SQLException {
      insert.setLong(1, line);
      insert.setString(2, reason);
      insert.setInt(3, round);
      insert.addBatch();
      if (++waiting == BATCH) {
        flush();
      }
    }

    void flush() throws SQLException {
      insert.executeBatch();
      waiting = 0;
    }

    @Override
    public void close() throws SQLException {
      insert.close();
    }
  }
}
