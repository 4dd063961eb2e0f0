package io.roomledger.benchmarks;

/** One of several that take turns. */
record Contender(String name, Timed timed) {
  /** One go. */
  @FunctionalInterface
  interface Timed {
    /** The seconds, or another figure, that this go took. */
    double go() throws Exception;
  }
}
