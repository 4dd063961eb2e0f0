package io.roomledger.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long exports of one row wait for a worker while one of very many rows is being made, and how
 * long their clients wait for them: two workers, one small export after the other.
 */
final class Claim implements Measure {
  private static final Goal WAIT = Goal.atMost(50, 10);
  private static final Goal ASKED = Goal.atMost(1000, 100);
  private static final int WARM_UPS = 100;

  @Override
  public String name() {
    return "claim";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    long rows = bench.options().rows() * (bench.options().quick() ? 1 : 10);
    StoredReservations data = bench.stored(rows);
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient large = bench.client(server, data);
        ExportClient small = bench.client(server, data);
        ExecutorService aside = Executors.newSingleThreadExecutor()) {
      byte[] request = OneRow.oneRow(bench, data, small);
      for (int i = 0; i < WARM_UPS; i++) {
        var _ = small.export(request, 2);
      }
      CompletableFuture<ExportClient.Done> giant = new CompletableFuture<>();
      aside.execute(() -> {
        try {
          giant.complete(large.export(large.request(data.all(), List.of()), 20));
        } catch (Exception e) {
          giant.completeExceptionally(e);
        }
      });
      while (!giant.isDone()) {
        var _ = small.export(request, 2);
      }
      return results(bench, data, giant.join());
    }
  }

  /** Of the small ones that began while the large one ran, by their rows. */
  private static List<Result> results(Bench bench, StoredReservations data, ExportClient.Done giant)
      throws Exception {
    String sql =
        """
        select count(*),
               percentile_cont(array[0.5, 0.99]) within group (order by extract(epoch from t.started_at - t.created_at)::float8),
               percentile_cont(0.99) within group (order by extract(epoch from t.finished_at - t.created_at)::float8)
          from export_task t, export_task giant
         where giant.task_id = ? and t.task_id <> giant.task_id
           and t.created_at between giant.started_at and giant.finished_at and t.state = 'done'
        """;
    try (Connection connection = bench.postgres().connect(data.database());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, giant.taskId());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getLong(1) == 0) {
          throw new IllegalStateException("the large export was done before any small one");
        }
        Double[] waits = (Double[]) row.getArray(2).getArray();
        String note =
            String.format(
                Locale.ROOT,
                "milliseconds; %d exports of one row beside one of %,d rows that took %.1f s; the"
                    + " median wait for a worker: %.2f",
                row.getLong(1),
                giant.rows(),
                giant.claimed(),
                waits[0] * 1000);
        return List.of(
            Result.of("claim-p99-ms", waits[1] * 1000, WAIT, note),
            Result.of("claim-done-p99-ms", row.getDouble(3) * 1000, ASKED, note));
      }
    }
  }
}
