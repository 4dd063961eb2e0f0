package io.roomledger.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.random.RandomGenerator;

/**
 * The tenants, their rooms and reservations.
 *
 * @param rows reservations of the first tenant; the others have few
 */
record Organisation(long rows) {
  static final String APP_SECRET = "not-a-secret-of-anything";
  static final int TENANTS = 3;
  private static final long FIRST_SECOND = 1_704_067_200L;
  private static final long HOUR = 3600;
  private static final long ROWS_OF_AN_HOUR = 100;
  private static final long FEW_ROWS = 10_000;

  static String appId(int tenant) {
    return "cli_torturetorture%02d".formatted(tenant);
  }

  /** Fills a database that a node has brought up to date. */
  void load(Connection database) throws Exception {
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      statement.execute(Shell.resource("organisation.sql"));
      // They do not overlap; to prove that for a million takes minutes.
      statement.execute("alter table reservation drop constraint reservation_no_overlap");
    }
    try (PreparedStatement statement =
        database.prepareStatement(Shell.resource("reservations.sql"))) {
      for (int tenant = 1; tenant <= TENANTS; tenant++) {
        statement.setLong(1, tenant);
        statement.setLong(2, tenant == 1 ? rows : FEW_ROWS);
        statement.executeUpdate();
      }
    }
    database.commit();
    database.setAutoCommit(true);
    try (Statement statement = database.createStatement()) {
      statement.execute("vacuum (analyze) reservation, room, person, department");
    }
  }

  /** Everything of the first tenant. */
  Order big(RandomGenerator random) {
    long hours = rows / ROWS_OF_AN_HOUR;
    return new Order(1, FIRST_SECOND, FIRST_SECOND + hours * HOUR, random.nextBoolean());
  }

  /** Some hours of some tenant, few enough that the same ones come again. */
  Order small(RandomGenerator random) {
    int tenant = 1 + random.nextInt(TENANTS);
    long from = FIRST_SECOND + random.nextInt(20) * 4L * HOUR;
    return new Order(tenant, from, from + (1 + random.nextInt(3)) * HOUR, random.nextBoolean());
  }
}
