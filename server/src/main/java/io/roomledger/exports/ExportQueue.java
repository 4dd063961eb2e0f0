package io.roomledger.exports;

import static java.util.stream.Collectors.toMap;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.exports.NewTasks.NewTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of tasks, which is the queue: one method for each arrow of the state machine. Every
 * change names the state and the attempt that it expects, so that a worker which lost its lease
 * changes nothing.
 *
 * <pre>
 *   submit → queued ── claim ──→ running ── finish ──→ done
 *              ↑                    │  ├──── fail ────→ failed
 *              └ retry, hand back,  │  └─ rescue, last attempt ─→ failed
 *                put back, rescue ──┘
 *   queued, running ── cancel ──→ canceled
 * </pre>
 */
final class ExportQueue {
  private static final String CANCEL =
      """
      with changed as (
        update export_task
           set state = 'canceled', finished_at = now(), lease_until = null,
               expires_at = now() + make_interval(secs => :retention)
         where tenant_id = :tenant and task_id = :task and state in ('queued', 'running')
        returning task_id),
      noted as (%s)
      select count(*) from changed
      """
          .formatted(AuditTrail.insertFrom("changed", "changed.task_id"));

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final ExportClaims claims;

  ExportQueue(JdbcClient jdbc, InstantSource clock) {
    this(jdbc, clock, 0);
  }

