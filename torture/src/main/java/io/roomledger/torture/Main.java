package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@code ./roomledger torture}: runs the scenarios, a line for each case and a table at the end.
 */
public final class Main {
  private static final int DRAWN_SEEDS = 1_000_000;
  private static final List<Scenario> SCENARIOS =
      List.of(
          new StepScenarios(true, false),
          new StepScenarios(false, false),
          new RescueScenario(),
          new PruneScenario(),
          new StopScenario(),
          new DatabaseScenario(),
          new ErrorScenario(),
          new EmbeddedScenario(),
          new DiskScenario(),
          new StepScenarios(true, true),
          new StepScenarios(false, true),
          new S3Scenario(),
          new TakeoverScenario(),
          new FleetScenario());

  private Main() {}

  public static void main(String[] args) throws Exception {
    List<String> names = SCENARIOS.stream().map(Scenario::name).toList();
    if (Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"))) {
      System.out.printf(Options.USAGE, String.join(", ", names), String.join(", ", Step.names()));
      return;
    }
    Options options;
    try {
      options = Options.parse(args, new SecureRandom().nextInt(DRAWN_SEEDS), names);
    } catch (IllegalArgumentException e) {
      System.err.println("roomledger torture: " + e.getMessage());
      System.exit(2);
      return;
    }
    // Whoever stops the run stops what it started.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() ->
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(Options options) throws Exception {
    Path root = Path.of(Program.need(System.getenv(), "ROOMLEDGER_TORTURE_ROOT"));
    Path scratch = root.resolve("target/torture");
    Shell.delete(scratch);
    Files.createDirectories(scratch);
    Program program = Program.of(System.getenv(), scratch, options.size());
    System.out.printf("seed %d, size %s%n", options.seed(), options.size().name());
    long begin = System.nanoTime();
    Report report = new Report();
    try (Run run = Run.start(program, options)) {
      for (int round = 0; round < options.rounds() && goesOn(options, begin); round++) {
        for (Scenario scenario : SCENARIOS) {
          if (options.wants(scenario.name())) {
            // Of its own for each: what one draws does not depend on what ran before.
            long seed = options.seed() + round * 1_000_003L + scenario.name().hashCode();
            scenario.run(run, report, new SplittableRandom(seed));
          }
        }
      }
    }
    System.out.println(report.table());
    System.out.printf(
        "seed %d: %s in %d s%n",
        options.seed(),
        report.good() ? "no violation" : "VIOLATED",
        (System.nanoTime() - begin) / 1_000_000_000L);
    report.write(root.resolve("torture/target/surefire-reports/TEST-torture.xml"));
    return report.good();
  }

  private static boolean goesOn(Options options, long begin) {
    return options.length() == null || System.nanoTime() - begin < options.length().toNanos();
  }
}
