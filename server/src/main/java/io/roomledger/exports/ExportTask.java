package io.roomledger.exports;

import io.roomledger.files.StoredFile;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An export that a caller asked for, as its row stands.
 *
 * @param ownerId the person of a user token; null = made with the app's tenant token
 * @param attempt how often it was claimed; no two of its attempts have the same number
 * @param handedBack how many of the attempts ended because their node was stopped in order, or
 *     because it was found to be long
 * @param lane where it waits, or waited
 * @param failMsg why it failed, in the protocol's words; there exactly when it failed
 * @param file the finished file; there exactly when it is done
 */
record ExportTask(
    long taskId,
    long tenantId,
    long appNumber,
    @Nullable Long ownerId,
    Request request,
    State state,
    int attempt,
    int handedBack,
    Lane lane,
    Instant createdAt,
    @Nullable String failMsg,
    @Nullable FinishedFile file,
    @Nullable String logId) {

  /** Where a task stands. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELED
  }

  /**
   * What was asked for.
   *
   * @param levelId our number of the level
   * @param startSecond Unix seconds
   * @param endSecond Unix seconds, not before the start
   * @param roomIds our numbers of the rooms that filter; empty = no filter
   * @param isExclude whether those rooms are left out rather than taken
   */
  record Request(
      long levelId,
      boolean needTopic,
      long startSecond,
      long endSecond,
      List<Long> roomIds,
      boolean isExclude) {
    Request {
      roomIds = List.copyOf(roomIds);
    }
  }

  /**
   * The file of a task that is done.
   *
   * @param tokenKeyId the server key that its file_token was derived with
   * @param sha256 64 hex digits
   */
  record FinishedFile(
      String key, String name, long size, long rows, String sha256, int tokenKeyId, int attempt) {
    /** What the store has of it. */
    StoredFile stored() {
      return new StoredFile(key, size, sha256);
    }
  }

  /**
   * Attempts that count: neither an orderly stop nor a look at a long one is a fault of the task.
   */
  int tries() {
    return attempt - handedBack;
  }

  OptionalLong owner() {
    return ownerId == null ? OptionalLong.empty() : OptionalLong.of(ownerId);
  }

  /** The file of a task that is done; asked of another it is a defect of ours. */
  FinishedFile finishedFile() {
    FinishedFile finished = file;
    if (finished == null) {
      throw new IllegalStateException("task " + taskId + " is " + state + " and has no file");
    }
    return finished;
  }
}
