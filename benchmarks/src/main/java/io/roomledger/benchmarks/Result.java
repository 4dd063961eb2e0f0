package io.roomledger.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A figure.
 *
 * @param value null when a yardstick is missing
 * @param note how it came about; of a missing yardstick, what to install
 */
record Result(String name, @Nullable Double value, Goal goal, String note) {
  static Result of(String name, double value, Goal goal, String note) {
    return new Result(name, value, goal, note);
  }

  static Result missing(String name, Goal goal, String install) {
    return new Result(name, null, goal, "missing: install " + install);
  }

  boolean isMissing() {
    return value == null;
  }

  String line() {
    return value == null
        ? name + " - " + goal.mustText() + " " + note
        : name + " " + Goal.number(value) + " " + goal.mustText() + " " + verdict(value);
  }

  String row() {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            name,
            value == null ? "–" : "**" + Goal.number(value) + "** " + verdict(value),
            goal.mustText().replace("<=", "≤ ").replace(">=", "≥ "),
            goal.stretchText().replace("<=", "≤ ").replace(">=", "≥ "),
            note);
  }

  private String verdict(double figure) {
    return goal.reachedBy(figure) ? "ok" : "short";
  }
}