  /**
   * @param mostRunning tasks of one tenant that may run at once; 0 = any number
   */
  ExportQueue(JdbcClient jdbc, InstantSource clock, int mostRunning) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.claims = new ExportClaims(jdbc, mostRunning);
  }

  /**
   * Makes tasks; their ids, in the same order. An id is the second and a number out of a sequence
   * that all nodes share: unique, rising, 19 digits. When a task may be claimed is for the
   * database's clock to say, as it is in every arrow.
   */
  List<Long> submit(List<NewTask> tasks) {
    return NewTasks.insert(jdbc, clock.instant(), tasks);
  }

  /** Takes the task whose turn it is, for so long. */
  Optional<ExportTask> claim(String worker, Duration lease) {
    return claim(worker, Lane.ALL, lease);
  }

  /** Takes the task whose turn it is out of one of these lanes, for so long. */
  Optional<ExportTask> claim(String worker, List<Lane> lanes, Duration lease) {
    return claims.claim(worker, lanes, lease);
  }

  /** Puts a task that turned out to be long into the lane for those; see {@link ExportClaims}. */
  boolean putBack(ExportTask claimed) {
    return claims.putBack(claimed);
  }

  /**
   * Keeps a claimed task for longer and notes how far it is; false when it is no longer this
   * attempt's.
   *
   * @param rowsExpected null = not known
   */
  boolean renew(ExportTask claimed, Duration lease, long rowsDone, @Nullable Long rowsExpected) {
    return jdbc.sql(
                """
                update export_task
                   set lease_until = now() + make_interval(secs => :lease), rows_done = :rows,
                       rows_expected = case when :known then greatest(cast(:expected as bigint), :rows) end, progressed_at = now()
                 where task_id = :task and state = 'running' and attempt = :attempt
                """)
            .param("lease", lease.toMillis() / 1000.0)
            .param("rows", rowsDone)
            .param("known", rowsExpected != null)
            .param("expected", rowsExpected)
            .param("task", claimed.taskId())
            .param("attempt", claimed.attempt())
            .update()
        == 1;
  }

  /**
   * Ends a task well; false when it is no longer this attempt's, and the file nobody's.
   *
   * @param tokenHash what the file's token is found by
   */
  boolean finish(
      ExportTask claimed,
      ExportTask.FinishedFile file,
      byte[] tokenHash,
      Instant asOf,
      Duration retention) {
    return jdbc.sql(
                noted(
                    """
                    update export_task
                       set state = 'done', finished_at = now(), lease_until = null, rows_done = :rows,
                           rows_expected = :rows, progressed_at = now(),
                           file_key = :key, file_name = :name, file_size = :size, file_rows = :rows, file_sha256 = :sha256,
                           file_token_hash = :hash, file_token_key = :keyId, as_of = :asOf,
                           expires_at = now() + make_interval(secs => :retention)
                     where task_id = :task and state = 'running' and attempt = :attempt
                    returning task_id, tenant_id, app_id, owner_id, log_id, attempt, file_rows, file_size, fail_msg
                    """,
                    "'task.finish'",
                    "file_rows || ' rows, ' || file_size || ' bytes'",
                    "count(*)"))
            .param("rows", file.rows())
            .param("key", file.key())
            .param("name", file.name())
            .param("size", file.size())
            .param("sha256", HexFormat.of().parseHex(file.sha256()))
            .param("hash", tokenHash)
            .param("keyId", file.tokenKeyId())
            .param("asOf", utc(asOf))
            .param("retention", retention.toSeconds())
            .param("task", claimed.taskId())
            .param("attempt", claimed.attempt())
            .query(Long.class)
            .single()
        == 1;
  }

  /** Ends a task badly; the words are what the caller reads in fail_msg. */
  boolean fail(ExportTask claimed, String failMsg, Duration retention) {
    return jdbc.sql(
                noted(
                    """
                    update export_task
                       set state = 'failed', finished_at = now(), lease_until = null, fail_msg = :msg,
                           expires_at = now() + make_interval(secs => :retention)
                     where task_id = :task and state = 'running' and attempt = :attempt
                    returning task_id, tenant_id, app_id, owner_id, log_id, attempt, file_rows, file_size, fail_msg
                    """,
                    "'task.fail'",
                    "fail_msg",
                    "count(*)"))
            .param("msg", failMsg)
            .param("retention", retention.toSeconds())
            .param("task", claimed.taskId())
            .param("attempt", claimed.attempt())
            .query(Long.class)
            .single()
        == 1;
  }

  /** Puts a task back whose attempt failed, to be claimed again after a while. */
  boolean retry(ExportTask claimed, Duration wait) {
    return putBack(claimed, wait, 0);
  }

  /** Puts a task back whose worker is told to stop; that attempt does not count. */
  boolean handBack(ExportTask claimed) {
    return putBack(claimed, Duration.ZERO, 1);
  }

  private boolean putBack(ExportTask claimed, Duration wait, int handedBack) {
    return jdbc.sql(
                noted(
                    """
                    update export_task
                       set state = 'queued', lease_until = null, handed_back = handed_back + :handedBack,
                           available_at = now() + make_interval(secs => :wait), ready = :wait <= 0
                     where task_id = :task and state = 'running' and attempt = :attempt
                    returning task_id, tenant_id, app_id, owner_id, log_id, attempt, file_rows, file_size, fail_msg
                    """,
                    "'task.retry'",
                    "'attempt ' || attempt",
                    "count(*)"))
            .param("wait", wait.toMillis() / 1000.0)
            .param("handedBack", handedBack)
            .param("task", claimed.taskId())
            .param("attempt", claimed.attempt())
            .query(Long.class)
            .single()
        == 1;
  }

  /**
   * Ends a task that waits or runs because its caller wants it no more; whoever works on it finds
   * that it is no longer this attempt's. False when it has ended before.
   */
  boolean cancel(ExportTask task, Duration retention) {
    return AuditTrail.bind(jdbc.sql(CANCEL), Deed.of(task.tenantId(), "task.cancel", ""))
            .param("tenant", task.tenantId())
            .param("task", task.taskId())
            .param("retention", retention.toSeconds())
            .query(Long.class)
            .single()
        == 1;
  }

  /**
   * Takes tasks back from workers whose lease is over: they are queued again, or failed when this
   * was their last try.
   *
   * @return how many
   */
  int rescue(int mostAttempts, String failMsg, Duration retention) {
    return jdbc.sql(
            noted(
                """
                update export_task
                   set state = case when attempt - handed_back < :most then 'queued' else 'failed' end,
                       available_at = now(), lease_until = null,
                       finished_at = case when attempt - handed_back < :most then null else now() end,
                       fail_msg = case when attempt - handed_back < :most then null else :msg end,
                       expires_at = case when attempt - handed_back < :most then null else now() + make_interval(secs => :retention) end
                 where task_id in (select task_id from export_task
                                    where state = 'running' and lease_until < now()
                                      for update skip locked)
                   and state = 'running' and lease_until < now()
                returning task_id, tenant_id, app_id, owner_id, log_id, state
                """,
                "case when state = 'failed' then 'task.fail' else 'task.retry' end",
                "'the lease was over'",
                "count(*)"))
        .param("most", mostAttempts)
        .param("msg", failMsg)
        .param("retention", retention.toSeconds())
        .query(Integer.class)
        .single();
  }

  /** The task with this id, whoever's it is. */
  Optional<ExportTask> find(long taskId) {
    return jdbc.sql(
            "select "
                + TaskRow.COLUMNS
                + " from export_task where task_id = :task and (expires_at is null or expires_at >"
                + " now())")
        .param("task", taskId)
        .query((row, number) -> TaskRow.of(row))
        .optional();
  }

  /**
   * Those who look, all together. A task of nobody among them is not even read: the time that takes
   * would tell it from one that is not there.
   *
   * @param appsOwn whether one of them may see what an app made of its own accord
   */
  record Viewers(Set<Long> tenants, Set<Long> apps, Set<Long> people, boolean appsOwn) {
    private static final String SEEN =
        """
         and tenant_id = any(:tenants) and app_id = any(:apps)
         and (owner_id = any(:people) or (owner_id is null and :appsOwn))
        """;

    Viewers {
      tenants = Set.copyOf(tenants);
      apps = Set.copyOf(apps);
      people = Set.copyOf(people);
    }

    private JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
      return statement
          .param("tenants", tenants.toArray(Long[]::new))
          .param("apps", apps.toArray(Long[]::new))
          .param("people", people.toArray(Long[]::new))
          .param("appsOwn", appsOwn);
    }
  }

  /**
   * The tasks with these ids, by id. Of several viewers one may get another's: which of them may
   * see it is for {@link ExportRights} to say.
   */
  Map<Long, ExportTask> find(Collection<Long> taskIds, Viewers viewers) {
    return viewers
        .bind(
            jdbc.sql(
                "select "
                    + TaskRow.COLUMNS
                    + " from export_task where task_id = any(:tasks) and (expires_at is null or"
                    + " expires_at > now())"
                    + Viewers.SEEN))
        .param("tasks", taskIds.toArray(Long[]::new))
        .query((row, number) -> TaskRow.of(row))
        .list()
        .stream()
        .collect(toMap(ExportTask::taskId, Function.identity()));
  }

  /** The task that is done whose file's token has this hash, as {@link #find} has it. */
  Optional<ExportTask> findByFileToken(byte[] tokenHash, Viewers viewers) {
    return viewers
        .bind(
            jdbc.sql(
                "select "
                    + TaskRow.COLUMNS
                    + " from export_task where file_token_hash = :hash and expires_at > now()"
                    + Viewers.SEEN))
        .param("hash", tokenHash)
        .query((row, number) -> TaskRow.of(row))
        .optional();
  }

  /** A change of tasks that writes down, in the same statement, what was done to each. */
  static String noted(String change, String deed, String detail, String result) {
    return "with changed as (%s), noted as (%s) select %s from changed"
        .formatted(change, AuditTrail.insertOfServer("changed", deed, detail), result);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
