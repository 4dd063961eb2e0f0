package io.roomledger.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The resident memory that an export adds to a server which was idle before: the highest the system
 * saw (VmHWM), less what was resident when it had just started and answered its first request. The
 * latter has nothing to do with the rows and differs from process to process by as much as is to be
 * found out, so one median of all is taken.
 */
final class Memory implements Measure {
  private static final Goal BEYOND_IDLE = Goal.atMost(96, 64);
  private static final Goal GROWTH = Goal.atMost(1.1, 1.05);
  private static final long SETTLE_MILLIS = 3_000;
  private static final int PROCESSES = 5;

  /** MiB of one server's life. */
  private record Peak(double idle, double highest) {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    long rows = bench.options().rows();
    List<Peak> few = peaks(bench, rows);
    if (bench.options().quick()) {
      return List.of(result(bench, rows, few, median(few, Peak::idle)));
    }
    List<Peak> many = peaks(bench, 10 * rows);
    double idle = median(Stream.concat(few.stream(), many.stream()).toList(), Peak::idle);
    double growth = (median(many, Peak::highest) - idle) / (median(few, Peak::highest) - idle);
    return List.of(
        result(bench, rows, few, idle),
        result(bench, 10 * rows, many, idle),
        Result.of("memory-growth", growth, GROWTH, "what ten times the rows take, as a multiple"));
  }

  private static double median(List<Peak> peaks, ToDoubleFunction<Peak> figure) {
    return Rounds.median(peaks.stream().mapToDouble(figure).toArray());
  }

  private static List<Peak> peaks(Bench bench, long rows) throws Exception {
    StoredReservations data = bench.stored(rows);
    int processes = bench.options().quick() ? 1 : PROCESSES;
    List<Peak> peaks = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      peaks.add(peak(bench, data));
      bench.tidy();
    }
    return peaks;
  }

  private static Result result(Bench bench, long rows, List<Peak> peaks, double idle) {
    double highest = median(peaks, Peak::highest);
    String text =
        String.format(
            Locale.ROOT,
            "MiB; idle %.0f, at most %.0f; `%s`; medians of %d processes",
            idle,
            highest,
            jvm(bench),
            peaks.size());
    bench.further(
        "peak resident memory of the server, " + String.format(Locale.ROOT, "%,d", rows) + " rows",
        text);
    return Result.of("memory-" + rows / 1_000_000 + "m-mib", highest - idle, BEYOND_IDLE, text);
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
