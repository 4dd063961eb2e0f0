package io.roomledger.sheets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes an Office Open XML workbook (ECMA-376) of one table: a bold, frozen header row, then the
 * rows, continued on further sheets with the header repeated when a sheet is full. Equal rows make
 * equal files, byte for byte.
 *
 * <p>Text is kept letter for letter: control characters are escaped the way SpreadsheetML has for
 * them, and text that looks like a formula gets a cell format with {@code quotePrefix}, as if it
 * had been typed with a leading apostrophe.
 */
public final class XlsxWriter implements SheetWriter {
  private final OutputStream out;
  private final SheetLayout layout;
  private final XlsxOptions options;
  private final RowCursor cursor;
  private final SharedStrings strings = new SharedStrings();
  private final RecurringStamps stamps;
  private final ZipArchive archive;
  private final DeflateEncoder encoder;
  private final SheetXml sheet;
  private int sheets;
  private int rowsInSheet;

  private XlsxWriter(OutputStream out, SheetLayout layout, XlsxOptions options, long zipLimit) {
    this.out = out;
    this.layout = layout;
    this.options = options;
    cursor = new RowCursor(layout.columns());
    archive = new ZipArchive(out, zipLimit);
    encoder = new DeflateEncoder(archive);
    stamps = new RecurringStamps(strings, layout.columns());
    sheet = new SheetXml(encoder, layout.columns(), strings, stamps);
  }

  /**
   * Starts a workbook with full sheets.
   *
   * @param out closed with the writer; written to in large pieces, so it needs no buffer
   */
  public static XlsxWriter open(OutputStream out, SheetLayout layout) throws IOException {
    return open(out, layout, XlsxOptions.DEFAULT);
  }

  /**
   * Starts a workbook.
   *
   * @param out closed with the writer; written to in large pieces, so it needs no buffer
   */
  public static XlsxWriter open(OutputStream out, SheetLayout layout, XlsxOptions options)
      throws IOException {
    return open(out, layout, options, ZipArchive.MAX_32_BITS);
  }

  /** As the public forms, with a lower limit for ZIP64 so that tests need not write 4 GiB. */
  static XlsxWriter open(OutputStream out, SheetLayout layout, XlsxOptions options, long zipLimit)
      throws IOException {
    XlsxWriter writer = new XlsxWriter(out, layout, options, zipLimit);
    writer.part("_rels/.rels", WorkbookParts.ROOT_RELATIONSHIPS);
    writer.part("xl/styles.xml", WorkbookParts.STYLES);
    writer.beginSheet();
    return writer;
  }

  @Override
  public void beginRow() throws IOException {
    cursor.beginRow();
    if (rowsInSheet == options.rowsPerSheet()) {
      endSheet();
      beginSheet();
    }
    rowsInSheet++;
    sheet.beginRow();
  }

  @Override
  public void word(int ordinal) throws IOException {
    sheet.word(cursor.take(ColumnKind.WORD), ordinal);
  }

  @Override
  public void text(byte[] utf8, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    int column = cursor.take(ColumnKind.TEXT);
    CellText.checkLength(utf8, offset, offset + length);
    sheet.text(column, utf8, offset, offset + length);
  }

  @Override
  public void text(String text) throws IOException {
    byte[] utf8 = Utf8.encode(text);
    text(utf8, 0, utf8.length);
  }

  @Override
  public void stamp(long value) throws IOException {
    sheet.stamp(cursor.take(ColumnKind.STAMP), value);
  }

  @Override
  public void number(long value) throws IOException {
    sheet.number(cursor.take(ColumnKind.NUMBER), value);
  }

  @Override
  public void empty() {
    cursor.takeAny();
  }

  @Override
  public void endRow() throws IOException {
    cursor.endRow();
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
    IllegalStateException unfinished =
        cursor.inRow() && archive.intact() ? cursor.unfinished() : null;
    boolean finish = !cursor.inRow() && archive.intact();
    cursor.close();
    try (out) {
      if (finish) {
        finish();
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

  private void beginSheet() throws IOException {
    sheets++;
    rowsInSheet = 1;
    encoder.begin(WorkbookParts.sheetPath(sheets));
    sheet.begin(sheets == 1);
  }

  private void endSheet() throws IOException {
    sheet.end();
    encoder.end();
  }

  private void finish() throws IOException {
    endSheet();
    encoder.begin("xl/sharedStrings.xml");
    strings.write(stamps, encoder);
    encoder.end();
    part("xl/workbook.xml", WorkbookParts.workbook(layout, sheets));
    part("xl/_rels/workbook.xml.rels", WorkbookParts.workbookRelationships(sheets));
    part("[Content_Types].xml", WorkbookParts.contentTypes(sheets));
    archive.finish();
  }

  private void part(String path, String xml) throws IOException {
    byte[] utf8 = xml.getBytes(StandardCharsets.UTF_8);
    encoder.begin(path);
    encoder.append(utf8, 0, utf8.length);
    encoder.end();
  }
}
