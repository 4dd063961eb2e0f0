package io.roomledger.exports;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs on this node, so that it can be stopped as soon as somebody cancels it, here or on
 * another node.
 */
final class RunningExports {
  private static final Logger log = LoggerFactory.getLogger(RunningExports.class);

  private final ExportTasks tasks;
  private final Executor background;
  private final Map<Long, ExportRun> runs = new ConcurrentHashMap<>();

  RunningExports(ExportTasks tasks, Executor background) {
    this.tasks = tasks;
    this.background = background;
  }

  void add(ExportRun run) {
    runs.put(run.task().taskId(), run);
  }

  void remove(ExportRun run) {
    runs.remove(run.task().taskId(), run);
  }

  int count() {
    return runs.size();
  }

  /** Stops the run of a task that was canceled on this node; does not wait. */
  void stop(long taskId) {
    ExportRun run = runs.get(taskId);
    if (run != null) {
      background.execute(run::stop);
    }
  }

  /** Some task may have been canceled on another node: looks whether it is one of ours. */
  void look() {
    if (!runs.isEmpty()) {
      background.execute(this::stopThoseThatAreNotOurs);
    }
  }

  private void stopThoseThatAreNotOurs() {
    try {
      Map<Long, Integer> attempts =
          runs.entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, each -> each.getValue().task().attempt()));
      tasks.notRunning(attempts).forEach(this::stopHere);
    } catch (RuntimeException e) {
      log.warn("canceled exports are looked for a little later: {}", e.toString());
    }
  }

  private void stopHere(long taskId) {
    ExportRun run = runs.get(taskId);
    if (run != null) {
      run.stop();
    }
  }
}
