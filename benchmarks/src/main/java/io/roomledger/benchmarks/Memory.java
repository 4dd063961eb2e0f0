package io.roomledger.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The resident memory that an export adds to a server which was idle before: the highest the system
 * saw (VmHWM), less what was resident when it had just started and answered its first request.
 */
final class Memory implements Measure {
  private static final Goal BEYOND_IDLE = Goal.atMost(96, 64);
  private static final Goal GROWTH = Goal.atMost(1.1, 1.05);
  private static final long SETTLE_MILLIS = 3_000;

  /** MiB of one server's life. */
  private record Peak(double idle, double highest) {
    double beyondIdle() {
      return highest - idle;
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    long rows = bench.options().rows();
    int processes = bench.options().quick() ? 1 : 3;
    List<Result> results = new ArrayList<>();
    double one = beyondIdle(bench, rows, processes, results);
    if (!bench.options().quick()) {
      double ten = beyondIdle(bench, 10 * rows, processes, results);
      results.add(
          Result.of(
              "memory-growth", ten / one, GROWTH, "what ten times the rows take, as a multiple"));
    }
    return results;
  }

  private static double beyondIdle(Bench bench, long rows, int processes, List<Result> results)
      throws Exception {
    StoredReservations data = bench.stored(rows);
    double[] beyond = new double[processes];
    Peak last = new Peak(0, 0);
    for (int i = 0; i < processes; i++) {
      last = peak(bench, data);
      beyond[i] = last.beyondIdle();
      bench.tidy();
    }
    String text =
        String.format(
            Locale.ROOT,
            "MiB; idle %.0f, at most %.0f; `%s`; median of %d processes",
            last.idle(),
            last.highest(),
            jvm(bench),
            processes);
    bench.further(
        "peak resident memory of the server, " + String.format(Locale.ROOT, "%,d", rows) + " rows",
        text);
    double median = Rounds.median(beyond);
    results.add(Result.of("memory-" + rows / 1_000_000 + "m-mib", median, BEYOND_IDLE, text));
    return median;
  }

  private static Peak peak(Bench bench, StoredReservations data) throws Exception {
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient client = bench.client(server, data)) {
      Thread.sleep(SETTLE_MILLIS);
      double idle = server.residentMib();
      server.forgetPeak();
      long rows = client.export(client.request(data.all(), List.of()), 100).rows();
      Peak peak = new Peak(idle, server.peakMib());
      Bench.say(
          rows
              + " rows: idle "
              + Goal.number(peak.idle())
              + ", at most "
              + Goal.number(peak.highest())
              + " MiB");
      return peak;
    }
  }

  /** The options that matter to memory, without those about logs. */
  private static String jvm(Bench bench) {
    return bench.serverOptions().replaceAll("-Xlog[^ ]*", "").strip().replaceAll(" +", " ");
  }
}
