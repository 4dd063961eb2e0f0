package io.roomledger.database;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Work on the database that is to be done now and then for as long as the program runs, like
 * forgetting what counts no more. What goes wrong in it is logged and tried again the next time.
 */
public final class Housekeeping implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final String name;
  private final Duration every;
  private final Runnable work;
  private @Nullable ScheduledExecutorService timer;

  /**
   * @param name of the thread
   * @param every from the end of one time to the beginning of the next
   */
  public Housekeeping(String name, Duration every, Runnable work) {
    this.name = name;
    this.every = every;
    this.work = work;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon(true).factory());
    timer = started;
    // It catches what goes wrong in it; the future tells nothing more.
    var _ =
        started.scheduleWithFixedDelay(
            this::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
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

  private void run() {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // A timer forgets what throws.
      log.warn("{}: not done, trying again: {}", name, e.toString());
    }
  }
}
