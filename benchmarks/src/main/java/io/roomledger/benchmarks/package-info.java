/**
 * Measures the packaged program and the sheet writers, each beside what it is compared with: in one
 * run, in turns, on the same data. {@link io.roomledger.benchmarks.Main} is where to begin; the
 * figures go to {@code docs/performance.md}.
 */
@NullMarked
package io.roomledger.benchmarks;

import org.jspecify.annotations.NullMarked;
