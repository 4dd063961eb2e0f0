package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private final JdbcClient sql = JdbcClient.create(database.dataSource());
  private final TestQueue tasks = new TestQueue(sql);
  private final ExportQueue queue = tasks.queue();

  @BeforeEach
  void empty() {
    sql.sql("truncate export_task").update();
  }

  private ExportTask.State state(long taskId) {
    return tasks.find(taskId).orElseThrow().state();
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
    ExportTask task = tasks.find(tasks.submit()).orElseThrow();

    assertThat(task.state()).isEqualTo(ExportTask.State.QUEUED);
    assertThat(task.request()).isEqualTo(TestQueue.REQUEST);
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
    long taskId = TestQueue.submitTo(ahead);

    assertThat(tasks.claim().taskId()).isEqualTo(taskId);
  }

  @Test
  void idsRiseAndAreNineteenDigits() {
    List<Long> ids = IntStream.range(0, 100).mapToObj(i -> tasks.submit()).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> Long.toString(id).length() == 19);
  }

  @Test
  void claimTakesTheOldestOnceAndCountsTheAttempt() {
    long first = tasks.submit();
    long second = tasks.submit();

    ExportTask claimed = tasks.claim();
    assertThat(claimed.taskId()).isEqualTo(first);
    assertThat(claimed.state()).isEqualTo(ExportTask.State.RUNNING);
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(tasks.claim().taskId()).isEqualTo(second);
    assertThat(queue.claim("worker", TestQueue.LEASE)).isEmpty();
  }

  @Test
  void finishEndsATaskWithItsFile() {
    tasks.submit();
    ExportTask claimed = tasks.claim();

    assertThat(tasks.finish(claimed)).isTrue();

    ExportTask done = tasks.find(claimed.taskId()).orElseThrow();
    assertThat(done.state()).isEqualTo(ExportTask.State.DONE);
    assertThat(done.finishedFile().key()).isEqualTo(claimed.taskId() + "-1.xlsx");
    assertThat(done.finishedFile().sha256()).isEqualTo("ab".repeat(32));
    assertThat(done.finishedFile().rows()).isEqualTo(5);
    assertThat(queue.findByFileToken(TestQueue.hash(claimed), TestQueue.VIEWERS)).contains(done);
    assertThat(queue.findByFileToken(new byte[] {1}, TestQueue.VIEWERS)).isEmpty();
    for (ExportQueue.Viewers stranger :
        List.of(
            new ExportQueue.Viewers(Set.of(6L), Set.of(8L), Set.of(), true),
            new ExportQueue.Viewers(Set.of(7L), Set.of(9L), Set.of(), true),
            new ExportQueue.Viewers(Set.of(7L), Set.of(8L), Set.of(1L), false))) {
      assertThat(queue.find(List.of(done.taskId()), stranger)).isEmpty();
      assertThat(queue.findByFileToken(TestQueue.hash(claimed), stranger)).isEmpty();
    }
  }

  @Test
  void failEndsATaskWithItsReason() {
    tasks.submit();
    ExportTask claimed = tasks.claim();

    assertThat(queue.fail(claimed, "no permission", TestQueue.RETENTION)).isTrue();

    ExportTask failed = tasks.find(claimed.taskId()).orElseThrow();
    assertThat(failed.state()).isEqualTo(ExportTask.State.FAILED);
    assertThat(failed.failMsg()).isEqualTo("no permission");
    assertThat(queue.claim("worker", TestQueue.LEASE)).isEmpty();
  }

  @Test
  void retryPutsATaskBackForLater() {
    tasks.submit();
    ExportTask first = tasks.claim();

    assertThat(queue.retry(first, Duration.ofHours(1))).isTrue();
    assertThat(state(first.taskId())).isEqualTo(ExportTask.State.QUEUED);
    assertThat(queue.claim("worker", TestQueue.LEASE)).isEmpty();

    sql.sql("update export_task set available_at = now()").update();
    assertThat(tasks.claim().attempt()).isEqualTo(2);
  }

  @Test
  void renewKeepsATaskAndNotesHowFarItIs() {
    tasks.submit();
    ExportTask claimed = tasks.claim();
    loseLease(claimed.taskId());

    assertThat(queue.renew(claimed, TestQueue.LEASE, 77, 1000L)).isTrue();

    assertThat(queue.rescue(3, "internal error", TestQueue.RETENTION)).isZero();
    TaskView view = new ExportTasks(sql).find(7, claimed.taskId()).orElseThrow();
    assertThat(view.rowsDone()).isEqualTo(77);
    assertThat(view.rowsExpected()).isEqualTo(1000);
  }

  @Test
  void moreIsNeverDoneThanExpected() {
    tasks.submit();
    ExportTask claimed = tasks.claim();
    queue.renew(claimed, TestQueue.LEASE, 1001, 1000L);

    assertThat(new ExportTasks(sql).find(7, claimed.taskId()).orElseThrow().rowsExpected())
        .isEqualTo(1001);
  }

  @Test
  void cancelEndsWhatWaitsAndWhatRunsAndNothingElse() {
    ExportTask waiting = queue.find(tasks.submit()).orElseThrow();
    assertThat(queue.cancel(waiting, TestQueue.RETENTION)).isTrue();
    assertThat(queue.claim("worker", TestQueue.LEASE)).isEmpty();
    tasks.submit();
    ExportTask running = tasks.claim();
    assertThat(queue.cancel(running, TestQueue.RETENTION)).isTrue();
    tasks.submit();
    ExportTask done = tasks.claim();
    tasks.finish(done);
    assertThat(queue.cancel(done, TestQueue.RETENTION)).isFalse();

    assertThat(state(waiting.taskId())).isEqualTo(ExportTask.State.CANCELED);
    assertThat(state(running.taskId())).isEqualTo(ExportTask.State.CANCELED);
    assertThat(state(done.taskId())).isEqualTo(ExportTask.State.DONE);
    assertThat(queue.cancel(running, TestQueue.RETENTION)).as("again").isFalse();
  }

  @Test
  void aWorkerWhoseTaskWasCanceledChangesNothing() {
    tasks.submit();
    ExportTask claimed = tasks.claim();
    queue.cancel(claimed, TestQueue.RETENTION);
    String before = row(claimed.taskId());

    assertThat(queue.renew(claimed, TestQueue.LEASE, 9, null)).isFalse();
    assertThat(tasks.finish(claimed)).isFalse();
    assertThat(queue.fail(claimed, "x", TestQueue.RETENTION)).isFalse();
    assertThat(queue.retry(claimed, Duration.ZERO)).isFalse();
    assertThat(queue.rescue(3, "x", TestQueue.RETENTION)).isZero();

    assertThat(row(claimed.taskId())).isEqualTo(before);
    assertThat(new ExportTasks(sql).notRunning(Map.of(claimed.taskId(), 1)))
        .containsExactly(claimed.taskId());
  }

  @Test
  void whatRunsNoMoreIsKnownByTaskAndAttempt() {
    tasks.submit();
    ExportTask first = tasks.claim();
    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 1))).isEmpty();
    loseLease(first.taskId());
    queue.rescue(3, "internal error", TestQueue.RETENTION);
    tasks.claim();

    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 1, 99L, 1)))
        .containsExactlyInAnyOrder(first.taskId(), 99L);
    assertThat(new ExportTasks(sql).notRunning(Map.of(first.taskId(), 2))).isEmpty();
  }

  @Test
  void anAttemptThatIsOverChangesNothing() {
    tasks.submit();
    ExportTask first = tasks.claim();
    loseLease(first.taskId());
    queue.rescue(3, "internal error", TestQueue.RETENTION);
    ExportTask second = tasks.claim();
    String before = row(first.taskId());

    assertThat(queue.renew(first, TestQueue.LEASE, 9, null)).isFalse();
    assertThat(tasks.finish(first)).isFalse();
    assertThat(queue.fail(first, "x", TestQueue.RETENTION)).isFalse();
    assertThat(queue.retry(first, Duration.ZERO)).isFalse();

    assertThat(row(first.taskId())).isEqualTo(before);
    assertThat(tasks.finish(second)).isTrue();
  }

  @Test
  void aTaskThatHasEndedChangesNoMore() {
    tasks.submit();
    ExportTask claimed = tasks.claim();
    tasks.finish(claimed);
    String before = row(claimed.taskId());

    assertThat(queue.renew(claimed, TestQueue.LEASE, 9, null)).isFalse();
    assertThat(tasks.finish(claimed)).isFalse();
    assertThat(queue.fail(claimed, "x", TestQueue.RETENTION)).isFalse();
    assertThat(queue.retry(claimed, Duration.ZERO)).isFalse();
    assertThat(queue.rescue(3, "x", TestQueue.RETENTION)).isZero();

    assertThat(row(claimed.taskId())).isEqualTo(before);
  }

  @Test
  void rescueTakesBackWhatFellSilentAndFailsItAfterTheLastAttempt() {
    tasks.submit();
    for (int attempt = 1; attempt <= 3; attempt++) {
      ExportTask claimed = tasks.claim();
      assertThat(claimed.attempt()).isEqualTo(attempt);
      assertThat(queue.rescue(3, "internal error", TestQueue.RETENTION))
          .as("the lease holds")
          .isZero();
      loseLease(claimed.taskId());
      assertThat(queue.rescue(3, "internal error", TestQueue.RETENTION)).isEqualTo(1);
    }

    ExportTask failed = tasks.find(only()).orElseThrow();
    assertThat(failed.state()).isEqualTo(ExportTask.State.FAILED);
    assertThat(failed.failMsg()).isEqualTo("internal error");
    assertThat(queue.claim("worker", TestQueue.LEASE)).isEmpty();
  }

  @Test
  void anAttemptThatIsHandedBackDoesNotCount() {
    tasks.submit();
    for (int stop = 1; stop <= 4; stop++) {
      ExportTask claimed = tasks.claim();
      assertThat(claimed.attempt()).isEqualTo(stop);
      assertThat(claimed.tries()).isEqualTo(1);
      assertThat(queue.handBack(claimed)).isTrue();
      assertThat(queue.handBack(claimed)).as("again").isFalse();
    }
    for (int attempt = 1; attempt <= 3; attempt++) {
      loseLease(tasks.claim().taskId());
      queue.rescue(3, "internal error", TestQueue.RETENTION);
    }
    assertThat(state(only())).isEqualTo(ExportTask.State.FAILED);
  }

  private long only() {
    return sql.sql("select task_id from export_task").query(Long.class).single();
  }

  @Test
  void manyClaimersShareTheTasksAndNoneIsTakenTwice() throws Exception {
    int many = 500;
    IntStream.range(0, many).forEach(i -> tasks.submit());
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

    assertThat(claims).hasSize(many);
    assertThat(claims.values()).containsOnly(1);
  }

  private List<Long> claimAll() {
    List<Long> mine = new ArrayList<>();
    Optional<ExportTask> task = queue.claim("worker", TestQueue.LEASE);
    while (task.isPresent()) {
      mine.add(task.get().taskId());
      task = queue.claim("worker", TestQueue.LEASE);
    }
    return mine;
  }

  @Test
  void theDatabaseItselfRefusesImpossibleRows() {
    tasks.submit();
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
