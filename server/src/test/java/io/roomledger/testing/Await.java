package io.roomledger.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process or thread does, and for no longer than that takes. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what completes the sentence "still waiting for …"
   */
  public static void until(String what, Condition condition) {
    long begin = System.nanoTime();
    while (!holds(condition)) {
      if (System.nanoTime() - begin > LIMIT.toNanos()) {
        throw new AssertionError("after %s still waiting for %s".formatted(LIMIT, what));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Something that will be true soon. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }
}
