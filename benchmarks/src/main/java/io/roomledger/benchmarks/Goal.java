package io.roomledger.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a figure must reach, and what would be better still.
 *
 * @param atMost whether less is better
 * @param stretch null when there is none
 */
record Goal(boolean atMost, double must, @Nullable Double stretch) {
  static Goal atMost(double must, double stretch) {
    return new Goal(true, must, stretch);
  }

  static Goal atLeast(double must, double stretch) {
    return new Goal(false, must, stretch);
  }

  boolean reachedBy(double value) {
    return atMost ? value <= must : value >= must;
  }

  String mustText() {
    return sign() + number(must);
  }

  String stretchText() {
    return stretch == null ? "–" : sign() + number(stretch);
  }

  private String sign() {
    return atMost ? "<=" : ">=";
  }

  /** Three or four digits, as many as mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
  }
}
