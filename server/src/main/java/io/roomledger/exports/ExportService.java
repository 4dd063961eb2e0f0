package io.roomledger.exports;

import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.rooms.RoomTree;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.transaction.support.TransactionOperations;

/** What callers may ask of exports: to make one, to see how it stands, to fetch its file. */
final class ExportService {
  private final ExportQueue queue;
  private final ExportRights rights;
  private final RoomTree roomTree;
  private final FileTokens fileTokens;
  private final TransactionOperations transaction;
  private final Runnable wake;

  ExportService(
      ExportQueue queue,
      ExportRights rights,
      RoomTree roomTree,
      FileTokens fileTokens,
      TransactionOperations transaction,
      Runnable wake) {
    this.queue = queue;
    this.rights = rights;
    this.roomTree = roomTree;
    this.fileTokens = fileTokens;
    this.transaction = transaction;
    this.wake = wake;
  }

  /** Makes a task, on disk when this returns; rights are read in the transaction that makes it. */
  long submit(Caller caller, ReservationExportRequest request, String logId) {
    Long taskId =
        transaction.execute(status -> {
          Grants grants = held(caller);
          long level = level(caller, request.roomLevelId());
          List<Long> rooms = rooms(caller, request.roomIds());
          checkReach(caller, grants, level);
          return queue.submit(caller, request.of(level, rooms), logId);
        });
    wake.run();
    return taskId;
  }

  /**
   * What the request means, when the caller may ask for it now; refused as {@link #submit} would.
   */
  ExportTask.Request allowed(Caller caller, ReservationExportRequest request) {
    Grants grants = held(caller);
    long level = level(caller, request.roomLevelId());
    List<Long> rooms = rooms(caller, request.roomIds());
    checkReach(caller, grants, level);
    return request.of(level, rooms);
  }

  private void checkReach(Caller caller, Grants grants, long level) {
    if (!rights.cover(grants, caller.tenantId(), level)) {
      throw ApiException.because(
          ErrorCode.NO_PERMISSION,
          "the right 会议管理 that is held does not reach this level: ask for a level below the"
              + " granted one");
    }
  }

  /** The caller's task with this id. */
  ExportTask task(Caller caller, long taskId) {
    return seen(caller, held(caller), queue.find(taskId));
  }

  /** The caller's finished task whose file has this token. */
  ExportTask fileTask(Caller caller, String fileToken) {
    return seen(caller, held(caller), queue.findByFileToken(fileTokens.hash(fileToken)));
  }

  /** The token that a finished task's file is fetched by. */
  String fileToken(ExportTask task, ExportTask.FinishedFile file) {
    return fileTokens.token(file.tokenKeyId(), task.tenantId(), task.taskId(), file.attempt());
  }

  /** What the caller holds; refused when that is nothing. */
  Grants held(Caller caller) {
    Grants grants = rights.grantsBehind(caller);
    if (grants.none()) {
      throw ApiException.because(
          ErrorCode.NO_PERMISSION,
          caller.personId() == null
              ? "the app's creator must hold the admin right 会议管理 (meeting management)"
              : "the user must hold the admin right 会议管理 (meeting management)");
    }
    return grants;
  }

  /** Somebody else's task gets the same answer as one that is not there. */
  private ExportTask seen(Caller caller, Grants grants, Optional<ExportTask> found) {
    return found
        .filter(task -> rights.maySee(caller, grants, task))
        .orElseThrow(ExportService::noSuchExport);
  }

  /** Of a task that is not there, or is somebody else's. */
  static ApiException noSuchExport() {
    return ApiException.because(
        ErrorCode.DATA_NOT_EXIST, "there is no such export, or it has expired");
  }

  private long level(Caller caller, String openLevelId) {
    return roomTree
        .findLevel(caller.tenantId(), openLevelId)
        .orElseThrow(() ->
            ApiException.because(
                ErrorCode.DATA_NOT_EXIST, "room_level_id: there is no such level"));
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
