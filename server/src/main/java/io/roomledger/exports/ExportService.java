package io.roomledger.exports;

import static java.util.Objects.requireNonNull;

import io.roomledger.database.Batcher;
import io.roomledger.database.Batcher.Answer;
import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.ops.DiskSpace;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers may ask of exports: to make one, to see how it stands, to fetch its file. */
final class ExportService {
  private static final int MOST_POLLS_TOGETHER = 256;
  private static final String NO_ROOM =
      "a disk of the server is nearly full, so that it takes no new exports now; none that was made"
          + " is lost, and files can be fetched: tell whoever runs the server";

  private final ExportQueue queue;
  private final ExportRights rights;
  private final Submissions submissions;
  private final FileTokens fileTokens;
  private final DiskSpace disks;
  private final Runnable wake;
  private final Batcher<Poll, Found> polls = new Batcher<>(MOST_POLLS_TOGETHER, this::answer);

  private record Poll(Caller caller, long taskId) {}

  private record Found(Grants grants, Optional<ExportTask> task) {}

  ExportService(
      ExportQueue queue,
      ExportRights rights,
      Submissions submissions,
      FileTokens fileTokens,
      DiskSpace disks,
      Runnable wake) {
    this.queue = queue;
    this.rights = rights;
    this.submissions = submissions;
    this.fileTokens = fileTokens;
    this.disks = disks;
    this.wake = wake;
  }

  /** Makes a task, on disk when this returns; rights are read in the transaction that makes it. */
  long submit(Caller caller, ReservationExportRequest request, String logId) {
    if (disks.nearlyFull()) {
      // Who may not ask for it is told that first.
      submissions.allowed(caller, request);
      throw ApiException.because(ErrorCode.DISK_NEARLY_FULL, NO_ROOM);
    }
    long taskId = submissions.submit(caller, request, logId);
    wake.run();
    return taskId;
  }

  /**
   * What the request means, when the caller may ask for it now; refused as {@link #submit} would.
   */
  ExportTask.Request allowed(Caller caller, ReservationExportRequest request) {
    return submissions.allowed(caller, request);
  }

  /** Why no exports are made now, whoever asks; null when they are. */
  @Nullable String closed() {
    return disks.nearlyFull() ? NO_ROOM : null;
  }

  /** The caller's task with this id. */
  ExportTask task(Caller caller, long taskId) {
    Found found = polls.ask(new Poll(caller, taskId));
    return seen(caller, ExportRights.requireAny(found.grants(), caller), found.task());
  }

  /**
   * Those who poll at the same time are answered by one look at the tasks, and one at each right.
   */
  private List<Answer<Found>> answer(List<Poll> together) {
    Map<Caller, Grants> grants = new HashMap<>();
    together.forEach(poll -> grants.computeIfAbsent(poll.caller(), rights::grantsBehind));
    Map<Long, ExportTask> tasks =
        queue.find(
            together.stream().map(Poll::taskId).distinct().toList(), ExportRights.viewers(grants));
    return together.stream()
        .<Answer<Found>>map(poll ->
            new Answer.Value<>(
                new Found(
                    requireNonNull(grants.get(poll.caller())),
                    Optional.ofNullable(tasks.get(poll.taskId())))))
        .toList();
  }

  /** The caller's finished task whose file has this token. */
  ExportTask fileTask(Caller caller, String fileToken) {
    Grants held = ExportRights.requireAny(rights.grantsBehind(caller), caller);
    ExportQueue.Viewers viewers = ExportRights.viewers(Map.of(caller, held));
    return seen(caller, held, queue.findByFileToken(fileTokens.hash(fileToken), viewers));
  }

  /** The token that a finished task's file is fetched by. */
  String fileToken(ExportTask task, ExportTask.FinishedFile file) {
    return fileTokens.token(file.tokenKeyId(), task.tenantId(), task.taskId(), file.attempt());
  }

  /** What the caller holds; refused when that is nothing. */
  Grants held(Caller caller) {
    return ExportRights.requireAny(rights.grantsBehind(caller), caller);
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
}
