package io.roomledger.exports;

import io.roomledger.files.LocalFileStore;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
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

  private static final String FAILED = "internal error";
  private static final String NOT_HELD = "no permission";
  private static final int RENEWALS_PER_LEASE = 4;
  private static final Duration FIRST_RETRY_WAIT = Duration.ofSeconds(1);
  private static final Duration WAIT_WHEN_DATABASE_IS_AWAY = Duration.ofSeconds(1);

  private final String name;
  private final Parts parts;
  private volatile boolean stopping;
  private volatile @Nullable ExportRun running;

  /** What every worker of a node shares. */
  record Parts(
      ExportQueue queue,
      ExportRights rights,
      FileTokens fileTokens,
      LocalFileStore store,
      DataSource dataSource,
      SheetDirectory.Shelf directories,
      Doorbell doorbell,
      ScheduledExecutorService renewals,
      ExportProperties properties) {}

  ExportWorker(String name, Parts parts) {
    this.name = name;
    this.parts = parts;
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        var claimed = parts.queue().claim(name, parts.properties().lease());
        if (claimed.isPresent()) {
          work(claimed.get());
        } else {
          parts.doorbell().await(parts.properties().poll());
        }
      } catch (DataAccessException e) {
        log.warn("the database does not answer, trying again: {}", e.toString());
        parts.doorbell().await(WAIT_WHEN_DATABASE_IS_AWAY);
      } catch (RuntimeException e) {
        log.error("worker {} stumbled and goes on", name, e);
        parts.doorbell().await(WAIT_WHEN_DATABASE_IS_AWAY);
      }
    }
  }

  /** Ends the loop, and hands back a task that is being worked on. */
  void stop() {
    stopping = true;
    ExportRun run = running;
    if (run != null) {
      run.stop();
    }
  }

  private void work(ExportTask task) {
    try (var _ = MDC.putCloseable("task_id", Long.toString(task.taskId()));
        var _ = MDC.putCloseable("log_id", task.logId())) {
      if (!parts.rights().stillHeldFor(task)) {
        parts.queue().fail(task, NOT_HELD, parts.properties().retention());
        log.info("task failed: the right it was made with is gone");
        return;
      }
      ExportRun run = new ExportRun(task, parts.dataSource(), parts.directories());
      running = run;
      ScheduledFuture<?> renewal = keepLease(task, run);
      try {
        if (stopping) {
          run.stop();
        }
        finish(task, run.run(parts.store()));
      } catch (ExportRun.Stopped e) {
        handBack(task);
      } catch (SQLException | IOException | RuntimeException e) {
        retryOrFail(task, e);
      } finally {
        renewal.cancel(false);
        running = null;
      }
    }
  }

  private ScheduledFuture<?> keepLease(ExportTask task, ExportRun run) {
    long period = parts.properties().lease().dividedBy(RENEWALS_PER_LEASE).toMillis();
    return parts
        .renewals()
        .scheduleWithFixedDelay(
            () -> {
              try {
                if (!parts.queue().renew(task, parts.properties().lease(), run.rows())) {
                  run.stop();
                }
              } catch (RuntimeException e) {
                log.warn("lease of task {} could not be renewed: {}", task.taskId(), e.toString());
              }
            },
            period,
            period,
            TimeUnit.MILLISECONDS);
  }

  private void finish(ExportTask task, ExportRun.Outcome outcome) throws IOException {
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
    if (mine) {
      log.info("task done: {} rows, {} bytes", file.rows(), file.size());
    } else {
      parts.store().discard(file.key());
      log.info("task was taken over meanwhile: this attempt's file is thrown away");
    }
  }

  private void handBack(ExportTask task) {
    if (stopping) {
      parts.queue().retry(task, Duration.ZERO);
      log.info("task handed back: this node stops");
    } else {
      log.info("task is no longer this worker's");
    }
  }

  private void retryOrFail(ExportTask task, Exception cause) {
    if (task.attempt() < parts.properties().maxAttempts()) {
      Duration wait = FIRST_RETRY_WAIT.multipliedBy(1L << Math.min(task.attempt() - 1, 6));
      boolean mine = parts.queue().retry(task, wait);
      log.warn(
          "attempt {} failed{}",
          task.attempt(),
          mine ? ", to be tried again in " + wait : "",
          cause);
    } else {
      parts.queue().fail(task, FAILED, parts.properties().retention());
      log.error("last attempt failed", cause);
    }
  }
}
