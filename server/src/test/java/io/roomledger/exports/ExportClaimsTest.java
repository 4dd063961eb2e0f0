package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.audit.Actor;
import io.roomledger.exports.NewTasks.NewTask;
import io.roomledger.identity.Caller;
import io.roomledger.identity.TokenKind;
import io.roomledger.testing.Await;
import io.roomledger.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose turn it is, against the database. */
final class ExportClaimsTest {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RETENTION = Duration.ofDays(1);
  private static final List<Lane> QUICK = List.of(Lane.QUICK);

  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private final JdbcClient sql = JdbcClient.create(database.dataSource());
  private final ExportQueue queue = new ExportQueue(sql, Instant::now);

  @BeforeEach
  void empty() {
    sql.sql("truncate export_task").update();
  }

  private static ExportTask.Request request() {
    return new ExportTask.Request(3, true, 100, 200, List.of(), false);
  }

  private long submit(long tenant) {
    Caller caller = new Caller(TokenKind.TENANT, tenant, 8, "cli_x", null);
    return queue.submit(List.of(new NewTask(caller, request(), Actor.current(), "log"))).getFirst();
  }

  private ExportTask claim() {
    return queue.claim("worker", LEASE).orElseThrow();
  }

  private List<Long> tenantsOf(int claims) {
    return IntStream.range(0, claims).mapToObj(i -> claim().tenantId()).toList();
  }

  private static void loseLease(JdbcClient sql) {
    sql.sql("update export_task set lease_until = now() - interval '1 s' where state = 'running'")
        .update();
  }

  @Test
  void tenantsTakeTurnsHoweverManyTasksOneHas() {
    IntStream.range(0, 50).forEach(i -> submit(1));
    submit(3);
    submit(2);
    submit(2);

    assertThat(tenantsOf(6)).containsExactly(1L, 2L, 3L, 1L, 2L, 1L);
    submit(9);
    assertThat(tenantsOf(2)).as("a single task waits for one other at most").contains(9L);
  }

  @Test
  void ofATenantTheOldestIsNext() {
    List<Long> ids = IntStream.range(0, 5).mapToObj(i -> submit(1)).toList();

    assertThat(ids).allSatisfy(id -> assertThat(claim().taskId()).isEqualTo(id));
  }

  @Test
  void aTaskThatWaitsForItsNextTryHoldsNobodyUp() {
    submit(1);
    ExportTask failed = claim();
    assertThat(queue.retry(failed, Duration.ofHours(1))).isTrue();
    long next = submit(1);

    assertThat(claim().taskId()).isEqualTo(next);
    assertThat(queue.claim("worker", LEASE)).isEmpty();
    sql.sql("update export_task set available_at = now() where state = 'queued'").update();
    assertThat(claim().taskId()).isEqualTo(failed.taskId());
  }

  @Test
  void aTenantThatHasItsShareRunningWaitsAndOthersDoNot() {
    ExportQueue two = new ExportQueue(sql, Instant::now, 2);
    IntStream.range(0, 5).forEach(i -> submit(1));
    submit(2);
    List<ExportTask> claimed = new ArrayList<>();
    for (Optional<ExportTask> task = two.claim("w", LEASE);
        task.isPresent();
        task = two.claim("w", LEASE)) {
      claimed.add(task.get());
    }

    assertThat(claimed).extracting(ExportTask::tenantId).containsExactly(1L, 2L, 1L);
    queue.fail(claimed.getFirst(), "internal error", RETENTION);
    assertThat(two.claim("w", LEASE).orElseThrow().tenantId()).isEqualTo(1);
    assertThat(two.claim("w", LEASE)).isEmpty();
  }

  @Test
  void aTaskFoundToBeLongIsLeftToOthersAndThatIsNoTry() {
    long taskId = submit(1);
    ExportTask looked = queue.claim("quick", QUICK, LEASE).orElseThrow();
    assertThat(looked.tries()).isEqualTo(1);

    assertThat(queue.putBack(looked)).isTrue();

    assertThat(queue.claim("quick", QUICK, LEASE)).isEmpty();
    assertThat(queue.putBack(looked)).as("again").isFalse();
    ExportTask taken = claim();
    assertThat(taken.taskId()).isEqualTo(taskId);
    assertThat(taken.attempt()).as("no two attempts have one number").isEqualTo(2);
    assertThat(taken.tries()).isEqualTo(1);
    assertThat(queue.putBack(taken)).as("once is enough").isFalse();
    assertThat(queue.renew(looked, LEASE, 1, null)).as("the first attempt").isFalse();
  }

