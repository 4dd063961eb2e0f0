package io.roomledger.exports;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The downloads of this node. Every ten seconds it says of those whose task expires that the file
 * is still read, so that no node deletes it: a store may have to be asked again for the rest of it.
 */
final class RunningDownloads implements Runnable {
  /** Several times before {@link ExpiredTasks#FILES_KEPT} is over. */
  static final Duration TOLD_EVERY = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(RunningDownloads.class);

  private final ExpiredTasks expired;
  private final Map<Long, Integer> perTask = new ConcurrentHashMap<>();

  RunningDownloads(ExpiredTasks expired) {
    this.expired = expired;
  }

  /** A download that runs until it is closed. */
  interface Download extends AutoCloseable {
    @Override
    void close();
  }

  Download begin(ExportTask task) {
    perTask.merge(task.taskId(), 1, Integer::sum);
    return () ->
        perTask.computeIfPresent(task.taskId(), (id, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void run() {
    List<Long> tasks = List.copyOf(perTask.keySet());
    if (tasks.isEmpty()) {
      return;
    }
    try {
      expired.keepFiles(tasks);
    } catch (RuntimeException e) {
      log.warn("files that are downloaded could not be kept, trying again: {}", e.toString());
    }
  }
}
