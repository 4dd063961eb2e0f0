package io.roomledger.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long one client waits for an export of one row: from before the first byte of its request to
 * finished_at of the task, by the clock that both share.
 */
final class OneRow implements Measure {
  private static final Goal P50 = Goal.atMost(15, 8);
  private static final Goal P99 = Goal.atMost(50, 25);
  private static final int WARM_UPS = 200;

  @Override
  public String name() {
    return "one-row";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    StoredReservations data = bench.stored(bench.options().rows());
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient client = bench.client(server, data)) {
      byte[] request = oneRow(bench, data, client);
      for (int i = 0; i < WARM_UPS; i++) {
        var _ = client.export(request, 2);
      }
      double[] millis = new double[bench.options().quick() ? 300 : 600];
      for (int i = 0; i < millis.length; i++) {
        ExportClient.Done done = client.export(request, 2);
        if (done.rows() != 1) {
          throw new IllegalStateException("the export has " + done.rows() + " rows");
        }
        millis[i] = done.asked() * 1000;
      }
      double p50 = Rounds.median(millis);
      double p99 = Rounds.percentile(millis, 99);
      String note =
          String.format(
              Locale.ROOT, "milliseconds; %d requests, one after the other", millis.length);
      bench.further(
          "seconds from POST to done, 1 row, -Xmx256m",
          String.format(Locale.ROOT, "%.4f, the 99th percentile %.4f", p50 / 1000, p99 / 1000));
      return List.of(
          Result.of("one-row-p50-ms", p50, P50, note), Result.of("one-row-p99-ms", p99, P99, note));
    }
  }

  /** A room and its very first reservation. */
  static byte[] oneRow(Bench bench, StoredReservations data, ExportClient client) throws Exception {
    String sql =
        """
        select m.open_room_id, extract(epoch from r.begin_at)::bigint
          from reservation r join room m on m.tenant_id = r.tenant_id and m.id = r.room_id
         order by r.begin_at desc, r.room_id limit 1
        """;
    try (Connection connection = bench.postgres().connect(data.database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long begin = row.getLong(2);
      return client.request(
          new StoredReservations.Range(begin, begin + 60), List.of(row.getString(1)));
    }
  }
}
