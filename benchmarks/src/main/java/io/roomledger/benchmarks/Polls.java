package io.roomledger.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Calls a second that 64 clients make of {@code GET exports/:task_id} for a task that is not there:
 * token, scope and right are checked each time, and the task is looked for.
 */
final class Polls implements Measure {
  private static final Goal A_SECOND = new Goal(false, 10_000, null);
  private static final int CLIENTS = 64;

  /** The documented sample's, which nobody made. */
  private static final String UNKNOWN = "/open-apis/vc/v1/exports/7111325589855797267";

  /** A day of reservations: polls read none of them. */
  private static final long STORED = 33_334;

  @Override
  public String name() {
    return "polls";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    int seconds = bench.options().quick() ? 3 : 10;
    StoredReservations data = bench.stored(STORED);
    // Limits are asked when they are raised, too; here there are none.
    try (ServerProcess server = bench.server(data, Map.of("ROOMLEDGER_LIMITS_FACTOR", "0"));
        ExportClient client = bench.client(server, data);
        Connection database = bench.postgres().connect(data.database())) {
      byte[] request = RawHttp.get(UNKNOWN, client.token());
      double[] perCall = new double[1];
      List<Contender> contenders =
          List.of(
              new Contender(
                  "server",
                  () -> {
                    long before = transactions(database);
                    double rate =
                        RepeatedRequest.rate(CLIENTS, server.port(), request, 404, seconds);
                    perCall[0] = (transactions(database) - before) / (rate * seconds);
                    return rate;
                  }));
      Rounds.warm(2 * bench.options().warmSeconds(), contenders);
      Rounds rounds = Rounds.alternate(0, bench.options().rounds(), contenders);
      return List.of(
          Result.of(
              "polls",
              rounds.median("server"),
              A_SECOND,
              String.format(
                  Locale.ROOT,
                  "%d clients; a second: %s; database transactions for a call: %.2f",
                  CLIENTS,
                  rounds.medians(),
                  perCall[0])));
    }
  }

  /** How many the database has counted; what a connection did last is up to a second late. */
  private static long transactions(Connection database) throws Exception {
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select xact_commit from pg_stat_database where datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
