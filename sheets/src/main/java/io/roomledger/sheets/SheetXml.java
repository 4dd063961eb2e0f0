package io.roomledger.sheets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the rows of a worksheet. */
final class SheetXml {
  private final DeflateEncoder encoder;
  private final List<Column> columns;
  private final SharedStrings.Table[] tables;
  private final ByteArray xml = new ByteArray(1 << 12);
  private int row;

  SheetXml(DeflateEncoder encoder, List<Column> columns, SharedStrings strings) {
    this.encoder = encoder;
    this.columns = columns;
    tables = new SharedStrings.Table[columns.size()];
    for (int i = 0; i < tables.length; i++) {
      if (columns.get(i).kind() == ColumnKind.WORD) {
        tables[i] = strings.table(columns.get(i).dictionary());
      }
    }
  }

  void begin(boolean first) throws IOException {
    row = 0;
    byte[] head = WorkbookParts.sheetHead(columns, first);
    encoder.append(head, 0, head.length);
    beginRow();
    for (int i = 0; i < columns.size(); i++) {
      byte[] header = Utf8.encode(columns.get(i).header());
      text(i, header, 0, header.length, WorkbookParts.STYLE_HEADER);
    }
    endRow();
  }

  void end() throws IOException {
    xml.append("</sheetData></worksheet>");
    encoder.append(xml.bytes(), 0, xml.length());
    xml.clear();
  }

  void beginRow() {
    row++;
    xml.append("<row r=\"" + row + "\">");
  }

  void word(int column, int ordinal) {
    long number = tables[column].number(ordinal);
    int flags = tables[column].dictionary().flags(ordinal);
    cell(column, (flags & CellText.FORMULA) != 0 ? WorkbookParts.STYLE_QUOTED : 0);
    xml.append(" t=\"s\"><v>");
    for (int i = 0; i < Digits.count(number); i++) {
      xml.append((int) (number >>> (8 * i)));
    }
    xml.append("</v></c>");
  }

  void text(int column, byte[] utf8, int from, int to) {
    text(column, utf8, from, to, 0);
  }

  private void text(int column, byte[] utf8, int from, int to, int style) {
    int flags = CellText.flags(utf8, from, to);
    if ((flags & CellText.MALFORMED) != 0) {
      byte[] repaired = Utf8.repair(utf8, from, to);
      text(column, repaired, 0, repaired.length, style);
      return;
    }
    if (from == to) {
      return;
    }
    cell(column, (flags & CellText.FORMULA) != 0 ? style | WorkbookParts.STYLE_QUOTED : style);
    xml.append(" t=\"inlineStr\"><is><t");
    xml.append((flags & CellText.PRESERVE) == 0 ? ">" : " xml:space=\"preserve\">");
    CellText.escape(utf8, from, to, xml);
    xml.append("</t></is></c>");
  }

  void number(int column, long value) {
    cell(column, 0);
    byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    xml.append("><v>");
    xml.append(digits, 0, digits.length);
    xml.append("</v></c>");
  }

  void endRow() throws IOException {
    xml.append("</row>");
    encoder.append(xml.bytes(), 0, xml.length());
    xml.clear();
  }

  private void cell(int column, int style) {
    xml.append("<c r=\"" + WorkbookParts.letters(column) + row + "\"");
    if (style != 0) {
      xml.append(" s=\"" + style + "\"");
    }
  }
}
