package io.roomledger.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A whole export, from claim to published file, beside psql reading the same rows from the same
 * PostgreSQL over the same loopback: once the bare facts, once joined and formatted by the
 * database.
 */
final class EndToEnd implements Measure {
  private static final Goal BESIDE_NARROW = Goal.atMost(1.35, 1.15);
  private static final Goal BESIDE_JOINED = Goal.atMost(0.5, 0.4);

  @Override
  public String name() {
    return "end-to-end";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    StoredReservations data = bench.stored(bench.options().rows());
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient client = bench.client(server, data)) {
      byte[] request = client.request(data.all(), List.of());
      ExportClient.Done[] last = new ExportClient.Done[1];
      Contender ours =
          new Contender(
              "export",
              () -> {
                last[0] = client.export(request, 20);
                return last[0].claimed();
              });
      ExportClient.Done cold = client.export(request, 20);
      check(data, cold);
      Contender narrow = psql(bench, data, "narrow");
      // The psql of each turn is a new one, so only the server becomes warm; but the first psql
      // after the load is slower than those that follow, which would be in our favour.
      Rounds.warm(2 * bench.options().warmSeconds(), List.of(ours));
      var _ = narrow.timed().go();
      Rounds rounds =
          Rounds.alternate(
              0, bench.options().rounds(), List.of(narrow, ours, psql(bench, data, "joined")));
      check(data, last[0]);
      note(bench, rounds, cold, last[0]);
      String note = "1,000,000 rows; seconds: " + rounds.medians();
      double seconds = rounds.median("export");
      return List.of(
          Result.of("end-to-end-narrow", seconds / rounds.median("narrow"), BESIDE_NARROW, note),
          Result.of("end-to-end-joined", seconds / rounds.median("joined"), BESIDE_JOINED, note));
    }
  }

  private static Contender psql(Bench bench, StoredReservations data, String statement) {
    return new Contender(
        statement,
        () -> bench.postgres().timed(data.database(), statement + ".sql", data.all().variables()));
  }

  private static void check(StoredReservations data, ExportClient.Done done) {
    if (done.rows() != data.rows()) {
      throw new IllegalStateException(
          "the export has " + done.rows() + " rows instead of " + data.rows());
    }
  }

  private static void note(
      Bench bench, Rounds rounds, ExportClient.Done cold, ExportClient.Done last) {
    bench.further(
        "rows per second, end to end",
        String.format(Locale.ROOT, "%,.0f", last.rows() / rounds.median("export")));
    bench.further(
        "seconds from POST to done, 1,000,000 rows, -Xmx256m",
        String.format(
            Locale.ROOT,
            "%.2f, the first one after the start %.2f",
            rounds.median("export") + last.asked() - last.claimed(),
            cold.asked()));
    bench.further(
        "bytes of the file of 1,000,000 rows", String.format(Locale.ROOT, "%,d", last.bytes()));
  }
}
