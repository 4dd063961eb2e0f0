package io.roomledger.torture;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The node that takes a task from a dead worker is killed, and apart frozen, while it does. */
final class RescueScenario implements Scenario {
  /** As a worker leaves it that died a second after its lease was over. */
  static final String DEAD =
      """
      insert into export_task (task_id, tenant_id, app_id, owner_id, kind, level_id, need_topic, start_at, end_at, room_ids,
                               is_exclude, state, attempt, claimed_by, lease_until, started_at, log_id)
      select %d, tenant_id, app_id, owner_id, kind, level_id, need_topic, start_at, end_at, room_ids,
             is_exclude, 'running', 1, 'nobody', now() - interval '1 s', now(), log_id
        from export_task where task_id = %d
      """;

  private static final AtomicLong NEXT_ID = new AtomicLong(5000);

  @Override
  public String name() {
    return "rescue";
  }

  @Override
  public boolean hasSteps() {
    return true;
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    List<Step> steps =
        Step.OF_A_RESCUE.stream().filter(step -> run.options().wantsStep(step.name())).toList();
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

  /** Leaves a task as a worker does that died. */
  static long orphanedTask(Judge judge, long like) throws Exception {
    long task = NEXT_ID.incrementAndGet();
    judge.change(DEAD.formatted(task, like));
    return task;
  }

  private static String take(
      Run run, Cluster cluster, Step step, boolean kills, RandomGenerator random) throws Exception {
    Judge judge = cluster.judge();
    Order order = run.organisation().small(random);
    Node victim = cluster.victim();
    try (Client client = cluster.client(order.tenant())) {
      long like = client.submit(order);
      judge.awaitEnd(like, StepScenarios.TAKEOVER);
      cluster.freezeOthers();
      long[] task = new long[1];
      try (Debugger debugger =
          Debugger.arm(
              victim.debugPort(),
              step,
              () -> task[0] > 0 && judge.comesToBe(() -> judge.is(task[0], "queued")))) {
        task[0] = orphanedTask(judge, like);
        StepScenarios.reach(debugger, step);
        if (kills) {
          victim.kill();
        }
        cluster.thawOthers();
        judge.awaitEnd(task[0], StepScenarios.TAKEOVER);
      } finally {
        cluster.thawOthers();
      }
      if (kills) {
        cluster.replaceVictim();
      } else {
        StepScenarios.awaitQuiet(victim);
      }
      Judge.Row row = judge.done(client, task[0], order);
      judge.clean();
      return "done by attempt " + row.attempt();
    }
  }
}
