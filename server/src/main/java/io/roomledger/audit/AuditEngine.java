package io.roomledger.audit;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Writes refusals, seals and prunes for as long as the program runs. */
final class AuditEngine implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(AuditEngine.class);
  private static final Duration SEALED_EVERY = Duration.ofMillis(500);
  private static final int TICKS_PER_FLUSH = 2;
  private static final Duration PRUNED_EVERY = Duration.ofMinutes(10);

  private final Refusals refusals;
  private final AuditSealer sealer;
  private final AuditPruner pruner;
  private final Duration retention;
  private volatile @Nullable ScheduledExecutorService timer;

  /** Of the timer's thread, and after its end of whoever stops it. */
  private int ticks;

  AuditEngine(Refusals refusals, AuditSealer sealer, AuditPruner pruner, Duration retention) {
    this.refusals = refusals;
    this.sealer = sealer;
    this.pruner = pruner;
    this.retention = retention;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit").daemon(true).factory());
    timer = started;
    // Both catch what goes wrong in them; the futures tell nothing more.
    var _ =
        started.scheduleWithFixedDelay(
            this::seal, 0, SEALED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    if (retention.isPositive()) {
      var _ =
          started.scheduleWithFixedDelay(
              this::prune, 0, PRUNED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Later than those who make rows. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService running = timer;
    if (running != null) {
      running.close();
      timer = null;
      seal();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }

  private void seal() {
    try {
      ticks++;
      if (ticks % TICKS_PER_FLUSH == 0 || timer == null) {
        refusals.flush();
      }
      sealer.seal();
    } catch (RuntimeException e) {
      log.warn("the audit trail could not be sealed, trying again: {}", e.toString());
    }
  }

  private void prune() {
    try {
      int pruned = pruner.prune(retention);
      if (pruned > 0) {
        log.info("{} rows of the audit trail were past their time and are gone", pruned);
      }
    } catch (RuntimeException e) {
      log.warn("the audit trail could not be pruned, trying again: {}", e.toString());
    }
  }
}
