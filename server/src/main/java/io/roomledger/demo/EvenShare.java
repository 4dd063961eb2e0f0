package io.roomledger.demo;

/**
 * Numbers of [0, 1000) that fill the range evenly even in a short run (multiples of the golden
 * ratio), so that a case of three per thousand also turns up in a small sample, not only on
 * average.
 */
final class EvenShare {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  EvenShare(long start) {
    state = start;
  }

  int next() {
    state += GOLDEN;
    return (int) (((state >>> 32) * 1000) >>> 32);
  }
}
