/**
 * The writers that are compared, each in a process of its own: {@link
 * io.roomledger.benchmarks.writers.WriterMain}. All read the same rows out of the same file.
 */
@NullMarked
package io.roomledger.benchmarks.writers;

import org.jspecify.annotations.NullMarked;
