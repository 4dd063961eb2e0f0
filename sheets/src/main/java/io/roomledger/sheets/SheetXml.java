package io.roomledger.sheets;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes cells of the rows of a worksheet (ECMA-376 part 1, 18.3.1). {@link RowTokens} compresses
 * those of a row together when the next one starts.
 *
 * <p>Long text does not wait with its row: it is compressed at once, in parts.
 */
final class SheetXml implements DeflateEncoder.PositionHolder {
  private final DeflateEncoder encoder;
  private final List<Column> columns;
  private final RecurringStamps stamps;
  private final CellFrames frames;
  private final RowTokens tokens;

  /** By column; other kinds than words have none. */
  private final SharedStrings.@Nullable Table[] tables;

  /** By column; other kinds than stamps have none. */
  private final @Nullable StampFormat[] formats;

  private final ByteArray escaped = new ByteArray(256);

  SheetXml(
      DeflateEncoder encoder, List<Column> columns, SharedStrings strings, RecurringStamps stamps) {
    this.encoder = encoder;
    this.columns = columns;
    this.stamps = stamps;
    frames = new CellFrames(encoder.window(), columns.size());
    tokens = new RowTokens(encoder, frames);
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
    encoder.inform(this);
    byte[] head = WorkbookParts.sheetHead(columns, first);
    encoder.append(head, 0, head.length);
    tokens.forget();
    tokens.startRow(frames.rowForm(CellFrames.HEAD_OF_FIRST_ROW));
    for (int i = 0; i < columns.size(); i++) {
      byte[] header = Utf8.encode(columns.get(i).header());
      text(i, header, 0, header.length, WorkbookParts.STYLE_HEADER);
    }
  }

  /** Writes the end of the sheet. */
  void end() throws IOException {
    tokens.addAll();
    byte[] foot = (frames.end() + WorkbookParts.SHEET_FOOT).getBytes(StandardCharsets.US_ASCII);
    encoder.append(foot, 0, foot.length);
  }

  @Override
  public void rebase(int shift) {
    frames.rebase(shift);
    tokens.rebase(shift);
  }

  void beginRow() throws IOException {
    tokens.startRow(frames.rowForm(CellFrames.HEAD_OF_ROW));
    if (frames.grown()) {
      // Longer numbers make for other lengths and distances.
      encoder.tokens().change();
    }
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
    tokens.next(frames.form(head, column), PendingCell.NUMBER).digits = compressed;
  }

  void number(int column, long value) throws IOException {
    if (value >= 0 && value <= Digits.MAX) {
      digits(column, CellFrames.HEAD_OF_NUMBER, Digits.compress((int) value));
      return;
    }
    PendingCell cell =
        tokens.next(frames.form(CellFrames.HEAD_OF_NUMBER, column), PendingCell.STAMP);
    cell.length = Digits.write(value, cell.text, 0);
  }

  void stamp(int column, long value) throws IOException {
    int number = stamps.number(column, value);
    if (number != RecurringStamps.IN_PLACE) {
      digits(column, CellFrames.HEAD_OF_WORD, number);
      return;
    }
    PendingCell cell = tokens.upcoming();
    cell.length = requireNonNull(formats[column]).write(value, cell.text);
    if (CellText.isPlainAscii(cell.text, 0, cell.length)) {
      tokens.next(frames.form(CellFrames.headOfText(0, false), column), PendingCell.STAMP);
    } else {
      text(column, cell.text, 0, cell.length);
    }
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
    int head = CellFrames.headOfText(style | quoted, (flags & CellText.PRESERVE) != 0);
    PendingCell cell = tokens.next(frames.form(head, column), PendingCell.TEXT);
    if ((flags & CellText.ESCAPE) == 0) {
      fill(cell, utf8, from, to);
    } else {
      escaped.clear();
      CellText.escape(utf8, from, to, escaped);
      fill(cell, escaped.bytes(), 0, escaped.length());
    }
  }

  private void fill(PendingCell cell, byte[] xml, int from, int to) throws IOException {
    if (to - from <= RowTokens.LONGEST_TEXT) {
      System.arraycopy(xml, from, cell.text, 0, to - from);
      cell.length = to - from;
    } else {
      cell.length = 0;
      tokens.addAll();
      encoder.append(xml, from, to);
      tokens.covered();
    }
  }
}
