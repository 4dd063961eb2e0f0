package io.roomledger.torture;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * PostgreSQL is killed, or the way to it is: cut, or hung, for all of a node's connections or for
 * the one that an export is read through.
 */
final class DatabaseScenario implements Scenario {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** With nothing that answers, too. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

  private static final Step MIDDLE =
      new Step("mid-file", "io.roomledger.exports.ReservationSheet.write", false, "", 2000);

  @Override
  public String name() {
    return "database";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    try (Cluster cluster = Cluster.start(run, Map.of());
        FaultProxy proxy = new FaultProxy(run.postgres().port())) {
      // It takes the part of the victim, behind the proxy.
      cluster.replaceVictim(cluster.launch(Map.of(), proxy.port(), "?socketTimeout=5"));
      report.take(
          name(), "cut in mid-COPY", () -> disturbed(run, cluster, proxy, random, proxy::cut));
      report.take(
          name(),
          "export's connection hangs",
          () -> disturbed(run, cluster, proxy, random, proxy::hangBusiest));
      report.take(name(), "all connections hang", () -> hung(run, cluster, proxy, random));
      report.take(name(), "hung, and stopped", () -> hungAndStopped(run, cluster, proxy, random));
      report.take(name(), "killed in mid-COPY", () -> killed(run, cluster, random, true));
      report.take(name(), "away past the lease", () -> killed(run, cluster, random, false));
    }
  }

  /** The worker alone is there to do it: it must get out of its fault, and do it again. */
  private static String disturbed(
      Run run, Cluster cluster, FaultProxy proxy, RandomGenerator random, Runnable fault)
      throws Exception {
    Order order = run.big(random);
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      try (Debugger debugger = Debugger.arm(cluster.victim().debugPort(), MIDDLE, () -> true)) {
        proxy.forget();
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        fault.run();
      }
      long begin = System.nanoTime();
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      String took = StepScenarios.seconds(begin);
      cluster.judge().done(client, task, order);
      if (row.attempt() < 2) {
        throw new Violation("the fault did not reach the export: " + row);
      }
      return "done by attempt %d, %s after the fault".formatted(row.attempt(), took);
    } finally {
      proxy.mode(FaultProxy.Mode.PASS);
      cluster.standby().thaw();
      cluster.judge().clean();
    }
  }

  /** Another takes over; the hung one serves again when the network does. */
  private static String hung(Run run, Cluster cluster, FaultProxy proxy, RandomGenerator random)
      throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      try (Debugger debugger = Debugger.arm(victim.debugPort(), MIDDLE, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        proxy.mode(FaultProxy.Mode.HANG);
      }
      cluster.standby().thaw();
      long begin = System.nanoTime();
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      String took = StepScenarios.seconds(begin);
      cluster.judge().done(client, task, order);
      if (!Shell.await(PATIENCE, () -> Client.health(victim) != 200)) {
        throw new Violation("a node whose database hangs says that it is ready");
      }
      // The worker is out of it while everything hangs still.
      if (!Shell.await(PATIENCE, () -> victim.log().contains("is over: the run is ended"))) {
        throw new Violation("the worker waits for the hung database");
      }
      // What hangs now hangs for ever: only new connections are of use.
      proxy.cutWhenPassing();
      cluster.standby().freeze();
      long again = client.submit(order);
      cluster.judge().awaitEnd(again, PATIENCE);
      cluster.judge().done(client, again, order);
      return "done by attempt %d, %s after; the hung node works again"
          .formatted(row.attempt(), took);
    } finally {
      proxy.mode(FaultProxy.Mode.PASS);
      cluster.standby().thaw();
      cluster.judge().clean();
    }
  }

  private static String hungAndStopped(
      Run run, Cluster cluster, FaultProxy proxy, RandomGenerator random) throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      try (Debugger debugger = Debugger.arm(victim.debugPort(), MIDDLE, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        proxy.mode(FaultProxy.Mode.HANG);
        victim.terminate();
      }
      long begin = System.nanoTime();
      if (!victim.ended(LONGEST_STOP)) {
        throw new Violation("a node whose database hangs cannot be stopped");
      }
      String took = StepScenarios.seconds(begin);
      cluster.standby().thaw();
      proxy.mode(FaultProxy.Mode.PASS);
      cluster.replaceVictim();
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      cluster.judge().done(client, task, order);
      cluster.judge().clean();
      return "stopped after %s, done by attempt %d".formatted(took, row.attempt());
    }
  }

  private static String killed(
      Run run, Cluster cluster, RandomGenerator random, boolean inTheMiddle) throws Exception {
    Order order = run.big(random);
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      try (Debugger debugger = Debugger.arm(cluster.victim().debugPort(), MIDDLE, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        run.postgres().kill();
        if (inTheMiddle) {
          run.postgres().start();
        }
      }
      cluster.standby().thaw();
      if (!inTheMiddle) {
        Thread.sleep(2 * Cluster.LEASE.toMillis());
        run.postgres().start();
      }
      long begin = System.nanoTime();
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      String took = StepScenarios.seconds(begin);
      Shell.await(PATIENCE, () -> Client.health(cluster.front()) == 200);
      cluster.judge().done(client, task, order);
      cluster.judge().clean();
      return "done by attempt %d, %s after it was back".formatted(row.attempt(), took);
    }
  }
}
