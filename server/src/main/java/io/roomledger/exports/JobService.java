package io.roomledger.exports;

import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.rooms.RoomTree;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionOperations;

/** What callers may ask of exports beyond the protocol: to list, cancel and repeat them. */
final class JobService {
  private final ExportService exports;
  private final ExportRights rights;
  private final ExportQueue queue;
  private final ExportTasks tasks;
  private final RoomTree roomTree;
  private final Ending ending;

  /**
   * How a task is ended.
   *
   * @param retention how long it is kept then
   * @param onCanceled takes the task's id after the commit, to stop whoever works on it
   */
  record Ending(TransactionOperations transaction, Duration retention, LongConsumer onCanceled) {}

  JobService(
      ExportService exports,
      ExportRights rights,
      ExportQueue queue,
      ExportTasks tasks,
      RoomTree roomTree,
      Ending ending) {
    this.exports = exports;
    this.rights = rights;
    this.queue = queue;
    this.tasks = tasks;
    this.roomTree = roomTree;
    this.ending = ending;
  }

  /** A page of a list. */
  record Page(List<TaskView> tasks, boolean hasMore) {}

  /** The protocol's ids of what was asked for, as far as there still are such levels and rooms. */
  record Named(Map<Long, String> levels, Map<Long, String> rooms) {}

  /** The caller's task with this id. */
  TaskView task(Caller caller, long taskId) {
    Grants grants = exports.held(caller);
    return tasks
        .find(caller.tenantId(), taskId)
        .filter(view -> rights.maySee(caller, grants, view.task()))
        .orElseThrow(ExportService::noSuchExport);
  }

  /** The caller's tasks, the newest first. */
  Page list(Caller caller, TaskFilter filter) {
    Grants grants = exports.held(caller);
    List<TaskView> found =
        tasks.list(rights.visible(caller, grants), filter, filter.pageSize() + 1);
    boolean more = found.size() > filter.pageSize();
    return new Page(more ? found.subList(0, filter.pageSize()) : found, more);
  }

  /** The names of what these tasks were asked for. */
  Named names(Caller caller, List<TaskView> views, boolean withRooms) {
    List<Long> levels = views.stream().map(view -> view.task().request().levelId()).toList();
    Stream<Long> rooms =
        withRooms
            ? views.stream().flatMap(view -> view.task().request().roomIds().stream())
            : Stream.of();
    return new Named(
        roomTree.openLevelIds(caller.tenantId(), levels),
        roomTree.openRoomIds(caller.tenantId(), rooms.toList()));
  }

  /**
   * Cancels a task that waits or runs; one that was canceled before stays so. When this returns, no
   * file of it will come.
   */
  TaskView cancel(Caller caller, long taskId) {
    boolean canceled =
        Boolean.TRUE.equals(
            ending
                .transaction()
                .execute(status -> queue.cancel(task(caller, taskId).task(), ending.retention())));
    if (canceled) {
      ending.onCanceled().accept(taskId);
    }
    TaskView now = task(caller, taskId);
    ExportTask.State state = now.task().state();
    if (state != ExportTask.State.CANCELED) {
      throw ApiException.because(
          ErrorCode.TASK_HAS_ENDED,
          "the task is "
              + state.name().toLowerCase(Locale.ROOT)
              + ": only one that is queued or running can be canceled");
    }
    return now;
  }

  /** Makes a new task of what this one was asked for, if the caller may ask for it now. */
  long rerun(Caller caller, long taskId, String logId) {
    TaskView old = task(caller, taskId);
    ExportTask.Request request = old.task().request();
    Named names = names(caller, List.of(old), true);
    String level = names.levels().get(request.levelId());
    if (level == null || !names.rooms().keySet().containsAll(request.roomIds())) {
      throw ApiException.because(
          ErrorCode.DATA_NOT_EXIST,
          "the level or a room that the export was asked for is no longer there");
    }
    return exports.submit(
        caller,
        new ReservationExportRequest(
            level,
            request.needTopic(),
            request.startSecond(),
            request.endSecond(),
            request.roomIds().stream().map(id -> String.valueOf(names.rooms().get(id))).toList(),
            request.isExclude()),
        logId);
  }
}
