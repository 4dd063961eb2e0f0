package io.roomledger.torture;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Errors that no program expects, thrown in the threads that must never end. */
final class ErrorScenario implements Scenario {
  /** One more than a node has workers. */
  private static final int TIMES = 3;

  private static final List<String> ERRORS =
      List.of(
          "java.lang.StackOverflowError", "java.lang.OutOfMemoryError", "java.lang.LinkageError");
  private static final Step WORKER =
      new Step("worker", "io.roomledger.exports.ReservationSheet.write", false, "", 500);
  private static final Step RENEWAL =
      new Step("renewal", "io.roomledger.exports.ExportQueue.renew", false, "", 1);
  private static final Step RESCUER =
      new Step("rescuer", "io.roomledger.exports.ExportQueue.rescue", false, "", 1);
  private static final Step PRUNER =
      new Step("pruner", "io.roomledger.exports.ExpiredTasks.forget", false, "", 1);

  @Override
  public String name() {
    return "errors";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    try (Cluster cluster = Cluster.start(run, Map.of())) {
      // Who is looked at is alone.
      cluster.standby().freeze();
      report.take(name(), "in a worker", () -> worker(run, cluster, random));
      report.take(name(), "in rescuer and pruner", () -> timers(run, cluster, random));
    }
  }

  private static void strike(Cluster cluster, Step step, RandomGenerator random) throws Exception {
    try (Debugger debugger = Debugger.arm(cluster.victim().debugPort(), step, () -> true)) {
      StepScenarios.reach(debugger, step);
      debugger.throwThere(ERRORS.get(random.nextInt(ERRORS.size())));
    }
  }

  private static String worker(Run run, Cluster cluster, RandomGenerator random) throws Exception {
    Order order = run.big(random);
    try (Client client = cluster.client(order.tenant())) {
      for (int i = 0; i < TIMES; i++) {
        long task;
        try (Debugger debugger = Debugger.arm(cluster.victim().debugPort(), WORKER, () -> true)) {
          task = client.submit(order);
          StepScenarios.reach(debugger, WORKER);
          debugger.throwThere(ERRORS.get(i % ERRORS.size()));
        }
        Judge.Row row = cluster.judge().awaitEnd(task, StepScenarios.TAKEOVER);
        cluster.judge().done(client, task, order);
        if (row.attempt() != 2) {
          throw new Violation("the error did not reach the export: " + row);
        }
      }
      // Of a renewal that fails the next one makes good.
      long task;
      try (Debugger debugger = Debugger.arm(cluster.victim().debugPort(), WORKER, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, WORKER);
        debugger.holdThatThreadAlone();
        try (Debugger second = debugger.alongside(RENEWAL)) {
          StepScenarios.reach(second, RENEWAL);
          second.throwThere(ERRORS.getFirst());
          second.goOn();
          Thread.sleep(2 * Cluster.LEASE.toMillis());
        }
      }
      Judge.Row row = cluster.judge().awaitEnd(task, StepScenarios.TAKEOVER);
      cluster.judge().done(client, task, order);
      cluster.judge().clean();
      if (row.attempt() != 1) {
        throw new Violation("the lease was not renewed after an error: " + row);
      }
      if (Client.health(cluster.victim()) != 200) {
        throw new Violation("a worker is missing");
      }
      return TIMES + " errors in 2 workers, and one in a renewal: nothing is missing";
    }
  }

  private static String timers(Run run, Cluster cluster, RandomGenerator random) throws Exception {
    Judge judge = cluster.judge();
    Order order = run.organisation().small(random);
    try (Client client = cluster.client(order.tenant())) {
      long like = client.submit(order);
      judge.awaitEnd(like, StepScenarios.TAKEOVER);
      strike(cluster, RESCUER, random);
      strike(cluster, PRUNER, random);
      cluster.front().freeze();
      long task;
      try {
        judge.change(
            "update export_task set expires_at = now() - interval '2 minutes' where task_id = "
                + like);
        task = RescueScenario.orphanedTask(judge, like);
        judge.awaitEnd(task, StepScenarios.TAKEOVER);
        if (!Shell.await(StepScenarios.TAKEOVER, () -> judge.find(like) == null)) {
          throw new Violation("nothing expires after an error in the pruner");
        }
      } finally {
        cluster.front().thaw();
      }
      judge.done(client, task, order);
      judge.clean();
      return "both go on";
    }
  }
}
