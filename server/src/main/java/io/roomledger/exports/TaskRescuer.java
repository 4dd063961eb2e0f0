package io.roomledger.exports;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives tasks of workers that died or froze to others. */
final class TaskRescuer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TaskRescuer.class);

  private final ExportQueue queue;
  private final Doorbell doorbell;
  private final ExportMetrics metrics;
  private final ExportProperties properties;

  TaskRescuer(
      ExportQueue queue, Doorbell doorbell, ExportMetrics metrics, ExportProperties properties) {
    this.queue = queue;
    this.doorbell = doorbell;
    this.metrics = metrics;
    this.properties = properties;
  }

  @Override
  public void run() {
    try {
      int rescued =
          queue.rescue(properties.maxAttempts(), FailMsg.WORKER_LOST, properties.retention());
      if (rescued > 0) {
        log.warn("{} tasks taken back from workers that fell silent", rescued);
        metrics.rescued(rescued);
        doorbell.ringAll();
      }
    } catch (RuntimeException | Error e) {
      // A timer forgets what throws.
      log.warn("tasks could not be rescued, trying again: {}", e.toString());
    }
  }
}
