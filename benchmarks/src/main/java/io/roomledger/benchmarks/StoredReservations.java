package io.roomledger.benchmarks;

import java.nio.file.Path;

/**
 * A database with so many reservations, ten a day for three rooms, from 2024-01-01 on.
 *
 * @param rows how many
 * @param rooms of the organisation, which has five people for each
 */
record StoredReservations(long rows, int rooms) {
  static final long FIRST_SECOND = 1_704_067_200L;
  static final String APP_ID = "cli_benchbenchbench0";
  static final String APP_SECRET = "not-a-secret-of-anything";
  private static final long DAY = 86_400;

  StoredReservations {
    if (3 * rowsOfADay(rooms) % 61 == 0) {
      throw new IllegalArgumentException("reservations.sql cannot mix days of " + rooms + " rooms");
    }
  }

  /** A part of the data, in time. */
  record Range(long fromSecond, long toSecond) {
    String[] variables() {
      return new String[] {"from=" + fromSecond, "to=" + toSecond};
    }
  }

  /** Its name. */
  String database() {
    return "bench_" + rows + "_" + rooms;
  }

  /** Fills the database; a server has brought its schema up to date before. */
  void load(Postgres postgres) throws Exception {
    long begin = System.nanoTime();
    Path nowhere = Path.of("/dev/null");
    String allRooms = "rooms=" + rooms;
    postgres.psql(database(), "organisation.sql", nowhere, allRooms, "secret=" + APP_SECRET);
    postgres.psql(
        database(), "reservations.sql", nowhere, allRooms, "day=" + rowsOfADay(), "rows=" + rows);
    Bench.say(
        "loaded "
            + rows
            + " reservations in "
            + (System.nanoTime() - begin) / 1_000_000_000
            + " s");
  }

  long rowsOfADay() {
    return rowsOfADay(rooms);
  }

  private static long rowsOfADay(int rooms) {
    return (10L * rooms + 2) / 3;
  }

  long days() {
    return (rows + rowsOfADay() - 1) / rowsOfADay();
  }

  Range all() {
    return new Range(FIRST_SECOND, FIRST_SECOND + days() * DAY);
  }

  /** So many whole days from this day on. */
  Range slice(long firstDay, long dayCount) {
    long from = FIRST_SECOND + firstDay * DAY;
    return new Range(from, from + dayCount * DAY);
  }
}
