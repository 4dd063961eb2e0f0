package io.roomledger.reservations;

import io.roomledger.identity.PeopleImport;
import io.roomledger.rooms.RoomImport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of {@code reservation} that the lines ask for, in the temporary table {@code
 * import_row}, each with what it would change; and, in {@code import_problem}, what is wrong with
 * lines.
 */
final class StagedRows {
  private final Connection connection;
  private final long tenantId;

  private StagedRows(Connection connection, long tenantId) {
    this.connection = connection;
    this.tenantId = tenantId;
  }

  /** How many lines did what. */
  record Counts(long inserted, long updated, long unchanged) {}

  /** Fills both tables from {@code import_line}. */
  static StagedRows fill(
      Connection connection, long tenantId, RoomImport rooms, PeopleImport people)
      throws SQLException {
    StagedRows staged = new StagedRows(connection, tenantId);
    staged.createTables();
    staged.copyIds("import_room", rooms.number(connection));
    staged.copyIds("import_person", people.number(connection));
    staged.execute("analyze import_line, import_room, import_person");
    staged.takeProblems();
    staged.fillRows();
    staged.execute("analyze import_row");
    staged.markMoved();
    return staged;
  }

  private void createTables() throws SQLException {
    execute(
        """
        create temporary table import_room (ref integer primary key, id bigint not null) on commit drop;
        create temporary table import_person (ref integer primary key, id bigint not null) on commit drop;
        create temporary table import_problem (
          seq         bigint generated always as identity,
          line        bigint not null,
          column_name text not null,
          reason      text not null,
          -- 0: bad whatever else is in the file. From 1 on: overlaps.
          round       integer not null
        ) on commit drop;
        create index on import_problem (line);
        -- `held` comes with its expression: there is one place that says what a reservation holds.
        create temporary table import_row (
          line   bigint not null,
          -- new, same, changed (but holds the same room at the same time), moved
          change text not null,
          like reservation including generated
        ) on commit drop;
        """);
  }

  /** Tells the database which number each reference means. */
  private void copyIds(String table, long[] ids) throws SQLException {
    StagingCopy copy =
        new StagingCopy(connection, "copy %s from stdin with (format binary)".formatted(table));
    for (int reference = 0; reference < ids.length; reference++) {
      copy.row(2);
      copy.number(reference);
      copy.bigNumber(ids[reference]);
    }
    copy.finish();
  }

  private void takeProblems() throws SQLException {
    execute(
        """
        insert into import_problem (line, column_name, reason, round)
        select line, problem_column, problem, 0 from import_line where problem is not null;

        insert into import_problem (line, column_name, reason, round)
        select again.line, 'external_id', 'stands on line ' || once.line || ' already', 0
          from (select external_id, min(line) as line from import_line
                 where problem is null group by external_id having count(*) > 1) once
          join import_line again on again.external_id = once.external_id and again.line > once.line
         where again.problem is null;

        analyze import_problem;
        """);
  }

  private void fillRows() throws SQLException {
    String sql =
        """
        insert into import_row (line, change, tenant_id, id, external_id, room_id, topic, booker_id, invited_count,
            accepted_count, begin_at, finish_at, status, check_in_device, check_in_status, checked_in_at, released_by,
            released_at)
        select line.line,
               case
                 when stored.id is null then 'new'
                 when (stored.room_id, stored.topic, stored.booker_id, stored.invited_count, stored.accepted_count,
                       stored.begin_at, stored.finish_at, stored.status, stored.check_in_device,
                       stored.check_in_status, stored.checked_in_at, stored.released_by, stored.released_at)
                   is distinct from
                      (room.id, line.topic, booker.id, line.invited_count, line.accepted_count,
                       line.begin_at, line.finish_at, line.status, line.check_in_device,
                       line.check_in_status, line.checked_in_at, releaser.id, line.released_at) then 'changed'
                 else 'same'
               end,
               ?, coalesce(stored.id, nextval(sequence.name)), line.external_id, room.id, line.topic, booker.id,
               line.invited_count, line.accepted_count, line.begin_at, line.finish_at, line.status,
               line.check_in_device, line.check_in_status, line.checked_in_at, releaser.id, line.released_at
          from (select pg_get_serial_sequence('reservation', 'id')::regclass as name offset 0) sequence
          cross join import_line line
          join import_room room on room.ref = line.room
          left join import_person booker on booker.ref = line.booker
          left join import_person releaser on releaser.ref = line.releaser
          left join reservation stored on stored.tenant_id = ? and stored.external_id = line.external_id
         where line.problem is null
           and not exists (select from import_problem problem where problem.line = line.line)
        """;
    update(sql, tenantId, tenantId);
  }

