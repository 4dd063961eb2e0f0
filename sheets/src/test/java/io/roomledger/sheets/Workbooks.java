package io.roomledger.sheets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Sheet;

/**
 * Reads a workbook back with two readers that share no code with the writer nor with each other.
 */
final class Workbooks {
  private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  /** A sheet as read: an empty string is a cell that is not there. */
  record SheetText(String name, List<List<String>> rows) {}

  private Workbooks() {}

  /** Through Apache POI's XSSF. */
  static List<SheetText> readWithPoi(byte[] xlsx, int columns) throws IOException {
    List<SheetText> sheets = new ArrayList<>();
    try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(xlsx))) {
      for (int i = 0; i < workbook.getNumberOfSheets(); i++) {
        XSSFSheet sheet = workbook.getSheetAt(i);
        List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r <= sheet.getLastRowNum(); r++) {
          List<String> cells = new ArrayList<>();
          Row row = sheet.getRow(r);
          for (int c = 0; c < columns; c++) {
            Cell cell = row == null ? null : row.getCell(c);
            cells.add(cell == null ? "" : poiText(cell));
          }
          rows.add(cells);
        }
        sheets.add(new SheetText(sheet.getSheetName(), rows));
      }
    }
    return sheets;
  }

  private static String poiText(Cell cell) {
    return switch (cell.getCellType()) {
      case NUMERIC -> Long.toString((long) cell.getNumericCellValue());
      case STRING -> cell.getStringCellValue();
      case BLANK -> "";
      default -> throw new AssertionError("unexpected cell type " + cell.getCellType());
    };
  }

  /** Through dhatim's fastexcel-reader, which leaves {@code _xHHHH_} for the caller to decode. */
  static List<SheetText> readWithFastexcel(byte[] xlsx, int columns) throws IOException {
    List<SheetText> sheets = new ArrayList<>();
    try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(xlsx))) {
      for (Sheet sheet : workbook.getSheets().toList()) {
        List<List<String>> rows = new ArrayList<>();
        try (Stream<org.dhatim.fastexcel.reader.Row> stream = sheet.openStream()) {
          stream.forEach(row -> rows.add(fastexcelCells(row, columns)));
        }
        sheets.add(new SheetText(sheet.getName(), rows));
      }
    }
    return sheets;
  }

  private static List<String> fastexcelCells(org.dhatim.fastexcel.reader.Row row, int columns) {
    List<String> cells = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      String raw = row.getOptionalCell(c).map(cell -> cell.getText()).orElse("");
      cells.add(decode(raw));
    }
    return cells;
  }

  /** ST_Xstring back to text. */
  static String decode(String escaped) {
    return ESCAPE
        .matcher(escaped)
        .replaceAll(m ->
            java.util.regex.Matcher.quoteReplacement("" + (char) Integer.parseInt(m.group(1), 16)));
  }
}
