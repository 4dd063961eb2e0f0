package io.roomledger.sheets;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a worksheet (ECMA-376 part 1, 18.3.1) into the window and says, as it writes,
 * what they equal.
 *
 * <p>A row is an alternation of values and of the XML between them. {@link RowFraming} knows the
 * latter; the former are
 *
 * <ul>
 *   <li>numbers, also those of shared strings: {@link ValueMatcher#distanceOfNumber} remembers
 *       recent ones;
 *   <li>stamps: {@link ValueMatcher#addStamp} lays them over the last ones;
 *   <li>other text: {@link TextMatcher} searches.
 * </ul>
 *
 * <p>A value is often followed by the same XML as last time, so the tokens of a number or a stamp
 * wait until the next cell is known: between two calls one value is <i>open</i>, in the window but
 * not yet in the token stream.
 */
final class SheetXml implements DeflateEncoder.PositionHolder {
  private enum OpenValue {
    NONE,
    NUMBER,
    STAMP
  }

  /** Longer stamps are treated as text. */
  private static final int MAX_STAMP_LENGTH = 64;

  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final List<Column> columns;
  private final RowFraming framing;
  private final ValueMatcher values;

  /** By column; other kinds than words have none. */
  private final SharedStrings.@Nullable Table[] tables;

  private final ByteArray escaped = new ByteArray(256);
  private int row;

  /** What the next closing follows, of {@link RowFraming}. */
  private int after;

  private OpenValue open = OpenValue.NONE;
  private int openColumn;
  private int openFrom;

  SheetXml(DeflateEncoder encoder, List<Column> columns, SharedStrings strings) {
    this.encoder = encoder;
    this.columns = columns;
    window = encoder.window();
    framing = new RowFraming(encoder, columns.size());
    values = new ValueMatcher(window, encoder.tokens(), columns.size());
    tables = new SharedStrings.Table[columns.size()];
    for (int i = 0; i < tables.length; i++) {
      if (columns.get(i).kind() == ColumnKind.WORD) {
        tables[i] = strings.table(columns.get(i).dictionary());
      }
    }
  }

  /** Writes the sheet up to its header row, which counts as row 1. */
  void begin(boolean first) throws IOException {
    framing.forget();
    values.forget();
    row = 0;
    encoder.inform(this);
    byte[] head = WorkbookParts.sheetHead(columns, first);
    encoder.append(head, 0, head.length);
    beginRow();
    for (int i = 0; i < columns.size(); i++) {
      byte[] header = Utf8.encode(columns.get(i).header());
      text(i, header, 0, header.length, WorkbookParts.STYLE_HEADER);
    }
    endRow();
  }

  /** Writes the end of the sheet. */
  void end() throws IOException {
    if (open != OpenValue.NONE) {
      encoder.search(openFrom, window.position());
      open = OpenValue.NONE;
    }
    byte[] foot =
        (RowFraming.lastTail(after) + WorkbookParts.SHEET_FOOT).getBytes(StandardCharsets.US_ASCII);
    encoder.append(foot, 0, foot.length);
  }

  @Override
  public void rebase(int shift) {
    framing.rebase(shift);
    values.rebase(shift);
    openFrom -= shift;
  }

  void beginRow() throws IOException {
    row++;
    framing.numberRow(row);
    if (row == 1) {
      framing.writeFirstRowNumber();
    } else {
      startRow();
    }
    after = RowFraming.AFTER_ROW_HEAD;
  }

  void endRow() throws IOException {
    encoder.tokens().checkpoint();
  }

  void word(int column, int ordinal) throws IOException {
    SharedStrings.Table table = requireNonNull(tables[column]);
    int number = table.number(ordinal);
    if (number == SharedStrings.EMPTY) {
      return;
    }
    startCell(column, SharedStrings.isFormula(number) ? RowFraming.QUOTED_WORD : RowFraming.WORD);
    open(OpenValue.NUMBER, column);
    long digits = Digits.expand(number);
    window.append(digits, Digits.count(digits));
  }

  void number(int column, long value) throws IOException {
    startCell(column, RowFraming.NUMBER);
    open(OpenValue.NUMBER, column);
    window.appendNumber(value);
  }

  void stamp(int column, byte[] ascii, int from, int to) throws IOException {
    int flags = CellText.flags(ascii, from, to);
    if (from == to || to - from > MAX_STAMP_LENGTH || (flags & ~CellText.CSV_QUOTE) != 0) {
      text(column, ascii, from, to);
      return;
    }
    startCell(column, RowFraming.openingOfText(0, false));
    open(OpenValue.STAMP, column);
    window.append(ascii, from, to - from);
    after = RowFraming.AFTER_TEXT;
  }

  void text(int column, byte[] utf8, int from, int to) throws IOException {
    text(column, utf8, from, to, 0);
  }

  private void text(int column, byte[] utf8, int from, int to, int style) throws IOException {
    if (from == to) {
      return;
    }
    int flags = CellText.flags(utf8, from, to);
    if ((flags & CellText.MALFORMED) != 0) {
      byte[] repaired = Utf8.repair(utf8, from, to);
      text(column, repaired, 0, repaired.length, style);
      return;
    }
    int quoted = (flags & CellText.FORMULA) != 0 ? WorkbookParts.STYLE_QUOTED : 0;
    startCell(column, RowFraming.openingOfText(style | quoted, (flags & CellText.PRESERVE) != 0));
    if ((flags & CellText.ESCAPE) == 0) {
      encoder.append(utf8, from, to);
    } else {
      escaped.clear();
      CellText.escape(utf8, from, to, escaped);
      encoder.append(escaped.bytes(), 0, escaped.length());
    }
    after = RowFraming.AFTER_TEXT;
  }

  private void open(OpenValue value, int column) {
    open = value;
    openColumn = column;
    openFrom = window.position();
    after = RowFraming.AFTER_VALUE;
  }

  /** Closes the last cell, or the head of the row, and starts a cell up to its value. */
  private void startCell(int column, int opening) throws IOException {
    encoder.makeRoom();
    int at = window.position();
    int end = framing.appendCellStart(after, column, opening);
    int distance = framing.distanceOfClosing(after, column, at);
    int from = at;
    if (open == OpenValue.NUMBER) {
      int distanceOfNumber = values.distanceOfNumber(openFrom, end, column);
      if (distanceOfNumber > 0) {
        from = openFrom;
        distance = distanceOfNumber;
      } else {
        encoder.tokens().literals(window.bytes(), openFrom, at);
      }
    } else if (open == OpenValue.STAMP) {
      from = values.addStamp(openColumn, openFrom, at, end);
    }
    open = OpenValue.NONE;
    framing.addCellStart(from, distance, end, opening);
  }

  /** Closes the last cell and its row and starts a row up to its number. */
  private void startRow() throws IOException {
    encoder.makeRoom();
    int at = window.position();
    int end = framing.appendRowStart(after);
    int distance = framing.distanceOfClosing(after, columns.size(), at);
    int from = at;
    if (open == OpenValue.NUMBER) {
      encoder.tokens().literals(window.bytes(), openFrom, at);
    } else if (open == OpenValue.STAMP) {
      from = values.addStamp(openColumn, openFrom, at, end);
    }
    open = OpenValue.NONE;
    framing.addRowStart(from, distance, end);
  }
}
