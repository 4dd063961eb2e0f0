package io.roomledger.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param quick fewer rows and rounds, done within five minutes
 * @param large 50 million rows stored, too
 * @param only names of measures, empty = all
 */
record Options(boolean quick, boolean large, List<String> only) {
  static final String USAGE =
      """
      usage: ./roomledger bench [--quick] [--large] [--only <measure>]…

        --quick   fewer rows and fewer rounds: ends within 5 minutes, leaves docs/performance.md alone
        --large   the same slice out of 50,000,000 stored reservations, too
        --only    one of the measures: %s

      Each figure is a line: <name> <value> <goal> ok|short
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static Options parse(String[] args, List<String> names) {
    boolean quick = false;
    boolean large = false;
    List<String> only = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--large" -> large = true;
        case "--only" -> {
          if (i + 1 == args.length || !names.contains(args[i + 1])) {
            throw new IllegalArgumentException("--only needs one of " + String.join(", ", names));
          }
          only.add(args[++i]);
        }
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new Options(quick, large, List.copyOf(only));
  }

  boolean wants(String name) {
    return only.isEmpty() || only.contains(name);
  }

  /** Whether the figures are those that the documentation shows. */
  boolean forTheRecord() {
    return !quick && only.isEmpty();
  }

  /** Rounds that count, after one or more that do not. */
  int rounds() {
    return quick ? 2 : 7;
  }

  /** Seconds that each writer works before its turns count. */
  int warmSeconds() {
    return quick ? 3 : 15;
  }

  /** Seconds of calls that a server answers before they count; it shares its cores with many. */
  int warmSecondsOfCalls() {
    return quick ? 16 : 30;
  }

  /** Seconds of calls that are counted in one turn. */
  int secondsOfCalls() {
    return quick ? 2 : 10;
  }

  /** Reservations of an export that is measured whole. */
  long rows() {
    return 1_000_000;
  }

  /** Rows of a file that the writers are measured with; the slowest take half a minute for many. */
  long writerRows() {
    return quick ? 100_000 : 1_000_000;
  }

  /**
   * Rooms of the organisation whose rows those are. With fewer rows it is smaller, too: names are
   * written once in a file, and how much of it they are makes the figures.
   */
  int writerRooms() {
    return quick ? 1_000 : 10_000;
  }
}
