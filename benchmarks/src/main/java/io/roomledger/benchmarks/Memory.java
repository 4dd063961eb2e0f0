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
 *
 * <p>Ten exports of a million rows, one after the other, stand beside one of ten million: the JIT
 * compiler's memory grows while there is work, whatever the work is, and so both have as much.
 */
final class Memory implements Measure {
  private static final Goal BEYOND_IDLE = Goal.atMost(96, 64);
  private static final Goal GROWTH = Goal.atMost(1.1, 1.05);
  private static final long SETTLE_MILLIS = 3_000;

  /** Of each; the peaks of single ones differ by up to 20 MiB, whatever the rows. */
  private static final int PROCESSES = 9;

  /** So many exports of few rows stand beside one of so many times as many. */
  private static final int TIMES = 10;

  /** MiB of one server's life: before any export, at most until the first was done, at most. */
  private record Peak(double idle, double first, double highest) {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    long rows = bench.options().rows();
    List<Peak> few = new ArrayList<>();
    if (bench.options().quick()) {
      few.add(peak(bench, rows, 1));
      return List.of(result(bench, rows, few, median(few, Peak::idle)));
    }
    List<Peak> many = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      few.add(peak(bench, rows, TIMES));
      many.add(peak(bench, TIMES * rows, 1));
    }
    double idle = median(Stream.concat(few.stream(), many.stream()).toList(), Peak::idle);
    double beyond = median(many, Peak::highest) - idle;
    String note =
        String.format(
            Locale.ROOT,
            "what ten times the rows take, as a multiple; of a new server's first export of a"
                + " million: %.2f",
            beyond / (median(few, Peak::first) - idle));
    double growth = beyond / (median(few, Peak::highest) - idle);
    return List.of(
        result(bench, rows, few, idle),
        result(bench, TIMES * rows, many, idle),
        Result.of("memory-growth", growth, GROWTH, note));
  }

  private static double median(List<Peak> peaks, ToDoubleFunction<Peak> figure) {
    return Rounds.median(peaks.stream().mapToDouble(figure).toArray());
  }

  private static Result result(Bench bench, long rows, List<Peak> peaks, double idle) {
    double highest = median(peaks, Peak::highest);
    String text =
        String.format(
            Locale.ROOT,
            "MiB; idle %.0f, at most %.0f; `%s`; %s",
            idle,
            highest,
            jvm(bench),
            peaks.size() == 1 ? "one process" : "medians of " + peaks.size() + " processes");
    bench.further(
        "peak resident memory of the server, " + String.format(Locale.ROOT, "%,d", rows) + " rows",
        text);
    return Result.of("memory-" + rows / 1_000_000 + "m-mib", highest - idle, BEYOND_IDLE, text);
  }

  /** Of a new server that makes so many exports of so many rows, one after the other. */
  private static Peak peak(Bench bench, long rows, int exports) throws Exception {
    StoredReservations data = bench.stored(rows);
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient client = bench.client(server, data)) {
      Thread.sleep(SETTLE_MILLIS);
      double idle = server.residentMib();
      server.forgetPeak();
      double first = 0;
      for (int i = 0; i < exports; i++) {
        long exported = client.export(client.request(data.all(), List.of()), 100).rows();
        if (exported != rows) {
          throw new IllegalStateException("the export has " + exported + " rows");
        }
        first = i == 0 ? server.peakMib() : first;
      }
      Peak peak = new Peak(idle, first, server.peakMib());
      Bench.say(
          exports
              + " times "
              + rows
              + " rows: idle "
              + Goal.number(peak.idle())
              + ", after the first at most "
              + Goal.number(peak.first())
              + ", at most "
              + Goal.number(peak.highest())
              + " MiB");
      return peak;
    } finally {
      bench.tidy();
    }
  }

  /** The options that matter to memory, without those about logs. */
  private static String jvm(Bench bench) {
    return bench.serverOptions().replaceAll("-Xlog[^ ]*", "").strip().replaceAll(" +", " ");
  }
}
