package io.roomledger.reservations;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives the bad lines of an import, in the order of their numbers. */
public interface BadLines {
  /**
   * Takes one line.
   *
   * @param text the line as its source gave it
   * @param problems at least one, all of this line
   * @throws IOException breaks the import off: nothing is loaded
   */
  void add(@Nullable String text, List<ImportProblem> problems) throws IOException;

  /**
   * Called after the last, before anything is committed: what was added is safe when this returns.
   */
  void end() throws IOException;
}
