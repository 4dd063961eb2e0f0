package io.roomledger.cli;

import java.time.Duration;

/** The time this command may take, from its start; every wait of it goes through here. */
final class Deadline {
  /** How often something may be drawn during a long wait. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private final Time time;
  private final Duration begin;
  private final Duration allowed;

  Deadline(Time time, Duration allowed) {
    this.time = time;
    this.begin = time.now();
    this.allowed = allowed;
  }

  Duration elapsed() {
    return time.now().minus(begin);
  }

  Duration remaining() {
    return allowed.minus(elapsed());
  }

  void check() throws Failure {
    if (!remaining().isPositive()) {
      throw expired("not finished within --timeout of " + Units.seconds(allowed));
    }
  }

  /**
   * Waits, calling {@code meanwhile} a few times a second.
   *
   * @throws Failure at once when the wait would go past the end
   */
  void pause(Duration duration, Runnable meanwhile) throws Failure {
    if (duration.compareTo(remaining()) >= 0) {
      throw expired(
          "the next try would be in %s, past the --timeout of %s"
              .formatted(Units.seconds(duration), Units.seconds(allowed)));
    }
    Duration end = time.now().plus(duration);
    try {
      for (Duration left = duration; left.isPositive(); left = end.minus(time.now())) {
        time.pause(left.compareTo(SLICE) < 0 ? left : SLICE);
        meanwhile.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitCode.UNEXPECTED, "interrupted");
    }
  }

  private static Failure expired(String message) {
    return Failure.of(
        ExitCode.TIMED_OUT, message, "give more time with --timeout, e.g. --timeout 2h");
  }
}
