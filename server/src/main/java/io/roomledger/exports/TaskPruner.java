package io.roomledger.exports;

import io.roomledger.files.LocalFileStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets tasks past their time, and deletes files that no task refers to. */
final class TaskPruner implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TaskPruner.class);
  private static final int TASKS_AT_ONCE = 1000;
  private static final Pattern OUR_KEY = Pattern.compile("[0-9]{1,19}-[0-9]{1,9}\\.xlsx");

  private final ExportQueue queue;
  private final LocalFileStore store;
  private final InstantSource clock;
  private final ExportProperties properties;

  TaskPruner(
      ExportQueue queue, LocalFileStore store, InstantSource clock, ExportProperties properties) {
    this.queue = queue;
    this.store = store;
    this.clock = clock;
    this.properties = properties;
  }

  @Override
  public void run() {
    try {
      int expired = 0;
      List<String> keys;
      do {
        keys = queue.expire(TASKS_AT_ONCE);
        for (String key : keys) {
          store.delete(key);
        }
        expired += keys.size();
      } while (keys.size() == TASKS_AT_ONCE);
      int orphans = deleteOrphans();
      if (expired + orphans > 0) {
        log.info("{} expired and {} orphaned files deleted", expired, orphans);
      }
    } catch (IOException | RuntimeException | Error e) {
      // A timer forgets what throws.
      log.warn("expired tasks could not be pruned, trying again: {}", e.toString());
    }
  }

  /**
   * What a killed worker left, and what was not deleted because the program died between row and
   * file.
   */
  private int deleteOrphans() throws IOException {
    // A file younger than a lease may belong to a worker between publishing and finishing.
    List<String> keys =
        store.keysOlderThan(clock.instant().minus(properties.lease())).stream()
            .filter(key -> OUR_KEY.matcher(key).matches())
            .toList();
    List<String> orphans = keys.isEmpty() ? List.of() : queue.orphans(keys);
    for (String key : orphans) {
      store.discard(key);
    }
    return orphans.size();
  }
}
