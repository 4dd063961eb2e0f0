package io.roomledger.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same amount of days exported when ten times as many are stored: the oldest, those in the
 * middle, the newest. The worst of the three counts.
 */
final class Growth implements Measure {
  private static final Goal GOAL = Goal.atMost(1.3, 1.1);
  private static final List<String> PARTS = List.of("oldest", "middle", "newest");

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    boolean quick = bench.options().quick();
    // A hundred thousand rows are three days.
    long days = quick ? 1 : 3;
    StoredReservations few = bench.stored(quick ? 100_000 : 1_000_000);
    List<Result> results = new ArrayList<>();
    results.add(beside(bench, "stored-growth", few, bench.stored(10 * few.rows()), days));
    if (bench.options().large()) {
      results.add(beside(bench, "stored-growth-50m", few, bench.stored(50_000_000), days));
    }
    return results;
  }

  private static Result beside(
      Bench bench, String name, StoredReservations few, StoredReservations many, long days)
      throws Exception {
    try (ServerProcess fewServer = bench.server(few, Map.of());
        ServerProcess manyServer = bench.server(many, Map.of());
        ExportClient fewClient = bench.client(fewServer, few);
        ExportClient manyClient = bench.client(manyServer, many)) {
      List<Contender> contenders = new ArrayList<>();
      for (String part : PARTS) {
        contenders.add(slice(part + " of few", fewClient, few, part, days));
        contenders.add(slice(part + " of many", manyClient, many, part, days));
      }
      // Short exports warm up slowly: each gives the compiler a tenth of what a long one does.
      Rounds rounds = Rounds.alternate(10, bench.options().rounds() * 2 + 1, contenders);
      double worst = 0;
      for (String part : PARTS) {
        worst = Math.max(worst, rounds.median(part + " of many") / rounds.median(part + " of few"));
      }
      String note =
          String.format(
              Locale.ROOT,
              "%,d of %,d rows beside as many of %,d; seconds: %s",
              days * few.rowsOfADay(),
              many.rows(),
              few.rows(),
              rounds.medians());
      return Result.of(name, worst, GOAL, note);
    }
  }

  private static Contender slice(
      String name, ExportClient client, StoredReservations data, String part, long days) {
    byte[] request = client.request(data.slice(firstDay(data, part, days), days), List.of());
    return new Contender(name, () -> client.export(request, 5).claimed());
  }

  private static long firstDay(StoredReservations data, String part, long days) {
    return switch (part) {
      case "oldest" -> 0;
      case "middle" -> (data.days() - days) / 2;
      default -> data.days() - days;
    };
  }
}
