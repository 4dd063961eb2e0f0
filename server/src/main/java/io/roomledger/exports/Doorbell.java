package io.roomledger.exports;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a worker when there may be work. A ring is never lost: who comes late finds it pending. */
final class Doorbell {
  /** Fair: who has just looked in vain must not take the ring from one who waits. */
  private final Semaphore rings = new Semaphore(0, true);

  private final int listeners;

  /**
   * @param listeners how many workers wait here; more rings than that are of no use
   */
  Doorbell(int listeners) {
    this.listeners = listeners;
  }

  void ring() {
    if (rings.availablePermits() < listeners) {
      rings.release();
    }
  }

  /** Wakes every worker. */
  void ringAll() {
    rings.release(Math.max(0, listeners - rings.availablePermits()));
  }

  /** Waits for a ring, for so long at most. */
  void await(Duration longest) {
    try {
      rings.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
