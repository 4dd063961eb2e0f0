package io.roomledger.exports;

import static java.util.stream.Collectors.joining;

import io.roomledger.audit.Actor;
import io.roomledger.audit.AuditTrail;
import io.roomledger.identity.Caller;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statement that makes tasks, any number at once, and writes down who asked for them. */
final class NewTasks {
  // 2015-01-01T00:00:00Z: makes ids 19 digits long until 2083.
  static final long ID_EPOCH = 1_420_070_400L;

  private static final String INSERT =
      """
      with asked as materialized (
        select ((extract(epoch from cast(:now as timestamptz))::bigint - :epoch) << 32) | nextval('export_task_number') as task_id,
               given.*
          from unnest(cast(:tenants as bigint[]), cast(:apps as bigint[]), cast(:owners as bigint[]), cast(:levels as bigint[]),
                      cast(:topics as boolean[]), cast(:starts as bigint[]), cast(:ends as bigint[]), cast(:rooms as text[]),
                      cast(:excludes as boolean[]), cast(:logs as text[]), cast(:actors as text[]), cast(:addresses as text[]))
               with ordinality as given (tenant_id, app_id, person_id, level_id, need_topic, start_second, end_second,
                                         room_ids, is_exclude, log_id, actor, address, place)),
      made as (
        insert into export_task (task_id, tenant_id, app_id, owner_id, kind, level_id, need_topic, start_at, end_at,
                                 room_ids, is_exclude, created_at, log_id)
        select task_id, tenant_id, app_id, person_id, 'resource_reservation_list', level_id, need_topic,
               to_timestamp(start_second), to_timestamp(end_second), cast(room_ids as bigint[]), is_exclude, :now, log_id
          from asked),
      noted as (%s)
      select task_id from asked order by place
      """
          .formatted(AuditTrail.insertOfCallers("asked", "'task.create'", "'task'", "task_id"));

  private NewTasks() {}

  /** A task that is to be made, for whom, and who asked for it. */
  record NewTask(Caller caller, ExportTask.Request request, Actor actor, String logId) {}

  static List<Long> insert(JdbcClient jdbc, Instant now, List<NewTask> tasks) {
    return jdbc.sql(INSERT)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("epoch", ID_EPOCH)
        .param("tenants", longs(tasks, task -> task.caller().tenantId()))
        .param("apps", longs(tasks, task -> task.caller().appNumber()))
        .param("owners", longs(tasks, task -> task.caller().personId()))
        .param("levels", longs(tasks, task -> task.request().levelId()))
        .param("topics", booleans(tasks, task -> task.request().needTopic()))
        .param("starts", longs(tasks, task -> task.request().startSecond()))
        .param("ends", longs(tasks, task -> task.request().endSecond()))
        .param("rooms", texts(tasks, task -> roomIds(task.request())))
        .param("excludes", booleans(tasks, task -> task.request().isExclude()))
        .param("logs", texts(tasks, NewTask::logId))
        .param("actors", texts(tasks, task -> task.actor().kind()))
        .param("addresses", texts(tasks, task -> task.actor().address()))
        .query(Long.class)
        .list();
  }

  private static @Nullable Long[] longs(
      List<NewTask> tasks, Function<NewTask, @Nullable Long> part) {
    return tasks.stream().map(part).toArray(Long[]::new);
  }

  private static @Nullable String[] texts(
      List<NewTask> tasks, Function<NewTask, @Nullable String> part) {
    return tasks.stream().map(part).toArray(String[]::new);
  }

  private static Boolean[] booleans(List<NewTask> tasks, Function<NewTask, Boolean> part) {
    return tasks.stream().map(part).toArray(Boolean[]::new);
  }

  /** Arrays of different lengths cannot stand in one array: as text they can. */
  private static @Nullable String roomIds(ExportTask.Request request) {
    return request.roomIds().isEmpty()
        ? null
        : request.roomIds().stream().map(String::valueOf).collect(joining(",", "{", "}"));
  }
}