  @Test
  void aWorkerThatLostItsTaskPutsNothingBack() {
    submit(1);
    ExportTask looked = queue.claim("quick", QUICK, LEASE).orElseThrow();
    loseLease(sql);
    assertThat(queue.rescue(3, "internal error", RETENTION)).isEqualTo(1);
    ExportTask taken = claim();

    assertThat(queue.putBack(looked)).isFalse();

    assertThat(queue.find(taken.taskId()).orElseThrow().state())
        .isEqualTo(ExportTask.State.RUNNING);
  }

  @Test
  void theAttemptThatFoundItLongIsNotCountedByTheRescuer() {
    submit(1);
    queue.putBack(queue.claim("quick", QUICK, LEASE).orElseThrow());
    ExportTask first = claim();
    loseLease(sql);
    assertThat(queue.rescue(2, "internal error", RETENTION)).isEqualTo(1);
    assertThat(queue.find(first.taskId()).orElseThrow().state()).isEqualTo(ExportTask.State.QUEUED);
    claim();
    loseLease(sql);

    assertThat(queue.rescue(2, "internal error", RETENTION)).isEqualTo(1);

    assertThat(queue.find(first.taskId()).orElseThrow().state()).isEqualTo(ExportTask.State.FAILED);
  }

  @Test
  void bothLanesAreServedByWorkersThatTakeEither() {
    IntStream.range(0, 3).forEach(i -> submit(1));
    IntStream.range(0, 3)
        .mapToObj(i -> queue.claim("quick", QUICK, LEASE).orElseThrow())
        .toList()
        .forEach(queue::putBack);
    IntStream.range(0, 3).forEach(i -> submit(2));

    assertThat(tenantsOf(6).subList(0, 4)).containsExactlyInAnyOrder(1L, 2L, 1L, 2L);
    assertThat(queue.claim("worker", LEASE)).isEmpty();
  }

  @Test
  void whatCommittedLateIsFoundAllTheSame() {
    assertThat(queue.claim("worker", LEASE)).isEmpty();
    long late = submit(1);
    sql.sql("update export_task set available_at = now() - interval '1 h' where task_id = ?")
        .param(late)
        .update();

    Await.until("the task to be found", () -> queue.claim("worker", LEASE).isPresent());
    assertThat(queue.find(late).orElseThrow().state()).isEqualTo(ExportTask.State.RUNNING);
  }

  /** Many tasks of one tenant, of a thousand tenants one each, and as many that wait. */
  private void fill() {
    sql.sql(
            """
            insert into export_task (task_id, tenant_id, app_id, kind, level_id, need_topic, start_at, end_at, is_exclude,
                                     available_at, ready)
            select n, case when n <= 100000 then 500 else n % 1000 + 1 end, 1, 'resource_reservation_list', 1, false, now(), now(),
                   false, now() + case when n > 101000 then interval '1 h' else interval '0 s' end, n <= 101000
              from generate_series(1, 111000) n
            """)
        .update();
  }

  /** Of the table of tasks, by this connection since its numbers were gathered last. */
  private long rowsRead() {
    return sql.sql(
            """
            select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
              from pg_stat_xact_user_tables where relname = 'export_task'
            """)
        .query(Long.class)
        .single();
  }

  @Test
  void aClaimReadsAFewRowsHoweverManyTasksAndTenantsWait() {
    fill();
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));
    // Plans are made for any parameters after five times.
    tenantsOf(10);
    assertThat(tenantsOf(980)).as("each tenant once").doesNotHaveDuplicates();

    Long read =
        transaction.execute(status -> {
          long before = rowsRead();
          claim();
          return rowsRead() - before;
        });

    assertThat(read).isLessThan(50);
  }
}
