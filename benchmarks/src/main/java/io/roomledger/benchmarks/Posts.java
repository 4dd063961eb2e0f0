package io.roomledger.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
                    return rate(server.port(), request, seconds);
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

  private static double rate(int port, byte[] request, int seconds) throws Exception {
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<Long>> work = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        work.add(() -> postUntil(end, port, request));
      }
      long made = 0;
      for (Future<Long> one : clients.invokeAll(work)) {
        made += one.get();
      }
      return made / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private static long postUntil(long end, int port, byte[] request) throws IOException {
    long made = 0;
    try (RawHttp http = new RawHttp(port)) {
      while (System.nanoTime() < end) {
        RawHttp.Answer answer = http.send(request);
        if (answer.status() != 200) {
          throw new IOException("unexpected answer " + answer);
        }
        made++;
      }
    }
    return made;
  }
}
