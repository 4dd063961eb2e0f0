package io.roomledger.exports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the workers with the program and stops them with it. */
final class ExportEngine implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ExportEngine.class);
  private static final int LOOKS_PER_LEASE = 4;
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final ExportWorker.Parts parts;
  private final TaskRescuer rescuer;
  private final TaskPruner pruner;
  private final RunningDownloads downloads;
  private final List<ExportWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean running;

  ExportEngine(
      ExportWorker.Parts parts,
      TaskRescuer rescuer,
      TaskPruner pruner,
      RunningDownloads downloads) {
    this.parts = parts;
    this.rescuer = rescuer;
    this.pruner = pruner;
    this.downloads = downloads;
  }

  @Override
  public void start() {
    running = true;
    String node = UUID.randomUUID().toString();
    boolean keepOneForQuickOnes =
        parts.properties().workers() > 1 && parts.queueProperties().quickRows() > 0;
    for (int i = 1; i <= parts.properties().workers(); i++) {
      ExportWorker worker = new ExportWorker(node + "/" + i, i == 1 && keepOneForQuickOnes, parts);
      workers.add(worker);
      threads.add(Thread.ofPlatform().name("export-worker-" + i).start(worker));
    }
    ScheduledExecutorService timer = parts.timer();
    long rescue = rescuedEvery(parts.properties().lease()).toMillis();
    // All catch what goes wrong in them; the futures tell nothing more.
    var _ = timer.scheduleWithFixedDelay(rescuer, 0, rescue, TimeUnit.MILLISECONDS);
    long told = RunningDownloads.TOLD_EVERY.toMillis();
    var _ = timer.scheduleWithFixedDelay(downloads, told, told, TimeUnit.MILLISECONDS);
    long prune = parts.properties().pruneEvery().toMillis();
    var _ = timer.scheduleWithFixedDelay(pruner, 0, prune, TimeUnit.MILLISECONDS);
  }

  /** How often it is looked for leases that are over. */
  static Duration rescuedEvery(Duration lease) {
    return lease.dividedBy(LOOKS_PER_LEASE);
  }

  @Override
  public void stop() {
    running = false;
    workers.forEach(ExportWorker::stop);
    parts.doorbell().ringAll();
    long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
    for (Thread thread : threads) {
      try {
        if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
          log.warn("{} did not stop in time; its task will be taken over", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    parts.timer().shutdownNow();
  }

  /** Whether every worker that there should be is at work. */
  boolean working() {
    return running && threads.stream().allMatch(Thread::isAlive);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
