package io.roomledger.exports;

import io.roomledger.files.FileStore;
import io.roomledger.ops.DiskSpace;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;

/** Claims tasks, one at a time, and makes their files, until it is told to stop. */
final class ExportWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ExportWorker.class);

  private static final Duration FIRST_RETRY_WAIT = Duration.ofSeconds(1);
  private static final Duration OVER_TIME_SAID_EVERY = Duration.ofMillis(250);
  private static final Duration WAIT_WHEN_DATABASE_IS_AWAY = Duration.ofSeconds(1);
  private static final Duration WAIT_WHEN_DISK_IS_FULL = Duration.ofSeconds(1);

  private final String name;
  private final boolean forQuickOnes;
  private final Parts parts;
  private volatile boolean stopping;
  private volatile @Nullable ExportRun running;

  /** What every worker of a node shares. */
  record Parts(
      ExportQueue queue,
      ExportRights rights,
      FileTokens fileTokens,
      FileStore store,
      DataSource dataSource,
      SheetDirectory.Shelf directories,
      Doorbell doorbell,
      ScheduledExecutorService timer,
      LeaseKeeper leases,
      RunningExports runs,
      ExportMetrics metrics,
      DiskSpace disks,
      ExportProperties properties,
      QueueProperties queueProperties) {}

  /**
   * @param forQuickOnes whether it leaves long exports to others
   */
  ExportWorker(String name, boolean forQuickOnes, Parts parts) {
    this.name = name;
    this.forQuickOnes = forQuickOnes;
    this.parts = parts;
  }

  @Override
  public void run() {
    while (!stopping) {
      // Nobody means to interrupt a worker, and with that mark it could do nothing any more.
      var _ = Thread.interrupted();
      try {
        if (parts.disks().nearlyFull()) {
          parts.doorbell().await(WAIT_WHEN_DISK_IS_FULL);
          continue;
        }
        var claimed =
            parts
                .queue()
                .claim(
                    name,
                    forQuickOnes ? List.of(Lane.QUICK) : Lane.ALL,
                    parts.properties().lease());
        if (claimed.isPresent()) {
          work(claimed.get());
        } else {
          parts.doorbell().await(parts.properties().poll());
        }
      } catch (DataAccessException e) {
        log.warn("the database does not answer, trying again: {}", e.toString());
        parts.doorbell().await(WAIT_WHEN_DATABASE_IS_AWAY);
      } catch (RuntimeException | Error e) {
        // A worker that ended would be missing until the program is started again.
        log.error("worker {} stumbled and goes on", name, e);
        parts.doorbell().await(WAIT_WHEN_DATABASE_IS_AWAY);
      }
    }
  }

  /** Ends the loop, and hands back a task that is being worked on; does not wait. */
  void stop() {
    stopping = true;
    ExportRun run = running;
    if (run != null) {
      // To stop a run may mean to wait for a database that does not answer.
      Thread.startVirtualThread(run::stop);
    }
  }

  private void work(ExportTask task) {
    try (var _ = MDC.putCloseable("task_id", Long.toString(task.taskId()));
        var _ = MDC.putCloseable("log_id", task.logId())) {
      ExportRun run =
          new ExportRun(
              task,
              parts.dataSource(),
              parts.directories(),
              forQuickOnes ? parts.queueProperties().quickRows() : Long.MAX_VALUE,
              parts.properties().maxSilence());
      running = run;
      // From here on a cancellation finds the run.
      parts.runs().add(run);
      LeaseKeeper.Kept lease = parts.leases().keep(run);
      long begin = System.nanoTime();
      ExportMetrics.End end = ExportMetrics.End.LOST;
      try {
        end = work(run);
      } finally {
        parts.metrics().ended(end, Duration.ofNanos(System.nanoTime() - begin), run.rows());
        lease.close();
        parts.runs().remove(run);
        running = null;
      }
    }
  }

  private ExportMetrics.End work(ExportRun run) {
    ExportTask task = run.task();
    if (!parts.rights().stillHeldFor(task)) {
      log.info("task failed: the right it was made with is gone");
      return fail(task, FailMsg.NOT_HELD);
    }
    ScheduledFuture<?> limit = limitReading(run);
    try {
      if (stopping) {
        run.stop();
      }
      return finish(task, run.run(parts.store()));
    } catch (ExportRun.Stopped e) {
      return run.overTime() ? fail(task, overTime()) : handBack(task);
    } catch (ExportRun.TooLong e) {
      return putBack(task);
    } catch (SQLException | IOException | RuntimeException | Error e) {
      return retryOrFail(task, e);
    } finally {
      if (limit != null) {
        limit.cancel(false);
      }
    }
  }

  /** Again and again once the time is over: a statement may just have begun. */
  private @Nullable ScheduledFuture<?> limitReading(ExportRun run) {
    long longest = parts.queueProperties().maxReadTime().toMillis();
    return longest == 0
        ? null
        : parts
            .timer()
            .scheduleWithFixedDelay(
                run::endReading, longest, OVER_TIME_SAID_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String overTime() {
    Duration longest = parts.queueProperties().maxReadTime();
    String words =
        longest.toSecondsPart() == 0 && longest.toMillisPart() == 0
            ? longest.toMinutes() + " min"
            : longest.toMillis() / 1000.0 + " s";
    return "reading took longer than " + words + ": ask for a shorter range or fewer rooms";
  }

  private ExportMetrics.End finish(ExportTask task, ExportRun.Outcome outcome) throws IOException {
    int keyId = parts.fileTokens().currentKeyId();
    String token = parts.fileTokens().token(keyId, task.tenantId(), task.taskId(), task.attempt());
    ExportTask.FinishedFile file =
        new ExportTask.FinishedFile(
            outcome.file().key(),
            FileNames.of(task),
            outcome.file().size(),
            outcome.rows(),
            outcome.file().sha256(),
            keyId,
            task.attempt());
    boolean mine =
        parts
            .queue()
            .finish(
                task,
                file,
                parts.fileTokens().hash(token),
                outcome.asOf(),
                parts.properties().retention());
    if (!mine) {
      parts.store().delete(List.of(file.key()));
      return gone(task);
    }
    log.info("task done: {} rows, {} bytes", file.rows(), file.size());
    parts.metrics().bytes(file.size());
    return ExportMetrics.End.DONE;
  }

  private ExportMetrics.End handBack(ExportTask task) {
    if (stopping && parts.queue().handBack(task)) {
      log.info("task handed back: this node stops");
      return ExportMetrics.End.HANDED_BACK;
    }
    return gone(task);
  }

  private ExportMetrics.End putBack(ExportTask task) {
    if (!parts.queue().putBack(task)) {
      return gone(task);
    }
    log.info("task found to be long: left to the workers for those");
    parts.doorbell().ringAll();
    return ExportMetrics.End.PUT_BACK;
  }

  /** The task is no longer this attempt's; nothing of what was written is kept. */
  private ExportMetrics.End gone(ExportTask task) {
    boolean canceled =
        parts
            .queue()
            .find(task.taskId())
            .filter(now -> now.state() == ExportTask.State.CANCELED)
            .isPresent();
    if (canceled) {
      log.info("task was canceled: what was written is thrown away");
      return ExportMetrics.End.CANCELED;
    }
    log.warn("task was taken over meanwhile: this attempt's file is thrown away");
    return ExportMetrics.End.LOST;
  }

  private ExportMetrics.End retryOrFail(ExportTask task, Throwable cause) {
    if (task.tries() >= parts.properties().maxAttempts()) {
      log.error("last attempt failed", cause);
      return fail(task, FailMsg.of(cause));
    }
    Duration wait = FIRST_RETRY_WAIT.multipliedBy(1L << Math.min(task.tries() - 1, 6));
    boolean mine = parts.queue().retry(task, wait);
    log.warn(
        "attempt {} failed{}", task.tries(), mine ? ", to be tried again in " + wait : "", cause);
    return mine ? ExportMetrics.End.RETRIED : gone(task);
  }

  private ExportMetrics.End fail(ExportTask task, String failMsg) {
    if (!parts.queue().fail(task, failMsg, parts.properties().retention())) {
      return gone(task);
    }
    parts.metrics().failed(failMsg);
    return ExportMetrics.End.FAILED;
  }
}
