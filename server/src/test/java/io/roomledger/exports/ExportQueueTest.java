package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.audit.Actor;
import io.roomledger.exports.NewTasks.NewTask;
import io.roomledger.identity.Caller;
import io.roomledger.identity.TokenKind;
import io.roomledger.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every arrow of the task's state machine, against the database. */
final class ExportQueueTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RETENTION = Duration.ofDays(1);
  private static final Caller CALLER = new Caller(TokenKind.TENANT, 7, 8, "cli_x", null);
  private static final ExportQueue.Viewers VIEWERS =
      new ExportQueue.Viewers(Set.of(7L), Set.of(8L), Set.of(), true);
  private static final ExportTask.Request REQUEST =
      new ExportTask.Request(3, true, 100, 200, List.of(5L, 6L), true);

  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private final JdbcClient sql = JdbcClient.create(database.dataSource());
  private final ExportQueue queue = new ExportQueue(sql, Instant::now);

  @BeforeEach
  void empty() {
    sql.sql("truncate export_task").update();
  }

  private long submit() {
    return submitTo(queue);
  }

  private static long submitTo(ExportQueue some) {
    return some.submit(List.of(new NewTask(CALLER, REQUEST, Actor.current(), "log"))).getFirst();
  }

  private ExportTask claim() {
    return queue.claim("worker", LEASE).orElseThrow();
  }

  private boolean finish(ExportTask task) {
    ExportTask.FinishedFile file =
        new ExportTask.FinishedFile(
            task.taskId() + "-" + task.attempt() + ".xlsx",
            "name.xlsx",
            1234,
            5,
            "ab".repeat(32),
            1,
            task.attempt());
    return queue.finish(task, file, hash(task), Instant.EPOCH, RETENTION);
  }

  private static byte[] hash(ExportTask task) {
    return Long.toString(task.taskId()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private Optional<ExportTask> find(long taskId) {
    return Optional.ofNullable(queue.find(List.of(taskId), VIEWERS).get(taskId));
  }

  private ExportTask.State state(long taskId) {
    return find(taskId).orElseThrow().state();
  }

  /** All of the row, as text. */
  private String row(long taskId) {
    return sql.sql("select t::text from export_task t where task_id = ?")
        .param(taskId)
        .query(String.class)
        .single();
  }

  private void loseLease(long taskId) {
    sql.sql("update export_task set lease_until = now() - interval '1 s' where task_id = ?")
        .param(taskId)
        .update();
  }

  @Test
  void submitMakesAQueuedTaskThatKeepsWhatWasAsked() {
    ExportTask task = find(submit()).orElseThrow();

    assertThat(task.state()).isEqualTo(ExportTask.State.QUEUED);
    assertThat(task.request()).isEqualTo(REQUEST);
    assertThat(task.tenantId()).isEqualTo(7);
    assertThat(task.appNumber()).isEqualTo(8);
    assertThat(task.ownerId()).isNull();
    assertThat(task.attempt()).isZero();
    assertThat(task.file()).isNull();
    assertThat(task.logId()).isEqualTo("log");
  }

  @Test
  void aNodeWhoseClockIsAheadMakesTasksThatCanBeClaimedNow() {
    ExportQueue ahead = new ExportQueue(sql, () -> Instant.now().plus(Duration.ofHours(5)));
    long taskId = submitTo(ahead);

    assertThat(claim().taskId()).isEqualTo(taskId);
  }

  @Test
  void idsRiseAndAreNineteenDigits() {
    List<Long> ids = IntStream.range(0, 100).mapToObj(i -> submit()).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> Long.toString(id).length() == 19);
  }

  @Test
  void claimTakesTheOldestOnceAndCountsTheAttempt() {
    long first = submit();
    long second = submit();

    ExportTask claimed = claim();
    assertThat(claimed.taskId()).isEqualTo(first);
    assertThat(claimed.state()).isEqualTo(ExportTask.State.RUNNING);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(claim().taskId()).isEqualTo(second);
    assertThat(queue.claim("worker", LEASE)).isEmpty();
  }

  @Test
  void finishEndsATaskWithItsFile() {
    submit();
    ExportTask claimed = claim();

    assertThat(finish(claimed)).isTrue();

    ExportTask done = find(claimed.taskId()).orElseThrow();
    assertThat(done.state()).isEqualTo(ExportTask.State.DONE);
    assertThat(done.finishedFile().key()).isEqualTo(claimed.taskId() + "-1.xlsx");
    assertThat(done.finishedFile().sha256()).isEqualTo("ab".repeat(32));
    assertThat(done.finishedFile().rows()).isEqualTo(5);
    assertThat(queue.findByFileToken(hash(claimed), VIEWERS)).contains(done);
    assertThat(queue.findByFileToken(new byte[] {1}, VIEWERS)).isEmpty();
    for (ExportQueue.Viewers stranger :
        List.of(
            new ExportQueue.Viewers(Set.of(6L), Set.of(8L), Set.of(), true),
            new ExportQueue.Viewers(Set.of(7L), Set.of(9L), Set.of(), true),
            new ExportQueue.Viewers(Set.of(7L), Set.of(8L), Set.of(1L), false))) {
      assertThat(queue.find(List.of(done.taskId()), stranger)).isEmpty();
      assertThat(queue.findByFileToken(hash(claimed), stranger)).isEmpty();
    }
  }

  @Test
  void failEndsATaskWithItsReason() {
    submit();
    ExportTask claimed = claim();

    assertThat(queue.fail(claimed, "no permission", RETENTION)).isTrue();

    ExportTask failed = find(claimed.taskId()).orElseThrow();
    assertThat(failed.state()).isEqualTo(ExportTask.State.FAILED);
    assertThat(failed.failMsg()).isEqualTo("no permission");
    assertThat(queue.claim("worker", LEASE)).isEmpty();
  }

  @Test
  void retryPutsATaskBackForLater() {
    submit();
    ExportTask first = claim();

    assertThat(queue.retry(first, Duration.ofHours(1))).isTrue();
    assertThat(state(first.taskId())).isEqualTo(ExportTask.State.QUEUED);
    assertThat(queue.claim("worker", LEASE)).isEmpty();

    sql.sql("update export_task set available_at = now()").update();
    assertThat(claim().attempt()).isEqualTo(2);
  }

  @Test
  void renewKeepsATaskAndNotesHowFarItIs() {
    submit();
    ExportTask claimed = claim();
    loseLease(claimed.taskId());

    assertThat(queue.renew(claimed, LEASE, 77, 1000L)).isTrue();

    assertThat(queue.rescue(3, "internal error", RETENTION)).isZero();
    TaskView view = new ExportTasks(sql).find(7, claimed.taskId()).orElseThrow();
    assertThat(view.rowsDone()).isEqualTo(77);
    assertThat(view.rowsExpected()).isEqualTo(1000);
  }

  @Test
  void moreIsNeverDoneThanExpected() {
    submit();
    ExportTask claimed = claim();
    queue.renew(claimed, LEASE, 1001, 1000L);

    assertThat(new ExportTasks(sql).find(7, claimed.taskId()).orElseThrow().rowsExpected())
        .isEqualTo(1001);
  }

  @Test
  void cancelEndsWhatWaitsAndWhatRunsAndNothingElse() {
    ExportTask waiting = queue.find(submit()).orElseThrow();
    assertThat(queue.cancel(waiting, RETENTION)).isTrue();
    assertThat(queue.claim("worker", LEASE)).isEmpty();
    submit();
    ExportTask running = claim();
    assertThat(queue.cancel(running, RETENTION)).isTrue();
    submit();
    ExportTask done = claim();
    finish(done);
    assertThat(queue.cancel(done, RETENTION)).isFalse();

    assertThat(state(waiting.taskId())).isEqualTo(ExportTask.State.CANCELED);
    assertThat(state(running.taskId())).isEqualTo(ExportTask.State.CANCELED);
    assertThat(state(done.taskId())).isEqualTo(ExportTask.State.DONE);
    assertThat(queue.cancel(running, RETENTION)).as("again").isFalse();
  }

  @Test
  void aWorkerWhoseTaskWasCanceledChangesNothing() {
    submit();
    ExportTask claimed = claim();
    queue.cancel(claimed, RETENTION);
    String before = row(claimed.taskId());

    assertThat(queue.renew(claimed, LEASE, 9, null)).isFalse();
    assertThat(finish(claimed)).isFalse();
    assertThat(queue.fail(claimed, "x", RETENTION)).isFalse();
    assertThat(queue.retry(claimed, Duration.ZERO)).isFalse();
    assertThat(queue.rescue(3, "x", RETENTION)).isZero();

    assertThat(row(claimed.taskId())).isEqualTo(before);
    assertThat(new ExportTasks(sql).notRunning(Map.of(claimed.taskId(), 1)))
        .containsExactly(claimed.taskId());
  }

  @Test
  void whatRunsNoMoreIsKnownByTaskAndAttempt() {
    submit();
    ExportTask first = claim();
    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 1))).isEmpty();
    loseLease(first.taskId());
    queue.rescue(3, "internal error", RETENTION);
    claim();

    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 1, 99L, 1)))
        .containsExactlyInAnyOrder(first.taskId(), 99L);
    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 2))).isEmpty();
  }

  @Test
  void anAttemptThatIsOverChangesNothing() {
    submit();
    ExportTask first = claim();
    loseLease(first.taskId());
    queue.rescue(3, "internal error", RETENTION);
    ExportTask second = claim();
    String before = row(first.taskId());

    assertThat(queue.renew(first, LEASE, 9, null)).isFalse();
    assertThat(finish(first)).isFalse();
    assertThat(queue.fail(first, "x", RETENTION)).isFalse();
    assertThat(queue.retry(first, Duration.ZERO)).isFalse();

    assertThat(row(first.taskId())).isEqualTo(before);
    assertThat(finish(second)).isTrue();
  }

  @Test
  void aTaskThatHasEndedChangesNoMore() {
    submit();
    ExportTask claimed = claim();
    finish(claimed);
    String before = row(claimed.taskId());

    assertThat(queue.renew(claimed, LEASE, 9, null)).isFalse();
    assertThat(finish(claimed)).isFalse();
    assertThat(queue.fail(claimed, "x", RETENTION)).isFalse();
    assertThat(queue.retry(claimed, Duration.ZERO)).isFalse();
    assertThat(queue.rescue(3, "x", RETENTION)).isZero();

    assertThat(row(claimed.taskId())).isEqualTo(before);
  }

  @Test
  void rescueTakesBackWhatFellSilentAndFailsItAfterTheLastAttempt() {
    submit();
    for (int attempt = 1; attempt <= 3; attempt++) {
      ExportTask claimed = claim();
      assertThat(claimed.attempt()).isEqualTo(attempt);
      assertThat(queue.rescue(3, "internal error", RETENTION)).as("the lease holds").isZero();
      loseLease(claimed.taskId());
      assertThat(queue.rescue(3, "internal error", RETENTION)).isEqualTo(1);
    }

    ExportTask failed = find(only()).orElseThrow();
    assertThat(failed.state()).isEqualTo(ExportTask.State.FAILED);
    assertThat(failed.failMsg()).isEqualTo("internal error");
    assertThat(queue.claim("worker", LEASE)).isEmpty();
  }

  @Test
  void anAttemptThatIsHandedBackDoesNotCount() {
    submit();
    for (int stop = 1; stop <= 4; stop++) {
      ExportTask claimed = claim();
      assertThat(claimed.attempt()).isEqualTo(stop);
      assertThat(claimed.tries()).isEqualTo(1);
      assertThat(queue.handBack(claimed)).isTrue();
      assertThat(queue.handBack(claimed)).as("again").isFalse();
    }
    for (int attempt = 1; attempt <= 3; attempt++) {
      loseLease(claim().taskId());
      queue.rescue(3, "internal error", RETENTION);
    }
    assertThat(state(only())).isEqualTo(ExportTask.State.FAILED);
  }

  private long only() {
    return sql.sql("select task_id from export_task").query(Long.class).single();
  }

  @Test
  void expiredTasksAreForgottenAndTheirFilesNamed() {
    submit();
    ExportTask done = claim();
    finish(done);
    submit();
    ExportTask failed = claim();
    queue.fail(failed, "x", RETENTION);
    long waiting = submit();
    ExpiredTasks expired = new ExpiredTasks(sql);
    assertThat(expired.forget(10)).isEmpty();
    sql.sql(
            "update export_task set expires_at = now() - interval '2 min' where expires_at is not"
                + " null")
        .update();

    assertThat(find(done.taskId())).isEmpty();
    assertThat(queue.findByFileToken(hash(done), VIEWERS)).isEmpty();
    assertThat(expired.forget(10)).containsExactlyInAnyOrder(done.taskId() + "-1.xlsx", "");
    assertThat(sql.sql("select task_id from export_task").query(Long.class).list())
        .containsExactly(waiting);
  }

  @Test
  void orphansAreTheFilesThatNobodyWillEverAskFor() {
    submit();
    ExportTask done = claim();
    finish(done);
    submit();
    ExportTask running = claim();
    long waiting = submit();
    String keep = done.taskId() + "-1.xlsx";
    String inTheMaking = running.taskId() + "-1.xlsx";

    assertThat(
            new ExpiredTasks(sql)
                .orphans(
                    List.of(
                        keep,
                        inTheMaking,
                        done.taskId() + "-2.xlsx",
                        running.taskId() + "-2.xlsx",
                        waiting + "-1.xlsx",
                        "99-1.xlsx")))
        .containsExactlyInAnyOrder(
            done.taskId() + "-2.xlsx",
            running.taskId() + "-2.xlsx",
            waiting + "-1.xlsx",
            "99-1.xlsx");
  }

  @Test
  void manyClaimersShareTheTasksAndNoneIsTakenTwice() throws Exception {
    int tasks = 500;
    IntStream.range(0, tasks).forEach(i -> submit());
    Map<Long, Integer> claims = new HashMap<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(6)) {
      List<Future<List<Long>>> taken = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        taken.add(workers.submit(this::claimAll));
      }
      for (Future<List<Long>> each : taken) {
        each.get().forEach(id -> claims.merge(id, 1, Integer::sum));
      }
    }

    assertThat(claims).hasSize(tasks);
    assertThat(claims.values()).containsOnly(1);
  }

  private List<Long> claimAll() {
    List<Long> mine = new ArrayList<>();
    Optional<ExportTask> task = queue.claim("worker", LEASE);
    while (task.isPresent()) {
      mine.add(task.get().taskId());
      task = queue.claim("worker", LEASE);
    }
    return mine;
  }

  @Test
  void theDatabaseItselfRefusesImpossibleRows() {
    submit();
    for (String impossible :
        List.of(
            "state = 'running'",
            "state = 'done', finished_at = now()",
            "state = 'failed', finished_at = now()",
            "fail_msg = 'x'",
            "file_key = 'x'",
            "finished_at = now()",
            "lease_until = now()",
            "attempt = -1",
            "end_at = start_at - interval '1 s'")) {
      assertThatThrownBy(() -> sql.sql("update export_task set " + impossible).update())
          .as(impossible)
          .isInstanceOf(DataIntegrityViolationException.class);
    }
  }
}
