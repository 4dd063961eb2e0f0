package io.roomledger.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lets contenders take turns, A B C A B C, so that whatever else happens on the machine happens to
 * all of them, and keeps what each took in every round.
 */
final class Rounds {
  private final Map<String, double[]> figures;

  private Rounds(Map<String, double[]> figures) {
    this.figures = figures;
  }

  /**
   * Runs all contenders in turns.
   *
   * @param warmUps rounds before those that count
   */
  static Rounds alternate(int warmUps, int rounds, List<Contender> contenders) throws Exception {
    Map<String, double[]> figures = new LinkedHashMap<>();
    contenders.forEach(contender -> figures.put(contender.name(), new double[rounds]));
    for (int round = -warmUps; round < rounds; round++) {
      List<String> said = new ArrayList<>();
      for (Contender contender : contenders) {
        double figure = contender.timed().go();
        said.add(contender.name() + " " + String.format(Locale.ROOT, "%.3f", figure));
        if (round >= 0) {
          figuresOf(figures, contender.name())[round] = figure;
        }
      }
      Bench.say(
          (round < 0 ? "warm-up: " : "round " + (round + 1) + ": ") + String.join(", ", said));
    }
    return new Rounds(figures);
  }

  /**
   * Lets each contender work for so long, one after the other: the quick ones go more often, so
   * that all are equally warm when their turns come.
   */
  static void warm(int seconds, List<Contender> contenders) throws Exception {
    for (Contender contender : contenders) {
      long begin = System.nanoTime();
      do {
        var _ = contender.timed().go();
      } while (System.nanoTime() - begin < seconds * 1_000_000_000L);
    }
  }

  double median(String contender) {
    return median(figuresOf(figures, contender));
  }

  /** The median with the extremes, for the notes. */
  String spread(String contender) {
    double[] sorted = figuresOf(figures, contender).clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT, "%.3f (%.3f–%.3f)", median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  /** All medians, for the notes. */
  String medians() {
    return figures.keySet().stream()
        .map(name -> name + " " + spread(name))
        .collect(Collectors.joining(", "));
  }

  static double median(double[] values) {
    return percentile(values, 50);
  }

  /**
   * The value below which so many percent lie; between two neighbours for the median of an even
   * count.
   */
  static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = percent / 100 * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }

  private static double[] figuresOf(Map<String, double[]> figures, String contender) {
    double[] found = figures.get(contender);
    if (found == null) {
      throw new IllegalArgumentException("no such contender: " + contender);
    }
    return found;
  }
}
