package io.roomledger.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/**
 * All that the command takes from the process it runs in.
 *
 * @param out results, for scripts
 * @param err messages and progress, for people
 * @param terminal whether {@code err} is one; Java cannot ask, so the start script says
 * @param stall how long a server may stay silent
 */
record Surroundings(
    Map<String, String> environment,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Time time,
    Duration stall) {

  private static final Duration STALL = Duration.ofSeconds(60);

  Surroundings {
    environment = Map.copyOf(environment);
  }

  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        System.out,
        System.err,
        Boolean.getBoolean("roomledger.terminal"),
        Time.real(),
        STALL);
  }
}
