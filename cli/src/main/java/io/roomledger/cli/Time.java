package io.roomledger.cli;

import java.time.Duration;

/** The passing of time, as the client sees and spends it. */
interface Time {
  /** Since some fixed point; never goes back. */
  Duration now();

  void pause(Duration duration) throws InterruptedException;

  /** The real one. */
  static Time real() {
    return new Time() {
      @Override
      public Duration now() {
        return Duration.ofNanos(System.nanoTime());
      }

      @Override
      public void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }
    };
  }
}
