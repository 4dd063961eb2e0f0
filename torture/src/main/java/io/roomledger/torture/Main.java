package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code ./roomledger torture}: runs the scenarios, a line for each case and a table at the end.
 */
public final class Main {
  private static final int DRAWN_SEEDS = 1_000_000;

  /** Scenarios at one time, each with nodes and a PostgreSQL of its own. */
  private static final int LANES = 2;

  /** The long ones first. */
  private static final List<Scenario> SCENARIOS =
      List.of(
          new StepScenarios(true, false),
          new FleetScenario(),
          new StepScenarios(false, false),
          new DatabaseScenario(),
          new StepScenarios(true, true),
          new StepScenarios(false, true),
          new S3Scenario(),
          new StopScenario(),
          new PruneScenario(),
          new TakeoverScenario(),
          new ErrorScenario(),
          new RescueScenario(),
          new EmbeddedScenario(),
          new DiskScenario());

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
    for (int round = 0; round < options.rounds() && goesOn(options, begin); round++) {
      round(program, options, report, round);
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

  /** All that is wanted, in lanes: most of the time is spent waiting for leases to be over. */
  private static void round(Program program, Options options, Report report, int round)
      throws Exception {
    Queue<Scenario> left = new ConcurrentLinkedQueue<>();
    SCENARIOS.stream()
        .filter(each -> options.wants(each.name()))
        .filter(each -> options.steps().isEmpty() || each.hasSteps())
        .forEach(left::add);
    List<Callable<Boolean>> lanes =
        Collections.nCopies(
            Math.min(LANES, left.size()),
            () -> {
              try (Run run = Run.start(program, options)) {
                for (Scenario next = left.poll(); next != null; next = left.poll()) {
                  // Of its own for each: what one draws does not depend on what ran before.
                  long seed = options.seed() + round * 1_000_003L + next.name().hashCode();
                  Scenario scenario = next;
                  try {
                    scenario.run(run, report, new SplittableRandom(seed));
                  } catch (Exception e) {
                    report.take(
                        scenario.name(),
                        "as a whole",
                        () -> {
                          throw e;
                        });
                  }
                }
              }
              return true;
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
      for (Future<Boolean> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
  }

  private static boolean goesOn(Options options, long begin) {
    return options.length() == null || System.nanoTime() - begin < options.length().toNanos();
  }
}
