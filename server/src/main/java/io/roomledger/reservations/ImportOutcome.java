package io.roomledger.reservations;

import java.util.List;

/**
 * What an import did. When {@code loaded} is false nothing was changed, and the counts but {@code
 * lines} and {@code bad} are 0.
 *
 * @param lines lines with a reservation, good or bad
 * @param unchanged lines that say what is stored already
 * @param bad lines that could not be loaded
 * @param made what was made beside the reservations
 * @param problems the first of the problems of bad lines, at most {@value #PROBLEMS_KEPT}
 */
public record ImportOutcome(
    boolean loaded,
    long lines,
    long inserted,
    long updated,
    long unchanged,
    long bad,
    Made made,
    List<ImportProblem> problems) {
  static final int PROBLEMS_KEPT = 20;

  public ImportOutcome {
    problems = List.copyOf(problems);
  }

  /** How many of each kind are new. */
  public record Made(int levels, int rooms, int departments, int people) {
    static final Made NOTHING = new Made(0, 0, 0, 0);
  }
}
