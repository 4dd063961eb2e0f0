package io.roomledger.exports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of tasks, for looking only; what changes it is {@link ExportQueue}. */
final class ExportTasks {
  private static final String SELECT =
      "select "
          + TaskRow.COLUMNS
          + ", rows_done, rows_expected, progressed_at, started_at, finished_at, expires_at, as_of"
          + " from export_task where (expires_at is null or expires_at > now())";

  /** What recent exports are told from. */
  private static final int RECENT = 20;

  private final JdbcClient jdbc;

  ExportTasks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Which tasks a caller may see.
   *
   * @param ofApp whether those that were made with the app's tenant token
   * @param personId whether those of a user, too
   * @param levels of tasks on these levels only; null = on all
   */
  record Visible(
      long tenantId,
      long appNumber,
      boolean ofApp,
      @Nullable Long personId,
      @Nullable List<Long> levels) {}

  /**
   * How exports went that were done lately.
   *
   * @param seconds of work, all together
   */
  record Recent(long tasks, long rows, long bytes, double seconds) {}

  Optional<TaskView> find(long tenantId, long taskId) {
    return jdbc.sql(SELECT + " and tenant_id = :tenant and task_id = :task")
        .param("tenant", tenantId)
        .param("task", taskId)
        .query((row, number) -> view(row))
        .optional();
  }

  /** The newest tasks first. */
  List<TaskView> list(Visible visible, TaskFilter filter, int most) {
    return jdbc.sql(
            SELECT
                + """
                   and tenant_id = :tenant and app_id = :app
                   and ((owner_id is null and :ofApp) or owner_id = cast(:person as bigint))
                   and (cast(:levels as bigint[]) is null or level_id = any(cast(:levels as bigint[])))
                   and state = any(:states)
                   and created_at >= :from and created_at < :to
                   and task_id >= :lowest and task_id < :before
                 order by task_id desc
                 limit :most
                """)
        .param("tenant", visible.tenantId())
        .param("app", visible.appNumber())
        .param("ofApp", visible.ofApp())
        .param("person", visible.personId())
        .param("levels", visible.levels() == null ? null : visible.levels().toArray(Long[]::new))
        .param(
            "states",
            filter.states().stream()
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new))
        .param("from", ExportQueue.utc(filter.createdFrom()))
        .param("to", ExportQueue.utc(filter.createdTo()))
        .param("lowest", lowestId(filter.createdFrom().getEpochSecond()))
        .param(
            "before", Math.min(filter.before(), lowestId(filter.createdTo().getEpochSecond() + 3)))
        .param("most", most)
        .query((row, number) -> view(row))
        .list();
  }

  /** An id that no task made in this second or later is below; ids begin with a rounded second. */
  private static long lowestId(long epochSecond) {
    long second = epochSecond - 1 - NewTasks.ID_EPOCH;
    return second <= 0 ? 0 : second > Integer.MAX_VALUE ? Long.MAX_VALUE : second << 32;
  }

  /** Those of the tasks, given with their attempts, that do not run so any more. */
  List<Long> notRunning(Map<Long, Integer> attempts) {
    Long[] ids = attempts.keySet().toArray(Long[]::new);
    Integer[] numbers = new Integer[ids.length];
    for (int i = 0; i < ids.length; i++) {
      numbers[i] = attempts.get(ids[i]);
    }
    return jdbc.sql(
            """
            select task_id
              from unnest(cast(:tasks as bigint[]), cast(:attempts as int[])) as mine (task_id, attempt)
             where not exists (
               select 1 from export_task t
                where t.task_id = mine.task_id and t.state = 'running' and t.attempt = mine.attempt)
            """)
        .param("tasks", ids)
        .param("attempts", numbers)
        .query(Long.class)
        .list();
  }

  /** How the app's last exports went, those with titles or those without. */
  Recent recent(long tenantId, long appNumber, boolean needTopic) {
    return jdbc.sql(
            """
            select count(*) as tasks, coalesce(sum(file_rows), 0)::bigint as rows,
                   coalesce(sum(file_size), 0)::bigint as bytes,
                   coalesce(sum(extract(epoch from finished_at - started_at)), 0)::float8 as seconds
              from (select file_rows, file_size, finished_at, started_at from export_task
                     where tenant_id = :tenant and app_id = :app and state = 'done' and need_topic = :topic
                     order by task_id desc limit :most) latest
            """)
        .param("tenant", tenantId)
        .param("app", appNumber)
        .param("topic", needTopic)
        .param("most", RECENT)
        .query(Recent.class)
        .single();
  }

  private static TaskView view(ResultSet row) throws SQLException {
    return new TaskView(
        TaskRow.of(row),
        row.getLong("rows_done"),
        row.getObject("rows_expected", Long.class),
        instant(row, "progressed_at"),
        instant(row, "started_at"),
        instant(row, "finished_at"),
        instant(row, "expires_at"),
        instant(row, "as_of"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
