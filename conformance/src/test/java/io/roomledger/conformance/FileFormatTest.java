package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.xmlbeans.XmlError;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.SstDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.StyleSheetDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorkbookDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorksheetDocument;

/**
 * The file of a whole export, part by part against the ECMA-376 schemas, and read by a second
 * reader.
 */
class FileFormatTest {
  @RegisterExtension static final DemoProgram program = new DemoProgram();

  @Test
  void everyPartIsValid() throws Exception {
    int checked = 0;
    try (ZipFile zip = new ZipFile(Path.of(program.value("xlsx")).toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          // The schema forgets xml:space on <t>, which Excel itself writes.
          String xml =
              new String(in.readAllBytes(), StandardCharsets.UTF_8)
                  .replace("<t xml:space=\"preserve\">", "<t>");
          XmlObject part = parse(entry.getName(), xml);
          if (part != null) {
            List<XmlError> errors = new ArrayList<>();
            assertThat(part.validate(new XmlOptions().setErrorListener(errors)))
                .as("%s: %s", entry, errors)
                .isTrue();
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(4);
  }

  @Test
  void aSecondReaderSeesTheSameCells() throws Exception {
    List<List<String>> rows =
        Workbook.rows(java.nio.file.Files.readAllBytes(Path.of(program.value("xlsx"))));
    try (XSSFWorkbook workbook = new XSSFWorkbook(Path.of(program.value("xlsx")).toFile())) {
      XSSFSheet sheet = workbook.getSheetAt(0);
      assertThat(sheet.getSheetName()).isEqualTo("会议室预定数据");
      assertThat(sheet.getLastRowNum()).isEqualTo(rows.size() - 1);
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < Workbook.HEADERS.size(); column++) {
          var cell = sheet.getRow(row).getCell(column);
          String text =
              cell == null
                  ? ""
                  : column == 4 || column == 5 ? cellText(cell) : cell.getStringCellValue();
          assertThat(text).as("row %d column %d", row, column).isEqualTo(rows.get(row).get(column));
        }
      }
    }
  }

  private static String cellText(org.apache.poi.xssf.usermodel.XSSFCell cell) {
    return switch (cell.getCellType()) {
      case NUMERIC -> Long.toString((long) cell.getNumericCellValue());
      default -> cell.getStringCellValue();
    };
  }

  private static @Nullable XmlObject parse(String name, String xml) throws Exception {
    if (name.startsWith("xl/worksheets/sheet")) {
      return WorksheetDocument.Factory.parse(xml);
    }
    return switch (name) {
      case "xl/workbook.xml" -> WorkbookDocument.Factory.parse(xml);
      case "xl/styles.xml" -> StyleSheetDocument.Factory.parse(xml);
      case "xl/sharedStrings.xml" -> SstDocument.Factory.parse(xml);
      default -> null;
    };
  }
}
