package io.roomledger.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * A node is stopped in order: while it exports, while nothing is to be done, and again and again;
 * and is killed or frozen in the middle of handing back.
 */
final class StopScenario implements Scenario {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Step MIDDLE =
      new Step("mid-file", "io.roomledger.exports.ReservationSheet.write", false, "", 500);

  private static final String HOLD_BACK =
      "update export_task set available_at = now() + interval '%s' where task_id = %d";

  /** More than there are tries: an orderly stop costs none. */
  private static final int STOPS = Judge.MOST_ATTEMPTS + 1;

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public boolean hasSteps() {
    return true;
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    boolean plain = run.options().steps().isEmpty();
    List<Step> steps =
        Step.OF_HANDING_BACK.stream().filter(step -> run.options().wantsStep(step.name())).toList();
    if (!plain && steps.isEmpty()) {
      return;
    }
    try (Cluster cluster = Cluster.start(run, Map.of())) {
      if (plain) {
        report.take(name(), "while idle", () -> idle(cluster));
        report.take(name(), STOPS + " times in one export", () -> again(run, cluster, random));
      }
      for (Step step : steps) {
        report.take(name(), step.name() + ", killed", () -> inHandBack(run, cluster, step, random));
      }
    }
  }

  private static String idle(Cluster cluster) throws Exception {
    Node victim = cluster.victim();
    long begin = System.nanoTime();
    victim.terminate();
    if (!victim.ended(DEADLINE)) {
      throw new Violation("an idle node did not stop within " + DEADLINE.toSeconds() + " s");
    }
    String took = StepScenarios.seconds(begin);
    cluster.replaceVictim();
    return "stopped after " + took;
  }

  /** Each of several nodes is stopped while it has the export; each hands it back. */
  private static String again(Run run, Cluster cluster, RandomGenerator random) throws Exception {
    Order order = run.big(random);
    double longest = 0;
    try (Client client = cluster.client(order.tenant())) {
      long task = 0;
      for (int stop = 0; stop < STOPS; stop++) {
        Node victim = cluster.victim();
        cluster.standby().freeze();
        try (Debugger debugger = Debugger.arm(victim.debugPort(), MIDDLE, () -> true)) {
          if (task == 0) {
            task = client.submit(order);
          } else {
            cluster.judge().change(HOLD_BACK.formatted("0 s", task));
          }
          StepScenarios.reach(debugger, MIDDLE);
          debugger.holdThatThreadAlone();
          victim.terminate();
          // The program has told its workers to stop when it is not ready any more.
          Shell.await(DEADLINE, () -> !isReady(victim));
          Thread.sleep(500);
        }
        long released = System.nanoTime();
        if (!victim.ended(DEADLINE)) {
          throw new Violation("not stopped within " + DEADLINE.toSeconds() + " s");
        }
        longest = Math.max(longest, (System.nanoTime() - released) / 1e9);
        Judge.Row row = cluster.judge().row(task);
        if (!row.state().equals("queued") || row.handedBack() != stop + 1) {
          throw new Violation("stopped, and not handed back: " + row);
        }
        // Nobody is to have it before the next one is watched.
        cluster.judge().change(HOLD_BACK.formatted("1 h", task));
        cluster.standby().thaw();
        cluster.replaceVictim();
      }
      cluster.judge().change(HOLD_BACK.formatted("0 s", task));
      Judge.Row row = cluster.judge().awaitEnd(task, StepScenarios.TAKEOVER);
      cluster.judge().done(client, task, order);
      cluster.judge().clean();
      return "handed back %d times, done by attempt %d; stopped within %.1f s"
          .formatted(row.handedBack(), row.attempt(), longest);
    }
  }

  private static boolean isReady(Node node) {
    try {
      return Client.health(node) == 200;
    } catch (Exception e) {
      return false;
    }
  }

  private static String inHandBack(Run run, Cluster cluster, Step step, RandomGenerator random)
      throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long[] task = new long[1];
      try (Debugger debugger = Debugger.arm(victim.debugPort(), MIDDLE, () -> true)) {
        task[0] = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        debugger.holdThatThreadAlone();
        victim.terminate();
        Shell.await(DEADLINE, () -> !isReady(victim));
        Thread.sleep(500);
        Callable<Boolean> condition =
            step.name().endsWith("unread")
                ? () -> cluster.judge().comesToBe(() -> cluster.judge().is(task[0], "queued"))
                : () -> true;
        try (Debugger second = debugger.next(step, condition)) {
          StepScenarios.reach(second, step);
          victim.kill();
        }
      } finally {
        cluster.standby().thaw();
      }
      cluster.replaceVictim();
      Judge.Row row = cluster.judge().awaitEnd(task[0], StepScenarios.TAKEOVER);
      cluster.judge().done(client, task[0], order);
      cluster.judge().clean();
      return "done by attempt " + row.attempt();
    }
  }
}
