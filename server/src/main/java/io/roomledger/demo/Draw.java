package io.roomledger.demo;

import java.util.List;

/** A short run of random numbers that starts at a hash of the seed. */
final class Draw {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Draw(long start) {
    state = start;
  }

  /** A number of [0, bound). */
  int below(int bound) {
    state += GOLDEN;
    return (int) (((SeedHash.mix(state) >>> 32) * bound) >>> 32);
  }

  /** A number of [from, to], both included. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /** True in so many cases out of a hundred. */
  boolean percent(int share) {
    return below(100) < share;
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
