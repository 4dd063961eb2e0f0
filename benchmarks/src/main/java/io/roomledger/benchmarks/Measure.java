package io.roomledger.benchmarks;

import java.util.List;

/** Takes figures that belong together, on data of their own choice. */
interface Measure {
  /** What {@code --only} calls it. */
  String name();

  List<Result> take(Bench bench) throws Exception;
}
