package io.roomledger.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Short calls of many clients that come at once, to one server that has no workers and no limits.
 *
 * <ul>
 *   <li>Polls: calls a second that 64 clients make of {@code GET exports/:task_id} for a task that
 *       is not there: token, scope and right are checked each time, and the task is looked for.
 *   <li>Posts: tasks that 16 clients make a second while nobody works on them, each answered when
 *       it is on disk, beside pgbench inserting the same row.
 * </ul>
 */
final class Calls implements Measure {
  private static final Goal POLLS_A_SECOND = new Goal(false, 10_000, null);
  private static final int POLL_CLIENTS = 64;
  private static final Goal POSTS_BESIDE_PGBENCH = Goal.atLeast(0.3, 0.5);
  private static final int POST_CLIENTS = 16;

  /** The documented sample's, which nobody made. */
  private static final String UNKNOWN = "/open-apis/vc/v1/exports/7111325589855797267";

  /** Nobody works on the tasks, which are soon more than anybody may have. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ROOMLEDGER_EXPORTS_WORKERS",
          "0",
          "ROOMLEDGER_QUEUE_MAXUNFINISHEDPERAPP",
          "0",
          "ROOMLEDGER_QUEUE_MAXUNFINISHEDPERTENANT",
          "0",
          // Limits are asked when they are raised, too; here there are none.
          "ROOMLEDGER_LIMITS_FACTOR",
          "0");

  @Override
  public String name() {
    return "calls";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    StoredReservations data = bench.stored(bench.options().rows());
    try (ServerProcess server = bench.server(data, SETTINGS);
        ExportClient client = bench.client(server, data);
        Connection database = bench.postgres().connect(data.database())) {
      // Polls make the server warm sooner: they do not wait for a disk.
      Result polls = polls(bench.options(), server, client.token(), database);
      byte[] request = client.request(data.slice(0, 1), List.of());
      return List.of(polls, posts(bench, server, request, data, database));
    }
  }

  private static Result polls(
      Options options, ServerProcess server, String token, Connection database) throws Exception {
    int seconds = options.secondsOfCalls();
    byte[] request = RawHttp.get(UNKNOWN, token);
    double[] perCall = new double[1];
    Contender ours =
        new Contender(
            "server",
            () -> {
              long before = transactions(database);
              double rate =
                  RepeatedRequest.rate(POLL_CLIENTS, server.port(), request, 404, seconds);
              perCall[0] = (transactions(database) - before) / (rate * seconds);
              return rate;
            });
    Rounds.warm(options.warmSecondsOfCalls(), List.of(ours));
    Rounds rounds = Rounds.alternate(0, options.rounds(), List.of(ours));
    String note =
        String.format(
            Locale.ROOT,
            "%d clients; a second: %s; database transactions for a call: %.2f",
            POLL_CLIENTS,
            rounds.medians(),
            perCall[0]);
    return Result.of("polls", rounds.median("server"), POLLS_A_SECOND, note);
  }

  private static Result posts(
      Bench bench,
      ServerProcess server,
      byte[] request,
      StoredReservations data,
      Connection database)
      throws Exception {
    Options options = bench.options();
    int seconds = options.secondsOfCalls();
    Contender pgbench =
        new Contender(
            "pgbench",
            () -> {
              empty(database);
              return bench
                  .postgres()
                  .pgbench(data.database(), "insert-task.sql", POST_CLIENTS, seconds);
            });
    Contender ours =
        new Contender(
            "server",
            () -> {
              empty(database);
              return RepeatedRequest.rate(POST_CLIENTS, server.port(), request, 200, seconds);
            });
    // The pgbench of each turn is a new one; the server knows calls already, though not these.
    Rounds.warm(options.warmSecondsOfCalls() / 2, List.of(ours));
    Rounds rounds = Rounds.alternate(0, options.rounds(), List.of(pgbench, ours));
    empty(database);
    return Result.of(
        "posts",
        rounds.median("server") / rounds.median("pgbench"),
        POSTS_BESIDE_PGBENCH,
        POST_CLIENTS + " clients; a second: " + rounds.medians());
  }

  private static void empty(Connection database) throws Exception {
    try (Statement statement = database.createStatement()) {
      statement.execute("truncate export_task");
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
