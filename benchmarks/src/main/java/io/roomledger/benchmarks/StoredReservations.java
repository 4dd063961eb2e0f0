package io.roomledger.benchmarks;

import java.nio.file.Path;

/**
 * A database with so many reservations, 33,334 a day from 2024-01-01 on.
 *
 * @param rows how many
 * @param database its name
 */
record StoredReservations(long rows, String database) {
  static final long FIRST_SECOND = 1_704_067_200L;
  static final String APP_ID = "cli_benchbenchbench0";
  static final String APP_SECRET = "not-a-secret-of-anything";
  private static final long ROWS_OF_A_DAY = 33_334;
  private static final long DAY = 86_400;

  /** A part of the data, in time. */
  record Range(long fromSecond, long toSecond) {
    String[] variables() {
      return new String[] {"from=" + fromSecond, "to=" + toSecond};
    }
  }

  /** Makes the database; a server has brought its schema up to date before. */
  static void load(Postgres postgres, String database, long rows) throws Exception {
    long begin = System.nanoTime();
    Path nowhere = Path.of("/dev/null");
    postgres.psql(database, "organisation.sql", nowhere, "secret=" + APP_SECRET);
    postgres.psql(database, "reservations.sql", nowhere, "rows=" + rows);
    Bench.say(
        "loaded "
            + rows
            + " reservations in "
            + (System.nanoTime() - begin) / 1_000_000_000
            + " s");
  }

  long days() {
    return (rows + ROWS_OF_A_DAY - 1) / ROWS_OF_A_DAY;
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
