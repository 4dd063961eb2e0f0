package io.roomledger.reservations;

/**
 * Why a line is bad.
 *
 * @param line its number
 * @param column name of the column in the CSV format; empty = the line as a whole
 * @param reason what is wrong and what would be right
 */
public record ImportProblem(long line, String column, String reason) {
  @Override
  public String toString() {
    return "line %d%s: %s".formatted(line, column.isEmpty() ? "" : ", " + column, reason);
  }
}
