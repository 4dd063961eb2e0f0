package io.roomledger.sheets;

import java.io.IOException;

/**
 * Writes a table forward only: {@link #beginRow}, one call for each column from left to right,
 * {@link #endRow}. Nothing that was written is kept, so memory does not grow with the rows.
 *
 * <p>A call that does not fit (a cell outside a row, the wrong kind for the column, too few cells
 * or too many) is an {@link IllegalStateException} naming the column; the file is then only good
 * for {@link #abort}. For one thread at a time. Any {@link IOException} comes from the stream
 * behind.
 */
public sealed interface SheetWriter extends AutoCloseable permits XlsxWriter, CsvWriter {
  /** Starts a row. */
  void beginRow() throws IOException;

  /**
   * Fills a cell of a {@link Column#words} column.
   *
   * @param ordinal of the word in the column's dictionary
   * @throws IndexOutOfBoundsException when the dictionary has no such word
   */
  void word(int ordinal) throws IOException;

  /**
   * Fills a cell of a {@link Column#text} column. Empty text is an empty cell.
   *
   * @param utf8 holds the text; in a spreadsheet each malformed sequence becomes U+FFFD
   * @param length in bytes
   * @throws IllegalArgumentException past 32,767 UTF-16 units; the row is then lost
   */
  void text(byte[] utf8, int offset, int length) throws IOException;

  /** As {@link #text(byte[], int, int)}; lone surrogates become U+FFFD. */
  void text(String text) throws IOException;

  /**
   * Fills a cell of a {@link Column#stamp} column.
   *
   * @param value that the column's format has a text for
   */
  void stamp(long value) throws IOException;

  /** Fills a cell of a {@link Column#number} column. Spreadsheets keep 15 digits of it. */
  void number(long value) throws IOException;

  /** Leaves the cell of any column empty. */
  void empty() throws IOException;

  /** Ends a row that has all its cells. */
  void endRow() throws IOException;

  /** Rows written so far, headers not counted, over all sheets. */
  long rows();

  /**
   * Finishes the file and closes the stream. Inside a row, or after an {@link IOException}, it
   * closes the stream without finishing, so that a failed export in a try-with-resources leaves no
   * valid-looking spreadsheet. Further calls do nothing.
   *
   * @throws IllegalStateException when a row is not ended
   */
  @Override
  void close() throws IOException;

  /**
   * Closes the stream without finishing the file: what was written of a spreadsheet then opens in
   * no program. (The beginning of a CSV file is a CSV file; delete it.) Does nothing after {@link
   * #close}.
   */
  void abort() throws IOException;
}
