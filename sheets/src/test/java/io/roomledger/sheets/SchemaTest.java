package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.xmlbeans.XmlError;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.SstDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.StyleSheetDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorkbookDocument;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorksheetDocument;

/**
 * Every part against the schemas of ECMA-376, which Excel holds files to and other programs do not.
 *
 * <p>One attribute is taken out before: {@code xml:space} on {@code t}. The schema does not list
 * it, but Excel writes it there itself and trims text without it.
 */
class SchemaTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyPartIsValid(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10; i++) {
      RandomTables.Table table = new RandomTables(random).table(12, 60);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (XlsxWriter writer = XlsxWriter.open(out, table.layout(), new XlsxOptions(40))) {
        RandomTables.write(table, writer);
      }
      Map<String, String> parts = Archives.parts(out.toByteArray());
      // POI does not carry the schemas of packages; its reading the file checks these three.
      parts
          .keySet()
          .removeAll(List.of("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"));
      for (Map.Entry<String, String> part : parts.entrySet()) {
        validate(part.getKey(), part.getValue().replace("<t xml:space=\"preserve\">", "<t>"));
      }
    }
  }

  private static void validate(String path, String xml) throws Exception {
    XmlObject document =
        switch (path) {
          case "xl/workbook.xml" -> WorkbookDocument.Factory.parse(xml);
          case "xl/styles.xml" -> StyleSheetDocument.Factory.parse(xml);
          case "xl/sharedStrings.xml" -> SstDocument.Factory.parse(xml);
          default -> {
            assertThat(path).matches("xl/worksheets/sheet\\d+\\.xml");
            yield WorksheetDocument.Factory.parse(xml);
          }
        };
    List<XmlError> errors = new ArrayList<>();
    document.validate(new XmlOptions().setErrorListener(errors));
    assertThat(errors).as(path).isEmpty();
  }
}
