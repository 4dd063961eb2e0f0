package io.roomledger.exports;

import static java.util.Objects.requireNonNull;

import io.roomledger.audit.Actor;
import io.roomledger.database.Batcher;
import io.roomledger.database.Batcher.Answer;
import io.roomledger.exports.NewTasks.NewTask;
import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.rooms.RoomTree;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes tasks out of requests. Those that come at the same time share one transaction, which reads
 * their callers' rights, checks what they ask for and makes the tasks of all that may have one: the
 * round trips and the write to disk are the same for one and for a hundred.
 */
final class Submissions {
  private static final int MOST_TOGETHER = 128;

  private final ExportQueue queue;
  private final ExportRights rights;
  private final RoomTree roomTree;
  private final TaskLimits limits;
  private final TransactionOperations transaction;
  private final Batcher<Submission, Long> batcher;

  Submissions(
      ExportQueue queue,
      ExportRights rights,
      RoomTree roomTree,
      TaskLimits limits,
      TransactionOperations transaction) {
    this.queue = queue;
    this.rights = rights;
    this.roomTree = roomTree;
    this.limits = limits;
    this.transaction = transaction;
    this.batcher = new Batcher<>(MOST_TOGETHER, this::submitTogether);
  }

  /** Somebody's wish for an export. */
  private record Submission(
      Caller caller, ReservationExportRequest request, Actor actor, String logId) {}

  /** What was read for a batch, and need not be read again for the next submission in it. */
  private final class Known {
    private record Level(long tenantId, String openLevelId) {}

    private final Map<Caller, Grants> grants = new HashMap<>();
    private final Map<Level, Optional<Long>> levels = new HashMap<>();

    Grants grants(Caller caller) {
      return grants.computeIfAbsent(caller, rights::grantsBehind);
    }

    Optional<Long> level(long tenantId, String openLevelId) {
      return levels.computeIfAbsent(
          new Level(tenantId, openLevelId), level -> roomTree.findLevel(tenantId, openLevelId));
    }
  }

  /** Makes a task, on disk when this returns; rights are read in the transaction that makes it. */
  long submit(Caller caller, ReservationExportRequest request, String logId) {
    return batcher.ask(new Submission(caller, request, Actor.current(), logId));
  }

  private List<Answer<Long>> submitTogether(List<Submission> submissions) {
    return requireNonNull(
        transaction.execute(status -> {
          Known known = new Known();
          TaskLimits.Room room = limits.room(submissions.stream().map(Submission::caller).toList());
          List<Answer<Long>> answers = new ArrayList<>(submissions.size());
          List<NewTask> tasks = new ArrayList<>(submissions.size());
          for (Submission each : submissions) {
            try {
              ExportTask.Request asked = check(each.caller(), each.request(), known);
              room.take(each.caller());
              tasks.add(new NewTask(each.caller(), asked, each.actor(), each.logId()));
              answers.add(new Answer.Value<>((long) tasks.size() - 1));
            } catch (ApiException e) {
              answers.add(new Answer.Refusal<>(e));
            }
          }
          List<Long> ids = tasks.isEmpty() ? List.of() : queue.submit(tasks);
          answers.replaceAll(answer ->
              answer instanceof Answer.Value<Long>(Long place)
                  ? new Answer.Value<>(ids.get(place.intValue()))
                  : answer);
          return answers;
        }));
  }

  /**
   * What the request means, when the caller may ask for it now; refused as a submission would be.
   */
  ExportTask.Request allowed(Caller caller, ReservationExportRequest request) {
    return check(caller, request, new Known());
  }

  private ExportTask.Request check(Caller caller, ReservationExportRequest request, Known known) {
    Grants grants = ExportRights.requireAny(known.grants(caller), caller);
    long level =
        known
            .level(caller.tenantId(), request.roomLevelId())
            .orElseThrow(() ->
                ApiException.because(
                    ErrorCode.DATA_NOT_EXIST, "room_level_id: there is no such level"));
    List<Long> rooms = rooms(caller, request.roomIds());
    if (!rights.cover(grants, caller.tenantId(), level)) {
      throw ApiException.because(
          ErrorCode.NO_PERMISSION,
          "the right 会议管理 that is held does not reach this level: ask for a level below the granted"
              + " one");
    }
    return request.of(level, rooms);
  }

  private List<Long> rooms(Caller caller, List<String> openRoomIds) {
    if (openRoomIds.isEmpty()) {
      return List.of();
    }
    Map<String, Long> found = roomTree.findRooms(caller.tenantId(), openRoomIds);
    List<String> unknown = openRoomIds.stream().filter(id -> !found.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      throw ApiException.because(
          ErrorCode.DATA_NOT_EXIST,
          "room_ids: there is no room "
              + unknown.getFirst()
              + (unknown.size() > 1 ? " and " + (unknown.size() - 1) + " more" : ""));
    }
    return openRoomIds.stream().map(found::get).toList();
  }
}
