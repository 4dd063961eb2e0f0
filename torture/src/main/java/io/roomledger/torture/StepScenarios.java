package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * The steps of an export: at each of them the worker is killed and, apart, frozen past its lease.
 */
final class StepScenarios implements Scenario {
  static final Duration REACH = Duration.ofSeconds(30);
  static final Duration TAKEOVER = Duration.ofSeconds(30);

  private final boolean kills;
  private final boolean uploads;

  /**
   * @param kills or else freezes
   * @param uploads whether files go to an object store, and its steps are meant
   */
  StepScenarios(boolean kills, boolean uploads) {
    this.kills = kills;
    this.uploads = uploads;
  }

  @Override
  public String name() {
    return (uploads ? "s3-" : "") + (kills ? "kill" : "freeze");
  }

  @Override
  public boolean hasSteps() {
    return true;
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    List<Step> steps = steps(run.options());
    if (steps.isEmpty()) {
      return;
    }
    if (!uploads) {
      try (Cluster cluster = Cluster.start(run, Map.of())) {
        take(run, cluster, steps, report, random);
      }
    } else if (S3Service.isThere()) {
      try (S3Service s3 = S3Service.start(run.program().scratch());
          Cluster cluster = Cluster.start(run, s3.settings(s3.port()), s3)) {
        take(run, cluster, steps, report, random);
      }
    } else {
      report.absent(name(), "all", run.program().strict(), S3Service.MISSING);
    }
  }

  private void take(
      Run run, Cluster cluster, List<Step> steps, Report report, RandomGenerator random) {
    for (Step step : steps) {
      report.take(
          name(),
          step.name(),
          () -> kills ? kill(run, cluster, step, random) : freeze(run, cluster, step, random));
    }
  }

  /** Those of the table that are wanted, and methods that the table does not have. */
  private List<Step> steps(Options options) {
    List<Step> ours = uploads ? Step.OF_AN_UPLOAD : Step.OF_AN_EXPORT;
    if (options.steps().isEmpty()) {
      return ours;
    }
    List<Step> steps = new ArrayList<>();
    for (String name : options.steps()) {
      if (Step.names().contains(name)) {
        ours.stream().filter(step -> step.name().equals(name)).forEach(steps::add);
      } else {
        steps.add(Step.named(name));
      }
    }
    return steps;
  }

  private static Step drawn(Run run, Step step, RandomGenerator random) {
    return step.times() > 0
        ? step
        : step.at(1 + random.nextInt(Math.toIntExact(run.options().size().rows() / 2)));
  }

  /** What must be so in the database for the step to be the one that is meant. */
  private static Callable<Boolean> condition(Cluster cluster, Step step, long[] task) {
    return switch (step.name()) {
      case "claim-unread" ->
          () -> cluster.judge().comesToBe(() -> cluster.judge().is(task[0], "running"));
      case "finish-unread" ->
          () -> cluster.judge().comesToBe(() -> cluster.judge().is(task[0], "done"));
      default -> () -> true;
    };
  }

  private static String kill(Run run, Cluster cluster, Step step, RandomGenerator random)
      throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long[] task = new long[1];
      try (Debugger debugger =
          Debugger.arm(
              victim.debugPort(), drawn(run, step, random), condition(cluster, step, task))) {
        task[0] = client.submit(order);
        reach(debugger, step);
        victim.kill();
      } finally {
        cluster.standby().thaw();
      }
      long killed = System.nanoTime();
      cluster.replaceVictim();
      Judge.Row row = cluster.judge().awaitEnd(task[0], TAKEOVER);
      String took = seconds(killed);
      cluster.judge().done(client, task[0], order);
      cluster.judge().clean();
      return "done by attempt %d, %s after the kill".formatted(row.attempt(), took);
    }
  }

  private static String freeze(Run run, Cluster cluster, Step step, RandomGenerator random)
      throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long[] task = new long[1];
      Judge.Row row;
      String image;
      byte[] file;
      String took;
      try (Debugger debugger =
          Debugger.arm(
              victim.debugPort(), drawn(run, step, random), condition(cluster, step, task))) {
        task[0] = client.submit(order);
        reach(debugger, step);
        boolean signal = random.nextBoolean();
        if (signal) {
          victim.freeze();
        }
        long frozen = System.nanoTime();
        cluster.standby().thaw();
        row = cluster.judge().awaitEnd(task[0], TAKEOVER);
        took = seconds(frozen);
        // Over it is; and the frozen one's lease, too, if it was its own end.
        Thread.sleep(row.attempt() == 1 ? Cluster.LEASE.toMillis() : 0);
        image = cluster.judge().image(task[0]);
        file = client.download(task[0]);
        victim.thaw();
      } finally {
        cluster.standby().thaw();
        victim.thaw();
      }
      awaitQuiet(victim);
      if (!cluster.judge().image(task[0]).equals(image)) {
        throw new Violation(
            "who woke changed the row: " + image + " is " + cluster.judge().image(task[0]));
      }
      if (!Arrays.equals(client.download(task[0]), file)) {
        throw new Violation("who woke changed the file");
      }
      cluster.judge().done(client, task[0], order);
      cluster.judge().clean();
      return "done by attempt %d, %s after the freeze".formatted(row.attempt(), took);
    }
  }

  static void reach(Debugger debugger, Step step) throws Exception {
    if (!debugger.await(REACH)) {
      throw new Violation(
          "the step %s (%s) was not come to; the method was called %d times"
              .formatted(step.name(), step.method(), debugger.calls()));
    }
  }

  /** Who woke has found out that its task is another's, and thrown away what it had. */
  static void awaitQuiet(Node victim) throws Exception {
    if (!Shell.await(REACH, () -> Client.health(victim) == 200)) {
      throw new Violation(victim.name() + " is not ready again");
    }
    // The rest of an export of this size takes less.
    Thread.sleep(1000);
  }

  static String seconds(long since) {
    return "%.1f s".formatted((System.nanoTime() - since) / 1e9);
  }

  /** Puts a file of nobody into a directory of the store. */
  static void plant(Path directory, String name) throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name), "half of a file");
  }
}
