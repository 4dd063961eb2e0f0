package io.roomledger.reservations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of what is imported. */
public sealed interface ImportLine {
  /** Counted from 1; of a line that spans several in its file, the first. */
  long number();

  /** The line as it stood in the file, for the file of bad lines; null when none is wanted. */
  @Nullable String text();

  /** A line that says what a reservation is like. */
  @SuppressWarnings("AvoidCommonTypeNames") // The pair of Unreadable; nobody reads a Readable here.
  record Readable(long number, ImportedReservation reservation, @Nullable String text)
      implements ImportLine {}

  /**
   * A line that cannot be understood.
   *
   * @param problems at least one
   */
  record Unreadable(long number, List<ImportProblem> problems, @Nullable String text)
      implements ImportLine {
    public Unreadable {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an unreadable line without a problem");
      }
    }
  }
}
