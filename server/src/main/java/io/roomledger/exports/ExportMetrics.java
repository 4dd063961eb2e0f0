package io.roomledger.exports;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is measured about exports. The queue is all nodes', the rest this node's. */
final class ExportMetrics {
  private static final String RUNS = "roomledger.export.runs";
  private static final Duration QUEUE_KEPT = Duration.ofSeconds(1);

  /** Shorter runs tell of their beginning rather than of their rows. */
  private static final long TELLING_ROWS = 1_000;

  private final MeterRegistry registry;
  private final JdbcClient jdbc;
  private final Counter rows;
  private final DistributionSummary rowsPerSecond;
  private final Counter bytes;
  private final Counter leasesLost;
  private final Counter rescued;
  private final Counter downloadedBytes;
  private Queue queue = Queue.UNKNOWN;
  private long readAt;

  /** How an attempt can end. */
  enum End {
    DONE,
    FAILED,
    RETRIED,
    CANCELED,
    HANDED_BACK,
    /** It was found to be long, and is none for this worker. */
    PUT_BACK,
    /** Its lease was over, and the task another's. */
    LOST
  }

  private record Queue(double queued, double running, double oldestSeconds) {
    static final Queue UNKNOWN = new Queue(Double.NaN, Double.NaN, Double.NaN);
  }

  ExportMetrics(MeterRegistry registry, JdbcClient jdbc) {
    this.registry = registry;
    this.jdbc = jdbc;
    for (End end : End.values()) {
      timer(end);
    }
    rows = counter("roomledger.export.rows", "Rows written into files that were finished");
    bytes = counter("roomledger.export.bytes", "Bytes of files that were finished");
    rowsPerSecond =
        DistributionSummary.builder("roomledger.export.rows.per.second")
            .description("Speed of finished exports of a thousand rows and more")
            .register(registry);
    leasesLost =
        counter("roomledger.export.leases.lost", "Attempts whose task was another's at the end");
    rescued =
        counter("roomledger.export.rescued", "Tasks taken back from workers that fell silent");
    downloadedBytes = counter("roomledger.download.bytes", "Bytes of files sent");
    gauge("roomledger.export.queued", "Tasks that wait, of all nodes", Queue::queued);
    gauge("roomledger.export.running", "Tasks that run, of all nodes", Queue::running);
    gauge(
        "roomledger.export.queue.age.seconds",
        "How long the oldest task that could run has waited, of all nodes",
        Queue::oldestSeconds);
  }

  private Timer timer(End end) {
    return Timer.builder(RUNS)
        .description("Attempts at exports on this node, by how they ended")
        .tag("end", end.name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(5))
        .maximumExpectedValue(Duration.ofHours(1))
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<Queue> value) {
    Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.queue()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** An attempt has ended. */
  void ended(End end, Duration took, long rowsWritten) {
    timer(end).record(took);
    if (end == End.LOST) {
      leasesLost.increment();
    }
    if (end == End.DONE) {
      rows.increment((double) rowsWritten);
      if (rowsWritten >= TELLING_ROWS) {
        rowsPerSecond.record(
            (double) rowsWritten * TimeUnit.SECONDS.toNanos(1) / Math.max(1, took.toNanos()));
      }
    }
  }

  /** A file was finished. */
  void bytes(long size) {
    bytes.increment((double) size);
  }

  /** A task has failed for good. */
  void failed(String reason) {
    Counter.builder("roomledger.export.failures")
        .description("Tasks that failed, by what their callers read")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Tasks were taken back from workers that fell silent. */
  void rescued(int tasks) {
    rescued.increment(tasks);
  }

  /** A download has ended. */
  void downloaded(long sent, boolean complete) {
    downloadedBytes.increment((double) sent);
    Counter.builder("roomledger.downloads")
        .description("Downloads of files and of parts of them")
        .tag("end", complete ? "complete" : "broken_off")
        .register(registry)
        .increment();
  }

  /** One look at the table serves all that is told of it at one time. */
  private synchronized Queue queue() {
    if (readAt == 0 || System.nanoTime() - readAt > QUEUE_KEPT.toNanos()) {
      try {
        queue =
            jdbc.sql(
                    """
                    select (ready.tasks + waiting.tasks)::float8 as queued,
                           (select count(*) from export_task where state = 'running')::float8 as running,
                           greatest(0, extract(epoch from now() - least(ready.oldest, waiting.oldest)))::float8 as oldest_seconds
                      from (select count(*) as tasks, min(available_at) as oldest from export_task
                             where state = 'queued' and ready) ready,
                           (select count(*) as tasks, min(available_at) as oldest from export_task
                             where state = 'queued' and not ready) waiting
                    """)
                .query(Queue.class)
                .single();
      } catch (DataAccessException e) {
        queue = Queue.UNKNOWN;
      }
      readAt = System.nanoTime();
    }
    return queue;
  }
}
