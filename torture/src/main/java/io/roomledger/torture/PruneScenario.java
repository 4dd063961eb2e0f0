package io.roomledger.torture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/** The pruner is killed, and apart frozen, between the rows that it forgets and their files. */
final class PruneScenario implements Scenario {
  private static final String ORPHAN = "1001-1.xlsx";

  @Override
  public String name() {
    return "prune";
  }

  @Override
  public boolean hasSteps() {
    return true;
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    List<Step> steps =
        Step.OF_PRUNING.stream().filter(step -> run.options().wantsStep(step.name())).toList();
    if (steps.isEmpty()) {
      return;
    }
    try (Cluster cluster = Cluster.start(run, Map.of())) {
      for (Step step : steps) {
        report.take(name(), step.name() + ", killed", () -> take(run, cluster, step, true, random));
        report.take(
            name(), step.name() + ", frozen", () -> take(run, cluster, step, false, random));
      }
    }
  }

  private static String take(
      Run run, Cluster cluster, Step step, boolean kills, RandomGenerator random) throws Exception {
    Judge judge = cluster.judge();
    Order order = run.organisation().small(random);
    Node victim = cluster.victim();
    long old;
    long kept;
    try (Client client = cluster.client(order.tenant())) {
      old = client.submit(order);
      kept = client.submit(order);
      judge.awaitEnd(old, StepScenarios.TAKEOVER);
      judge.awaitEnd(kept, StepScenarios.TAKEOVER);
    }
    cluster.freezeOthers();
    try (Debugger debugger = Debugger.arm(victim.debugPort(), step, condition(judge, step, old))) {
      judge.change(
          "update export_task set expires_at = now() - interval '2 minutes' where task_id = "
              + old);
      Path files = cluster.data().resolve("files");
      StepScenarios.plant(files.resolve("pending"), ORPHAN);
      StepScenarios.plant(files.resolve("finished"), ORPHAN);
      StepScenarios.reach(debugger, step);
      if (kills) {
        victim.kill();
      }
      cluster.thawOthers();
      if (!kills) {
        // The others do it all; who wakes afterwards finds nothing to do.
        judge.clean();
      }
    } finally {
      cluster.thawOthers();
    }
    if (kills) {
      cluster.replaceVictim();
    } else {
      StepScenarios.awaitQuiet(victim);
    }
    judge.clean();
    if (judge.find(old) != null) {
      throw new Violation("task " + old + " has not expired");
    }
    try (Client client = cluster.client(order.tenant())) {
      judge.done(client, kept, order);
    }
    return "what was expired is gone, what was not is whole";
  }

  private static Callable<Boolean> condition(Judge judge, Step step, long expired) {
    return switch (step.name()) {
      case "prune-unread", "prune-rows-gone" ->
          () -> judge.comesToBe(() -> judge.find(expired) == null);
      default -> () -> true;
    };
  }
}
