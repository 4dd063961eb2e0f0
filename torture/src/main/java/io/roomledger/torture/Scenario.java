package io.roomledger.torture;

import java.util.random.RandomGenerator;

/** A kind of fault, with the cases that it comes in. */
interface Scenario {
  /** What the command line calls it. */
  String name();

  /** Runs its cases, each by {@link Report#take}. */
  void run(Run run, Report report, RandomGenerator random) throws Exception;

  /** Whether it has steps that the command line can choose. */
  default boolean hasSteps() {
    return false;
  }

  /** One case: throws a {@link Violation} when something is as it must never be. */
  @FunctionalInterface
  interface Case {
    /**
     * Runs it.
     *
     * @return what is worth telling
     */
    String run() throws Exception;
  }
}
