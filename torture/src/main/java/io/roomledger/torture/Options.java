package io.roomledger.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param seed of every random choice
 * @param rounds how often everything is done; with a length, at most
 * @param length after which no further round begins; null = the rounds alone count
 * @param size how much there is to export
 * @param only names of scenarios, empty = all
 * @param steps names of steps, and methods; empty = all that the table has
 */
record Options(
    long seed,
    int rounds,
    @Nullable Duration length,
    Size size,
    List<String> only,
    List<String> steps) {
  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,6})(|s|m|h)");
  static final String USAGE =
      """
      usage: ./roomledger torture [--seed <number>] [--length <rounds>|<duration>] [--size ci|full]
                                  [--only <scenario>]… [--step <step>]…

      Kills the packaged program at every step of an export, freezes it there past its lease, and takes its database, disk and
      network away; then judges from outside that every task ended exactly once, done with a whole file of the right rows or
      failed with a reason, and that nothing is left behind. One line per case, a table at the end; exit code 1 on a violation.

        --seed <number>    all random choices again (default: drawn, and printed)
        --length <length>  rounds (1), or a duration (90s, 20m, 8h) after which no further round begins
        --size ci|full     how much there is to export: full has 10,000 small exports and 20 of a million rows (default: full)
        --only <scenario>  %s
        --step <step>      %s,
                           or any method of the program on the way of an export: ExportRun.run, io.roomledger.files.….create

      Needs PostgreSQL 15 or newer on this machine; root, or a kernel that lets users mount, for the full disk.
      """;

  /**
   * How much there is to export.
   *
   * @param rows of a big export
   * @param small how many small exports the fleet makes
   * @param big how many big ones
   */
  record Size(String name, long rows, int small, int big) {
    static final Size CI = new Size("ci", 150_000, 150, 2);
    static final Size FULL = new Size("full", 1_000_000, 10_000, 20);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static Options parse(String[] args, long drawn, List<String> scenarios) {
    long seed = drawn;
    int rounds = 1;
    Duration length = null;
    Size size = Size.FULL;
    List<String> only = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String[] option = args[i].split("=", 2);
      String value = option.length == 2 ? option[1] : i + 1 < args.length ? args[++i] : "";
      switch (option[0]) {
        case "--seed" -> seed = number(value);
        case "--length" -> {
          Matcher matcher = LENGTH.matcher(value);
          if (!matcher.matches()) {
            throw new IllegalArgumentException(
                "--length needs a number of rounds, or a duration like 90s, 20m, 8h: " + value);
          }
          int amount = Integer.parseInt(matcher.group(1));
          length = duration(amount, matcher.group(2));
          rounds = length == null ? amount : Integer.MAX_VALUE;
        }
        case "--size" ->
            size =
                switch (value) {
                  case "ci" -> Size.CI;
                  case "full" -> Size.FULL;
                  default -> throw new IllegalArgumentException("--size is ci or full: " + value);
                };
        case "--only" -> {
          if (!scenarios.contains(value)) {
            throw new IllegalArgumentException(
                "--only needs one of " + String.join(", ", scenarios) + ": " + value);
          }
          only.add(value);
        }
        case "--step" -> steps.add(step(value));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new Options(seed, rounds, length, size, List.copyOf(only), List.copyOf(steps));
  }

  private static @Nullable Duration duration(int amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> null;
    };
  }

  private static long number(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--seed needs a number: " + value, e);
    }
  }

  private static String step(String value) {
    boolean known = Step.names().contains(value);
    if (!known && !value.matches("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+")) {
      throw new IllegalArgumentException(
          "--step needs one of " + String.join(", ", Step.names()) + " or Class.method: " + value);
    }
    return value;
  }

  boolean wantsStep(String step) {
    return steps.isEmpty() || steps.contains(step);
  }

  boolean wants(String scenario) {
    return only.isEmpty() || only.contains(scenario);
  }
}
