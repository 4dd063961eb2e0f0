package io.roomledger.sheets;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/**
 * Writes comma-separated values (RFC 4180): UTF-8, CRLF after every record, quotes around a field
 * only where it has a comma, a quote, CR or LF, quotes doubled. The first record is the header.
 * Text is not limited in length, and bytes are not examined for being UTF-8.
 *
 * <p>In a table of one column an empty cell is written {@code ""}, since an empty line is no record
 * to many readers.
 */
public final class CsvWriter implements SheetWriter {
  private static final int BUFFER_SIZE = 1 << 16;

  /**
   * Room that every check leaves for what is written without one: separators, quotes, a number.
   * Text leaves half of it.
   */
  private static final int SLACK = 64;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final OutputStream out;
  private final boolean safe;
  private final RowCursor cursor;
  private final Dictionary[] dictionaries;
  private final StampFormat[] formats;
  private final byte[] stamp = new byte[StampFormat.MAX_LENGTH];
  private final boolean singleColumn;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int position;
  private boolean intact = true;

  private CsvWriter(OutputStream out, SheetLayout layout, CsvMode mode) {
    this.out = out;
    safe = mode == CsvMode.SAFE;
    List<Column> columns = layout.columns();
    cursor = new RowCursor(columns);
    dictionaries = new Dictionary[columns.size()];
    formats = new StampFormat[columns.size()];
    for (int i = 0; i < dictionaries.length; i++) {
      switch (columns.get(i).kind()) {
        case WORD -> dictionaries[i] = columns.get(i).dictionary();
        case STAMP -> formats[i] = columns.get(i).format();
        default -> {}
      }
    }
    singleColumn = columns.size() == 1;
  }

  /**
   * Starts a file with a byte order mark, without which Excel takes UTF-8 for the local code page.
   *
   * @param out closed with the writer; written to in large pieces, so it needs no buffer
   */
  public static CsvWriter open(OutputStream out, SheetLayout layout, CsvMode mode)
      throws IOException {
    return open(out, layout, mode, true);
  }

  /** As {@link #open(OutputStream, SheetLayout, CsvMode)}, with the byte order mark or without. */
  public static CsvWriter open(
      OutputStream out, SheetLayout layout, CsvMode mode, boolean byteOrderMark)
      throws IOException {
    CsvWriter writer = new CsvWriter(out, layout, mode);
    if (byteOrderMark) {
      writer.append(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }
    int column = 0;
    for (Column header : layout.columns()) {
      byte[] utf8 = Utf8.encode(header.header());
      writer.field(column++, utf8, 0, utf8.length);
    }
    writer.endRecord();
    return writer;
  }

  @Override
  public void beginRow() throws IOException {
    cursor.beginRow();
  }

  @Override
  public void word(int ordinal) throws IOException {
    int column = cursor.take(ColumnKind.WORD);
    Dictionary dictionary = dictionaries[column];
    int flags = dictionary.flags(ordinal);
    int from = dictionary.offset(ordinal);
    int to = dictionary.offset(ordinal + 1);
    if ((flags & (CellText.CSV_QUOTE | CellText.FORMULA)) != 0
        || from == to
        || dictionary.utf8()[from] == '\'') {
      field(column, dictionary.utf8(), from, to);
    } else {
      separate(column);
      append(dictionary.utf8(), from, to);
    }
  }

  @Override
  public void text(byte[] utf8, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    field(cursor.take(ColumnKind.TEXT), utf8, offset, offset + length);
  }

  @Override
  public void text(String text) throws IOException {
    byte[] utf8 = Utf8.encode(text);
    text(utf8, 0, utf8.length);
  }

  @Override
  public void stamp(long value) throws IOException {
    int column = cursor.take(ColumnKind.STAMP);
    int length = formats[column].write(value, stamp);
    field(column, stamp, 0, length);
  }

  @Override
  public void number(long value) throws IOException {
    separate(cursor.take(ColumnKind.NUMBER));
    position = Digits.write(value, buffer, position);
  }

  @Override
  public void empty() throws IOException {
    field(cursor.takeAny(), buffer, 0, 0);
  }

  @Override
  public void endRow() throws IOException {
    cursor.endRow();
    endRecord();
  }

  @Override
  public long rows() {
    return cursor.rows();
  }

  @Override
  public void close() throws IOException {
    if (cursor.closed()) {
      return;
    }
    IllegalStateException unfinished = cursor.inRow() && intact ? cursor.unfinished() : null;
    boolean finish = !cursor.inRow() && intact;
    cursor.close();
    try (out) {
      if (finish) {
        drain();
      }
    }
    if (unfinished != null) {
      throw unfinished;
    }
  }

  @Override
  public void abort() throws IOException {
    if (!cursor.closed()) {
      cursor.close();
      out.close();
    }
  }

  private void endRecord() throws IOException {
    reserve();
    buffer[position++] = '\r';
    buffer[position++] = '\n';
  }

  private void separate(int column) throws IOException {
    reserve();
    if (column > 0) {
      buffer[position++] = ',';
    }
  }

  private void field(int column, byte[] utf8, int from, int to) throws IOException {
    separate(column);
    boolean guard = safe && needsGuard(utf8, from, to);
    boolean quote = needsQuotes(utf8, from, to) || (singleColumn && from == to);
    if (quote) {
      buffer[position++] = '"';
    }
    if (guard) {
      buffer[position++] = '\'';
    }
    if (quote) {
      appendDoubled(utf8, from, to);
      buffer[position++] = '"';
    } else {
      append(utf8, from, to);
    }
  }

  /** A formula trigger, also behind single quotes, or the change could not be undone. */
  private static boolean needsGuard(byte[] utf8, int from, int to) {
    int i = from;
    while (i < to && utf8[i] == '\'') {
      i++;
    }
    return CellText.isFormula(utf8, i, to);
  }

  private static boolean needsQuotes(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b == '"' || b == ',' || b == '\r' || b == '\n') {
        return true;
      }
    }
    return false;
  }

  private void appendDoubled(byte[] utf8, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      reserve();
      buffer[position++] = utf8[i];
      if (utf8[i] == '"') {
        buffer[position++] = '"';
      }
    }
    reserve();
  }

  private void append(byte[] bytes, int from, int to) throws IOException {
    int start = from;
    while (to - start > buffer.length - SLACK / 2 - position) {
      int length = buffer.length - SLACK / 2 - position;
      System.arraycopy(bytes, start, buffer, position, length);
      position += length;
      start += length;
      drain();
    }
    System.arraycopy(bytes, start, buffer, position, to - start);
    position += to - start;
  }

  private void reserve() throws IOException {
    if (position > buffer.length - SLACK) {
      drain();
    }
  }

  private void drain() throws IOException {
    intact = false;
    out.write(buffer, 0, position);
    intact = true;
    position = 0;
  }
}
