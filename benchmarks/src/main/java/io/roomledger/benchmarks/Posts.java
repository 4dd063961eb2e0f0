package io.roomledger.benchmarks;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * Tasks that 16 clients make a second while nobody works on them, each answered when it is on disk,
 * beside pgbench inserting the same row.
 */
final class Posts implements Measure {
  private static final Goal BESIDE_PGBENCH = Goal.atLeast(0.3, 0.5);
  private static final int CLIENTS = 16;

  /** Nobody works on the tasks, which are soon more than anybody may have. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ROOMLEDGER_EXPORTS_WORKERS",
          "0",
          "ROOMLEDGER_QUEUE_MAXUNFINISHEDPERAPP",
          "0",
          "ROOMLEDGER_QUEUE_MAXUNFINISHEDPERTENANT",
          "0");

  @Override
  public String name() {
    return "posts";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    int seconds = bench.options().quick() ? 3 : 10;
    StoredReservations data = bench.stored(bench.options().rows());
    try (ServerProcess server = bench.server(data, SETTINGS);
        ExportClient client = bench.client(server, data)) {
      byte[] request = client.request(data.slice(0, 1), List.of());
      List<Contender> contenders =
          List.of(
              new Contender(
                  "pgbench",
                  () -> {
                    empty(bench, data);
                    return bench
                        .postgres()
                        .pgbench(data.database(), "insert-task.sql", CLIENTS, seconds);
                  }),
              new Contender(
                  "server",
                  () -> {
                    empty(bench, data);
                    return RepeatedRequest.rate(CLIENTS, server.port(), request, 200, seconds);
                  }));
      Rounds.warm(2 * bench.options().warmSeconds(), contenders);
      Rounds rounds = Rounds.alternate(0, bench.options().rounds(), contenders);
      empty(bench, data);
      return List.of(
          Result.of(
              "posts",
              rounds.median("server") / rounds.median("pgbench"),
              BESIDE_PGBENCH,
              CLIENTS + " clients; a second: " + rounds.medians()));
    }
  }

  private static void empty(Bench bench, StoredReservations data) throws Exception {
    try (Connection connection = bench.postgres().connect(data.database());
        Statement statement = connection.createStatement()) {
      statement.execute("truncate export_task");
    }
  }
}
