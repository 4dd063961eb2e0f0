package io.roomledger.limits;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Forgets windows that are over. */
final class AllowancePruner implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(AllowancePruner.class);
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Allowances allowances;
  private @Nullable ScheduledExecutorService timer;

  AllowancePruner(Allowances allowances) {
    this.allowances = allowances;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("allowance-pruner").daemon(true).factory());
    timer = started;
    // It catches what goes wrong in it; the future tells nothing more.
    var _ =
        started.scheduleWithFixedDelay(
            this::prune, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void stop() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }

  private void prune() {
    try {
      allowances.prune();
    } catch (RuntimeException e) {
      log.warn("windows that are over could not be pruned, trying again: {}", e.toString());
    }
  }
}
