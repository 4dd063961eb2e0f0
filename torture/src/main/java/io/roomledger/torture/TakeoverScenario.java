package io.roomledger.torture;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** As it is without configuration, a dead worker's task is in other hands within 30 seconds. */
final class TakeoverScenario implements Scenario {
  private static final Duration PROMISED = Duration.ofSeconds(30);
  private static final Step MIDDLE =
      new Step("mid-file", "io.roomledger.exports.ReservationSheet.write", false, "", 2000);

  @Override
  public String name() {
    return "takeover";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    Map<String, String> defaults =
        Map.of(
            "ROOMLEDGER_EXPORTS_LEASE",
            "20s",
            "ROOMLEDGER_EXPORTS_POLL",
            "1s",
            "ROOMLEDGER_EXPORTS_PRUNEEVERY",
            "1m");
    try (Cluster cluster = Cluster.start(run, defaults)) {
      report.take(name(), "killed, default lease", () -> take(run, cluster, random));
    }
  }

  private static String take(Run run, Cluster cluster, RandomGenerator random) throws Exception {
    Order order = run.big(random);
    Node victim = cluster.victim();
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      long killed;
      try (Debugger debugger = Debugger.arm(victim.debugPort(), MIDDLE, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        // Its lease is renewed a moment before the kill: the worst case.
        debugger.holdThatThreadAlone();
        Thread.sleep(1500);
        victim.kill();
        killed = System.nanoTime();
      } finally {
        cluster.standby().thaw();
      }
      if (!Shell.await(PROMISED, () -> cluster.judge().row(task).attempt() > 1)) {
        throw new Violation("nobody has taken over after 30 s: " + cluster.judge().row(task));
      }
      String took = StepScenarios.seconds(killed);
      cluster.judge().awaitEnd(task, PROMISED);
      cluster.judge().done(client, task, order);
      return "taken over " + took + " after the kill";
    }
  }
}