  private void markMoved() throws SQLException {
    String sql =
        """
        update import_row next set change = 'moved'
          from reservation stored
         where next.change = 'changed'
           and stored.tenant_id = ? and stored.id = next.id
           and (stored.room_id, stored.held) is distinct from (next.room_id, next.held)
        """;
    update(sql, tenantId);
  }

  /** References of the rooms that good lines use, by the last line that does. */
  int[] usedRooms() throws SQLException {
    return references(
        """
        select line.room as ref
          from import_line line
         where line.problem is null
           and not exists (select from import_problem problem where problem.line = line.line)
         group by line.room
         order by max(line.line)
        """);
  }

  /** References of the people that good lines use, by the last line that does. */
  int[] usedPeople() throws SQLException {
    return references(
        """
        select named.ref
          from import_line line
          cross join lateral (values (line.booker, 1), (line.releaser, 2)) as named (ref, place)
         where line.problem is null and named.ref is not null
           and not exists (select from import_problem problem where problem.line = line.line)
         group by named.ref
         order by max(line.line * 2 + named.place)
        """);
  }

  /** Changes the table of reservations. */
  Counts store() throws SQLException {
    // The rows that move leave first, and come back under their number: the constraint on overlaps
    // looks at each row
    // at once, so that two reservations could not change places otherwise.
    update(
        """
        delete from reservation stored
         using import_row next
         where next.change = 'moved'
           and not exists (select from import_problem problem where problem.line = next.line)
           and stored.tenant_id = ? and stored.id = next.id
        """,
        tenantId);
    long changed =
        update(
            """
            update reservation stored
               set topic = next.topic, booker_id = next.booker_id, invited_count = next.invited_count,
                   accepted_count = next.accepted_count, begin_at = next.begin_at, finish_at = next.finish_at,
                   status = next.status, check_in_device = next.check_in_device,
                   check_in_status = next.check_in_status, checked_in_at = next.checked_in_at,
                   released_by = next.released_by, released_at = next.released_at
              from import_row next
             where next.change = 'changed'
               and not exists (select from import_problem problem where problem.line = next.line)
               and stored.tenant_id = ? and stored.id = next.id
            """,
            tenantId);
    // In the order of time, as exports read them: their pages then lie together.
    update(
        """
        insert into reservation (tenant_id, id, external_id, room_id, topic, booker_id, invited_count, accepted_count,
            begin_at, finish_at, status, check_in_device, check_in_status, checked_in_at, released_by, released_at)
          overriding system value
        select tenant_id, id, external_id, room_id, topic, booker_id, invited_count, accepted_count,
               begin_at, finish_at, status, check_in_device, check_in_status, checked_in_at, released_by, released_at
          from import_row next
         where next.change in ('new', 'moved')
           and not exists (select from import_problem problem where problem.line = next.line)
         order by begin_at, room_id
        """);
    return counts(changed);
  }

  private Counts counts(long changed) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select next.change, count(*)
                  from import_row next
                 where not exists (select from import_problem problem where problem.line = next.line)
                 group by next.change
                """)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return new Counts(
        counts.getOrDefault("new", 0L),
        changed + counts.getOrDefault("moved", 0L),
        counts.getOrDefault("same", 0L));
  }

  private int[] references(String sql) throws SQLException {
    int[] references = new int[16];
    int count = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        if (count == references.length) {
          references = Arrays.copyOf(references, 2 * count);
        }
        references[count++] = rows.getInt(1);
      }
    }
    return Arrays.copyOf(references, count);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long update(String sql, long... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 1, parameters[i]);
      }
      return statement.executeLargeUpdate();
    }
  }
}
