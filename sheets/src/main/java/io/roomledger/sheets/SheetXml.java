package io.roomledger.sheets;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a worksheet (ECMA-376 part 1, 18.3.1) into the window. {@link CellFrames}
 * knows the XML between the values; {@link RowTokens} makes tokens of a row when the next one
 * starts.
 *
 * <p>Long text does not wait with its row: it is compressed at once, in pieces.
 */
final class SheetXml implements DeflateEncoder.PositionHolder {
  /** Longer text does not wait with its row: with what is around it, it might not be one match. */
  private static final int MAX_WAITING_LENGTH = Deflate.MAX_MATCH - CellFrames.LONGEST;

  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final List<Column> columns;
  private final RecurringStamps stamps;
  private final CellFrames frames;
  private final RowTokens tokens;

  /** By column; other kinds than words have none. */
  private final SharedStrings.@Nullable Table[] tables;

  /** By column; other kinds than stamps have none. */
  private final @Nullable StampFormat[] formats;

  private final byte[] stamp = new byte[StampFormat.MAX_LENGTH];
  private final ByteArray escaped = new ByteArray(256);
  private PendingCell cell = new PendingCell();
  private int row;

  /** What the next cell follows, of {@link CellFrames}. */
  private int tail;

  SheetXml(
      DeflateEncoder encoder, List<Column> columns, SharedStrings strings, RecurringStamps stamps) {
    this.encoder = encoder;
    this.columns = columns;
    this.stamps = stamps;
    window = encoder.window();
    frames = new CellFrames(window, columns.size());
    tokens = new RowTokens(encoder, frames, columns.size());
    tables = new SharedStrings.Table[columns.size()];
    formats = new StampFormat[columns.size()];
    for (int i = 0; i < tables.length; i++) {
      switch (columns.get(i).kind()) {
        case WORD -> tables[i] = strings.table(columns.get(i).dictionary());
        case STAMP -> formats[i] = columns.get(i).format();
        default -> {}
      }
    }
  }

  /** Writes the sheet up to its header row, which counts as row 1. */
  void begin(boolean first) throws IOException {
    frames.forget();
    row = 0;
    tail = CellFrames.TAIL_OF_START;
    encoder.inform(this);
    byte[] head = WorkbookParts.sheetHead(columns, first);
    encoder.append(head, 0, head.length);
    tokens.forget();
    beginRow();
    for (int i = 0; i < columns.size(); i++) {
      byte[] header = Utf8.encode(columns.get(i).header());
      text(i, header, 0, header.length, WorkbookParts.STYLE_HEADER);
    }
  }

  /** Writes the end of the sheet. */
  void end() throws IOException {
    tokens.addAll();
    byte[] foot =
        (CellFrames.end(tail) + WorkbookParts.SHEET_FOOT).getBytes(StandardCharsets.US_ASCII);
    encoder.append(foot, 0, foot.length);
  }

  @Override
  public void rebase(int shift) {
    frames.rebase(shift);
    tokens.rebase(shift);
  }

  void beginRow() throws IOException {
    row++;
    frames.numberRow(row);
    int head = row == 1 ? CellFrames.HEAD_OF_FIRST_ROW : CellFrames.HEAD_OF_ROW;
    startCell(frames.rowStart(), head, CellFrames.OPENING_OF_ROW, PendingCell.Kind.ROW_START);
    endCell(CellFrames.TAIL_OF_START);
    encoder.tokens().checkpoint();
  }

  void word(int column, int ordinal) throws IOException {
    SharedStrings.Table table = requireNonNull(tables[column]);
    int number = table.number(ordinal);
    if (number == SharedStrings.EMPTY) {
      return;
    }
    boolean quoted = SharedStrings.isFormula(number);
    digits(
        column,
        quoted ? CellFrames.HEAD_OF_QUOTED_WORD : CellFrames.HEAD_OF_WORD,
        number & Integer.MAX_VALUE);
  }

  /** A value of up to seven digits, {@linkplain Digits#compress compressed}. */
  private void digits(int column, int head, int compressed) throws IOException {
    startCell(column, head, CellFrames.OPENING_OF_VALUE, PendingCell.Kind.NUMBER);
    cell.digits = compressed;
    long digits = Digits.expand(compressed);
    window.append(digits, Digits.count(digits));
    endCell(CellFrames.TAIL_OF_VALUE);
  }

  void number(int column, long value) throws IOException {
    if (value >= 0 && value <= Digits.MAX) {
      digits(column, CellFrames.HEAD_OF_NUMBER, Digits.compress((int) value));
      return;
    }
    startCell(
        column, CellFrames.HEAD_OF_NUMBER, CellFrames.OPENING_OF_VALUE, PendingCell.Kind.STAMP);
    window.appendNumber(value);
    endCell(CellFrames.TAIL_OF_VALUE);
  }

  void stamp(int column, long value) throws IOException {
    int number = stamps.number(column, value);
    if (number != RecurringStamps.IN_PLACE) {
      digits(column, CellFrames.HEAD_OF_WORD, number);
      return;
    }
    int length = requireNonNull(formats[column]).write(value, stamp);
    if (!CellText.isPlainAscii(stamp, 0, length)) {
      text(column, stamp, 0, length);
      return;
    }
    startCell(column, CellFrames.headOfText(0), CellFrames.OPENING_OF_TEXT, PendingCell.Kind.STAMP);
    int at = window.position();
    window.put(at, stamp, 0, length);
    window.advance(at + length);
    endCell(CellFrames.TAIL_OF_TEXT);
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
    startCell(
        column,
        CellFrames.headOfText(style | quoted),
        (flags & CellText.PRESERVE) != 0
            ? CellFrames.OPENING_OF_PRESERVED_TEXT
            : CellFrames.OPENING_OF_TEXT,
        PendingCell.Kind.TEXT);
    if ((flags & CellText.ESCAPE) == 0) {
      appendText(utf8, from, to);
    } else {
      escaped.clear();
      CellText.escape(utf8, from, to, escaped);
      appendText(escaped.bytes(), 0, escaped.length());
    }
  }

  private void appendText(byte[] xml, int from, int to) throws IOException {
    if (to - from <= MAX_WAITING_LENGTH) {
      window.append(xml, from, to - from);
      endCell(CellFrames.TAIL_OF_TEXT);
    } else {
      cell.end = window.position();
      tokens.addAll();
      encoder.append(xml, from, to);
      tokens.covered();
      tail = CellFrames.TAIL_OF_TEXT;
    }
  }

  /** Writes all between the last value and the next one. */
  private void startCell(int column, int head, int opening, PendingCell.Kind kind)
      throws IOException {
    cell = tokens.append(tail, head, column, opening, kind);
  }

  private void endCell(int nextTail) {
    cell.end = window.position();
    tail = nextTail;
  }
}
