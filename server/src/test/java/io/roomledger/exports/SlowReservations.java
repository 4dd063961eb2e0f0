package io.roomledger.exports;

import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Instant;

/** A database that gives out a reservation a millisecond, and has many. */
final class SlowReservations {
  private SlowReservations() {}

  /** Gives the room so many reservations of an hour, one after the other. */
  static void fill(TestProgram program, Organisation.Room room, Instant begin, int rows) {
    program
        .sql()
        .sql(
            """
            insert into reservation (tenant_id, room_id, begin_at, finish_at, status)
            select tenant_id, id, cast(:begin as timestamptz) + n * interval '1 h',
                   cast(:begin as timestamptz) + (n + 1) * interval '1 h', 2
              from room, generate_series(0, :rows - 1) n
             where id = :room
            """)
        .param("room", room.number())
        .param("begin", begin.toString())
        .param("rows", rows)
        .update();
    program.sql().sql("analyze reservation").update();
  }

  /** From now on each row takes its time; no more can be added. */
  static void slowDown(TestProgram program) {
    program.sql().sql("alter table reservation rename to reservation_row").update();
    program
        .sql()
        .sql(
            """
            create view reservation as
            select r.* from reservation_row r, lateral (select pg_sleep(0.0005 + 0 * r.id)) slow
            """)
        .update();
  }

  /** Whether somebody reads reservations now, or waits for them. */
  static boolean read(TestProgram program) {
    return program
        .sql()
        .sql(
            """
            select exists (select 1 from pg_stat_activity
                            where datname = current_database() and state = 'active' and query like '%to stdout%'
                              and pid <> pg_backend_pid())
            """)
        .query(Boolean.class)
        .single();
  }
}
