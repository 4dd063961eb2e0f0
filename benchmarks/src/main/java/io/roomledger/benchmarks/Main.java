package io.roomledger.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code ./roomledger bench}: takes the measures, one line each, and writes them down. */
public final class Main {
  private static final List<Measure> MEASURES =
      List.of(
          new EndToEnd(),
          new XlsxWriters(),
          new CsvWriters(),
          new Memory(),
          new OneRow(),
          new Claim(),
          new Calls(),
          new Growth(),
          new Download());

  private Main() {}

  public static void main(String[] args) throws Exception {
    List<String> names = MEASURES.stream().map(Measure::name).toList();
    if (Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"))) {
      System.out.printf(Options.USAGE, String.join(", ", names));
      return;
    }
    Options options;
    try {
      options = Options.parse(args, names);
    } catch (IllegalArgumentException e) {
      System.err.println("roomledger bench: " + e.getMessage());
      System.err.printf(Options.USAGE, String.join(", ", names));
      System.exit(2);
      return;
    }
    // Whoever stops the run stops the servers and writers that it started.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    System.exit(run(options) ? 0 : 1);
  }

  /** Whether the run is complete: a full run needs all of its yardsticks. */
  private static boolean run(Options options) throws Exception {
    try (Bench bench = new Bench(options, System.getenv())) {
      List<String> conditions = Conditions.of(bench);
      conditions.forEach(Bench::say);
      List<Result> results = new ArrayList<>();
      for (Measure measure : MEASURES) {
        if (options.wants(measure.name())) {
          Bench.say(measure.name());
          for (Result result : measure.take(bench)) {
            System.out.println(result.line());
            results.add(result);
          }
          bench.tidy();
        }
      }
      boolean complete = results.stream().noneMatch(Result::isMissing);
      if (options.forTheRecord()) {
        Path page = bench.root().resolve("docs/performance.md");
        PerformancePage.write(page, conditions, results, bench.further());
      }
      return complete || options.quick();
    }
  }
}
