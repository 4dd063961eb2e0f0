package io.roomledger.sheets;

/**
 * Limits of a spreadsheet file.
 *
 * @param rowsPerSheet rows of a sheet, its header included, before a further sheet is begun; 2 to
 *     1,048,576
 */
public record XlsxOptions(int rowsPerSheet) {
  /** As many rows as a sheet may have. */
  public static final int MAX_ROWS = 1_048_576;

  /** Full sheets. */
  public static final XlsxOptions DEFAULT = new XlsxOptions(MAX_ROWS);

  /** Checks the range. */
  public XlsxOptions {
    if (rowsPerSheet < 2 || rowsPerSheet > MAX_ROWS) {
      throw new IllegalArgumentException("a sheet has 2 to 1048576 rows, not " + rowsPerSheet);
    }
  }
}
