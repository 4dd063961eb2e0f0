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
    progress.task("asked for", deadline.elapsed());
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
    while (true) {
      switch (platform.task(taskId)) {
        case OpenPlatform.Task.Done done -> {
          progress.task("task " + taskId + " done", deadline.elapsed());
          return done.fileToken();
        }
        case OpenPlatform.Task.Failed failed ->
            throw Failure.of(
                ExitCode.SERVER_FAILED,
                "the export failed on the server: "
                    + (failed.message().isEmpty() ? "no reason given" : failed.message()),
                "ask for it again; task " + taskId + " will not be tried again");
        case OpenPlatform.Task.Running running -> {
          progress.task(state, deadline.elapsed());
          deadline.pause(pollInterval(), () -> progress.task(state, deadline.elapsed()));
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
