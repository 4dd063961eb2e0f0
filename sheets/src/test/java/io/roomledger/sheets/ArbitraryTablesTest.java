package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that hold for whatever table a seeded generator comes up with. */
class ArbitraryTablesTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void unpacksToThePlainXml(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 30; i++) {
      RandomTables.Table table =
          new RandomTables(random).table(i % 10 == 0 ? 60 : 12, i % 10 == 1 ? 2000 : 40);
      String xml = Archives.part(xlsx(table, XlsxOptions.DEFAULT), "xl/worksheets/sheet1.xml");
      // Not isEqualTo: its message would be megabytes long.
      assertThat(xml.equals(PlainSheetXml.of(table))).as("seed %d, table %d", seed, i).isTrue();
    }
  }

  /** A match has a longest length, and a text with what is around it may be longer. */
  @Test
  void unpacksTextOfAnyLengthThatRecurs() throws IOException {
    List<Column> columns =
        List.of(Column.text("t", 10), Column.number("n", 10), Column.text("u", 10));
    for (int length = 1; length <= 700; length++) {
      RandomTables.Cell text = new RandomTables.Cell.Text("a".repeat(length - 1) + "b");
      RandomTables.Cell preserved = new RandomTables.Cell.Text(" " + "c".repeat(length));
      List<List<RandomTables.Cell>> rows =
          Collections.nCopies(12, List.of(text, new RandomTables.Cell.Whole(length), preserved));
      RandomTables.Table table = new RandomTables.Table(new SheetLayout("Sheet", columns), rows);
      String xml = Archives.part(xlsx(table, XlsxOptions.DEFAULT), "xl/worksheets/sheet1.xml");
      assertThat(xml.equals(PlainSheetXml.of(table))).as("%d characters", length).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void readsBackCellForCellWithTwoReaders(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 8; i++) {
      RandomTables.Table table = new RandomTables(random).table(12, i == 0 ? 300 : 30);
      byte[] xlsx = xlsx(table, XlsxOptions.DEFAULT);
      int columns = table.layout().columns().size();
      List<Workbooks.SheetText> expected =
          List.of(new Workbooks.SheetText("Sheet", table.expected()));
      assertThat(Workbooks.readWithPoi(xlsx, columns))
          .as("POI, seed %d, table %d", seed, i)
          .isEqualTo(expected);
      assertThat(Workbooks.readWithFastexcel(xlsx, columns))
          .as("fastexcel, seed %d, table %d", seed, i)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void survivesManySmallFiles(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      RandomTables.Table table = new RandomTables(random).table(6, 8);
      byte[] xlsx = xlsx(table, new XlsxOptions(2 + random.nextInt(6)));
      // Unpacking compares every entry with its checksum.
      assertThat(Archives.parts(xlsx))
          .as("seed %d, file %d", seed, i)
          .containsKey("[Content_Types].xml");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void isTheSameFileEveryTime(long seed) throws IOException {
    RandomTables.Table table = new RandomTables(new SplittableRandom(seed)).table(12, 300);
    assertThat(xlsx(table, XlsxOptions.DEFAULT)).isEqualTo(xlsx(table, XlsxOptions.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void csvReadsBackFieldForField(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 30; i++) {
      RandomTables.Table table = new RandomTables(random).table(8, i == 0 ? 3000 : 40);
      for (CsvMode mode : CsvMode.values()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriter writer = CsvWriter.open(out, table.layout(), mode)) {
          RandomTables.write(table, writer);
        }
        List<List<String>> records = CsvParser.parse(out.toByteArray());
        if (mode == CsvMode.SAFE) {
          CsvParser.undoSafe(records, table);
        }
        assertThat(records).as("%s, seed %d, table %d", mode, seed, i).isEqualTo(table.expected());
      }
    }
  }

  private static byte[] xlsx(RandomTables.Table table, XlsxOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer = XlsxWriter.open(out, table.layout(), options)) {
      RandomTables.write(table, writer);
    }
    return out.toByteArray();
  }
}
