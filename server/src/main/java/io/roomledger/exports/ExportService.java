package io.roomledger.exports;

import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.util.Optional;

/** What callers may ask of exports: to make one, to see how it stands, to fetch its file. */
final class ExportService {
  private final ExportQueue queue;
  private final ExportRights rights;
  private final Submissions submissions;
  private final FileTokens fileTokens;
  private final Runnable wake;

  ExportService(
      ExportQueue queue,
      ExportRights rights,
      Submissions submissions,
      FileTokens fileTokens,
      Runnable wake) {
    this.queue = queue;
    this.rights = rights;
    this.submissions = submissions;
    this.fileTokens = fileTokens;
    this.wake = wake;
  }

  /** Makes a task, on disk when this returns; rights are read in the transaction that makes it. */
  long submit(Caller caller, ReservationExportRequest request, String logId) {
    long taskId = submissions.submit(caller, request, logId);
    wake.run();
    return taskId;
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

  private Grants held(Caller caller) {
    return ExportRights.requireAny(rights.grantsBehind(caller), caller);
  }

  /** Somebody else's task gets the same answer as one that is not there. */
  private ExportTask seen(Caller caller, Grants grants, Optional<ExportTask> found) {
    return found
        .filter(task -> rights.maySee(caller, grants, task))
        .orElseThrow(() ->
            ApiException.because(
                ErrorCode.DATA_NOT_EXIST, "there is no such export, or it has expired"));
  }
}
