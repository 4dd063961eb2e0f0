package io.roomledger.exports;

import io.roomledger.files.FileStore;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets tasks past their time, and deletes files that no task refers to. */
final class TaskPruner implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TaskPruner.class);
  private static final int TASKS_AT_ONCE = 1000;
  private static final Pattern OUR_KEY =
      Pattern.compile("[0-9]{1,18}-[0-9]{1,9}\\.xlsx|[1-8][0-9]{18}-[0-9]{1,9}\\.xlsx");

  private final ExpiredTasks tasks;
  private final FileStore store;

  TaskPruner(ExpiredTasks tasks, FileStore store) {
    this.tasks = tasks;
    this.store = store;
  }

  @Override
  public void run() {
    try {
      int expired = 0;
      List<String> keys;
      do {
        keys = tasks.forget(TASKS_AT_ONCE);
        store.delete(keys.stream().filter(key -> !key.isEmpty()).toList());
        expired += keys.size();
      } while (keys.size() == TASKS_AT_ONCE);
      int orphans = store.prune(this::orphans);
      if (expired + orphans > 0) {
        log.info("{} expired tasks and {} orphaned files deleted", expired, orphans);
      }
    } catch (IOException | RuntimeException | Error e) {
      // A timer forgets what throws.
      log.warn("expired tasks could not be pruned, trying again: {}", e.toString());
    }
  }

  /**
   * What a killed worker left, and what was not deleted because the program died between row and
   * file. However young a file is: a worker makes it after the commit that made the attempt its
   * own, so that of a file which is there, the attempt is looked at later than it began. One that
   * does not run then and has not ended well never will, since each claim has a number of its own.
   */
  private List<String> orphans(List<String> keys) {
    List<String> ours = keys.stream().filter(key -> OUR_KEY.matcher(key).matches()).toList();
    return ours.isEmpty() ? List.of() : tasks.orphans(ours);
  }
}
