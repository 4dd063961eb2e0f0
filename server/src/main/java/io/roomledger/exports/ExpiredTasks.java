package io.roomledger.exports;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What becomes of tasks past their time, and of files that are no task's. An expired task is not
 * found any more; its row goes, and its file with it, when no download can need that any more.
 */
final class ExpiredTasks {
  /**
   * Longer than a download that has just begun goes unseen: nodes tell of those that run every ten
   * seconds.
   */
  static final Duration FILES_KEPT = Duration.ofMinutes(1);

  /** Whoever reads for longer than this after the expiry may find the file gone. */
  static final Duration FILES_KEPT_AT_MOST = Duration.ofDays(1);

  private final JdbcClient jdbc;

  ExpiredTasks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps the files of tasks that have expired, or are about to, while they are downloaded. */
  void keepFiles(Collection<Long> taskIds) {
    jdbc.sql(
            """
            update export_task set file_kept_until = now() + make_interval(secs => :kept)
             where task_id = any(:tasks) and state = 'done'
               and expires_at < now() + make_interval(secs => :kept)
            """)
        .param("kept", FILES_KEPT.toSeconds())
        .param("tasks", taskIds.toArray(Long[]::new))
        .update();
  }

  /** Forgets tasks past their time; the keys of their files, which may now be deleted. */
  List<String> forget(int most) {
    return jdbc.sql(
            ExportQueue.noted(
                """
                delete from export_task
                 where task_id in (select task_id from export_task
                                    where expires_at < now()
                                      and (file_key is null
                                           or (expires_at < now() - make_interval(secs => :kept)
                                               and (file_kept_until is null or file_kept_until < now()
                                                    or expires_at < now() - make_interval(secs => :atMost))))
                                    order by expires_at limit :most for update skip locked)
                returning task_id, tenant_id, app_id, owner_id, log_id, file_key
                """,
                "'task.expire'",
                "null",
                "coalesce(file_key, '')"))
        .param("kept", FILES_KEPT.toSeconds())
        .param("atMost", FILES_KEPT_AT_MOST.toSeconds())
        .param("most", most)
        .query(String.class)
        .list();
  }

  /** Those of the keys that no finished task refers to and no running attempt may still publish. */
  List<String> orphans(List<String> keys) {
    return jdbc.sql(
            """
            select key from unnest(cast(:keys as text[])) as stored (key)
             where not exists (
               select 1 from export_task t
                where t.task_id = split_part(key, '-', 1)::bigint
                  and (t.file_key = key
                       or (t.state = 'running' and t.attempt = split_part(split_part(key, '-', 2), '.', 1)::int)))
            """)
        .param("keys", keys.toArray(String[]::new))
        .query(String.class)
        .list();
  }
}
