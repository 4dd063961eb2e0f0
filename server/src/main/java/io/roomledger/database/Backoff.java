package io.roomledger.database;

import java.time.Duration;

/** Pauses between attempts to connect: each twice the one before, up to a limit. */
final class Backoff {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration next = SHORTEST;

  Duration next() {
    Duration pause = next;
    Duration twice = pause.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return pause;
  }

  void reset() {
    next = SHORTEST;
  }
}
