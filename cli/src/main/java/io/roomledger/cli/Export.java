package io.roomledger.cli;

import java.time.Duration;

/**
 * One export from its order to the file: create the task unless there is one, wait for it, fetch
 * the file.
 */
final class Export {
  private static final Duration SHORTEST_POLL = Duration.ofMillis(250);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(5);

  private final OpenPlatform platform;
  private final Retry retry;
  private final Deadline deadline;
  private final Progress progress;

  Export(OpenPlatform platform, Retry retry, Deadline deadline, Progress progress) {
    this.platform = platform;
    this.retry = retry;
    this.deadline = deadline;
    this.progress = progress;
  }

  String create(ExportOrder order) throws Failure {
    progress.task("asked for", null, deadline.elapsed());
    return platform.create(order);
  }

  /**
   * Waits for the task and saves its file.
   *
   * @return bytes written
   */
  long save(String taskId, PartFile file) throws Failure {
    String fileToken = await(taskId);
    long bytes = new Download(platform, retry, progress, file).fetch(fileToken);
    file.finish();
    return bytes;
  }

  private String await(String taskId) throws Failure {
    String state = "task " + taskId + " in progress";
    boolean told = true;
    while (true) {
      switch (platform.task(taskId)) {
        case OpenPlatform.Task.Done done -> {
          progress.task("task " + taskId + " done", null, deadline.elapsed());
          return done.fileToken();
        }
        case OpenPlatform.Task.Failed failed ->
            throw Failure.of(
                ExitCode.SERVER_FAILED,
                "the export failed on the server: "
                    + (failed.message().isEmpty() ? "no reason given" : failed.message()),
                "ask for it again; task " + taskId + " will not be tried again");
        case OpenPlatform.Task.Running running -> {
          Progress.Rows rows = told ? Jobs.rows(platform, taskId) : null;
          // A server that does not know the question is not asked again.
          told = rows != null;
          progress.task(state, rows, deadline.elapsed());
          deadline.pause(pollInterval(), () -> progress.task(state, rows, deadline.elapsed()));
        }
      }
    }
  }

  /**
   * A quarter of the time gone by: short exports are noticed at once, long ones ask twelve times a
   * minute.
   */
  private Duration pollInterval() {
    Duration quarter = deadline.elapsed().dividedBy(4);
    if (quarter.compareTo(SHORTEST_POLL) < 0) {
      return SHORTEST_POLL;
    }
    return quarter.compareTo(LONGEST_POLL) < 0 ? quarter : LONGEST_POLL;
  }
}
