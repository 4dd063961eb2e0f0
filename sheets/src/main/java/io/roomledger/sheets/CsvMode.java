package io.roomledger.sheets;

/** How a CSV file treats text that a spreadsheet program would run as a formula. */
public enum CsvMode {
  /** Letter for letter: what went in comes out. For programs that read the file. */
  EXACT,

  /**
   * Text that begins with a formula trigger ({@code = + - @}, TAB, CR, LF, or the full-width {@code
   * ＝ ＋ － ＠}) gets a single quote before it, and so does text that begins with single quotes
   * followed by a trigger, which keeps the change reversible: a field that matches {@code
   * ^'+trigger} has exactly one quote too many. Numbers written by {@link SheetWriter#number} are
   * not text and stay as they are. For people who open the file in a spreadsheet program.
   */
  SAFE
}
