package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XlsxWriterTest {
  private static final TextStamps STAMPS = new TextStamps();
  private static final List<Column> COLUMNS =
      List.of(
          Column.words("会议室", 20, Dictionary.of(List.of("Ada", "图灵 & Co <3>", "", "=1+1"))),
          Column.text("会议主题", 30),
          Column.stamp("开始", 18.5, STAMPS),
          Column.number("人数", 8));

  @TempDir Path directory;

  /** Writes a row into {@link #COLUMNS}. */
  private static void row(SheetWriter writer, int word, String topic, String begin, long people)
      throws IOException {
    writer.beginRow();
    writer.word(word);
    writer.text(topic);
    writer.stamp(STAMPS.value(begin));
    writer.number(people);
    writer.endRow();
  }

  @Test
  void readsBackCellForCell() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("预定", COLUMNS))) {
      row(writer, 1, "=1+1 _x0041_ \u0000\r\n😀", "2026-11-22 09:30", -42);
      row(writer, 2, " ", "", 0);
      assertThat(writer.rows()).isEqualTo(2);
    }
    List<Workbooks.SheetText> expected =
        List.of(
            new Workbooks.SheetText(
                "预定",
                List.of(
                    List.of("会议室", "会议主题", "开始", "人数"),
                    List.of("图灵 & Co <3>", "=1+1 _x0041_ \u0000\r\n😀", "2026-11-22 09:30", "-42"),
                    List.of("", " ", "", "0"))));
    assertThat(Workbooks.readWithPoi(out.toByteArray(), 4)).isEqualTo(expected);
    assertThat(Workbooks.readWithFastexcel(out.toByteArray(), 4)).isEqualTo(expected);
  }

  @Test
  void anEmptyTableIsItsHeader() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    XlsxWriter.open(out, new SheetLayout("Sheet", COLUMNS)).close();
    assertThat(Workbooks.readWithPoi(out.toByteArray(), 4).getFirst().rows())
        .containsExactly(List.of("会议室", "会议主题", "开始", "人数"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "4, 1", "5, 2", "8, 2", "9, 3", "20, 5"})
  void continuesOnAFurtherSheetWhenOneIsFull(int rows, int sheets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer =
        XlsxWriter.open(out, new SheetLayout("Rooms", COLUMNS), new XlsxOptions(5))) {
      for (int i = 0; i < rows; i++) {
        row(writer, 0, "topic " + i, "09:30", i);
      }
      assertThat(writer.rows()).isEqualTo(rows);
    }
    List<Workbooks.SheetText> read = Workbooks.readWithPoi(out.toByteArray(), 4);
    assertThat(read).hasSize(sheets).isEqualTo(Workbooks.readWithFastexcel(out.toByteArray(), 4));
    assertThat(read.stream().map(Workbooks.SheetText::name))
        .isEqualTo(
            IntStream.rangeClosed(1, sheets)
                .mapToObj(i -> i == 1 ? "Rooms" : "Rooms (" + i + ")")
                .toList());
    assertThat(read).allSatisfy(sheet -> assertThat(sheet.rows().getFirst()).contains("会议主题"));
    assertThat(
            read.stream()
                .flatMap(sheet -> sheet.rows().stream().skip(1))
                .map(cells -> cells.get(3)))
        .isEqualTo(IntStream.range(0, rows).mapToObj(Integer::toString).toList());
  }

  @Test
  void aFullSheetHasAsManyRowsAsExcelAllows() throws IOException {
    Path file = directory.resolve("full.xlsx");
    SheetLayout layout = new SheetLayout("Sheet", List.of(Column.number("n", 8)));
    try (XlsxWriter writer = XlsxWriter.open(Files.newOutputStream(file), layout)) {
      for (int i = 0; i < 1_048_577; i++) {
        writer.beginRow();
        writer.number(i);
        writer.endRow();
      }
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String first = text(zip, "xl/worksheets/sheet1.xml");
      String second = text(zip, "xl/worksheets/sheet2.xml");
      assertThat(first)
          .endsWith("<c r=\"A1048576\"><v>1048574</v></c></row></sheetData></worksheet>");
      assertThat(second)
          .endsWith(
              "<row r=\"2\"><c r=\"A2\"><v>1048575</v></c></row>"
                  + "<row r=\"3\"><c r=\"A3\"><v>1048576</v></c></row></sheetData></worksheet>");
    }
  }

  private static String text(ZipFile zip, String path) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(path)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 26, 27, 702, 703, 16_384})
  void anyNumberOfColumns(int width) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Column> columns =
        IntStream.range(0, width).mapToObj(i -> Column.number("n" + i, 5)).toList();
    try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("Sheet", columns))) {
      for (int r = 0; r < 3; r++) {
        writer.beginRow();
        for (int i = 0; i < width; i++) {
          writer.number((long) i * r);
        }
        writer.endRow();
      }
    }
    int last = width - 1;
    assertThat(
            Workbooks.readWithPoi(out.toByteArray(), width).getFirst().rows().stream()
                .map(cells -> cells.get(last)))
        .containsExactly("n" + last, "0", "" + last, "" + 2 * last);
  }

  /** Rows so long that nothing of the row before is in reach, and cells longer than the window. */
  @Test
  void textLongerThanTheWindow() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Column> columns =
        List.of(
            Column.text("a", 5),
            Column.number("n", 5),
            Column.text("b", 5),
            Column.stamp("c", 5, STAMPS));
    String noise =
        new RandomTables(new java.util.SplittableRandom(5)).text(60_000).substring(0, 32_000);
    String controls = "\u0001\u0002".repeat(16_000);
    try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("Sheet", columns))) {
      for (int r = 0; r < 12; r++) {
        writer.beginRow();
        writer.text(r % 2 == 0 ? noise : controls);
        writer.number(r);
        writer.text(r % 3 == 0 ? noise : "");
        writer.stamp(STAMPS.value("2026-11-22"));
        writer.endRow();
      }
    }
    List<List<String>> rows = Workbooks.readWithFastexcel(out.toByteArray(), 4).getFirst().rows();
    assertThat(rows).hasSize(13);
    for (int r = 0; r < 12; r++) {
      // The reader's XML parser, like every one, makes CR LF of the source one LF; the source has
      // none, so all is kept.
      assertThat(
              rows.get(r + 1)
                  .equals(
                      List.of(
                          r % 2 == 0 ? noise : controls,
                          "" + r,
                          r % 3 == 0 ? noise : "",
                          "2026-11-22")))
          .as("row %d", r)
          .isTrue();
    }
  }

  @Test
  void malformedTextBecomesReplacementCharacters() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer =
        XlsxWriter.open(out, new SheetLayout("Sheet", List.of(Column.text("t", 5))))) {
      byte[] malformed = {
        'a', (byte) 0xFF, 'b', (byte) 0xE4, (byte) 0xBC, 'c', (byte) 0xC0, (byte) 0x80
      };
      writer.beginRow();
      writer.text(malformed, 0, malformed.length);
      writer.endRow();
      writer.beginRow();
      writer.text("x\uD83Dy\uDE00");
      writer.endRow();
    }
    assertThat(Workbooks.readWithPoi(out.toByteArray(), 1).getFirst().rows())
        .containsExactly(
            List.of("t"), List.of("a\uFFFDb\uFFFDc\uFFFD\uFFFD"), List.of("x\uFFFDy\uFFFD"));
  }

  @Test
  void archivesPastTheZipLimitAreRead() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer =
        XlsxWriter.open(out, new SheetLayout("Sheet", COLUMNS), XlsxOptions.DEFAULT, 1000)) {
      for (int i = 0; i < 3000; i++) {
        row(writer, i % 4, "topic " + i, "09:" + i, i);
      }
    }
    assertThat(Archives.indexOf(out.toByteArray(), 0x06064b50)).as("ZIP64 end record").isPositive();
    Path file = Files.write(directory.resolve("zip64.xlsx"), out.toByteArray());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(text(zip, "xl/worksheets/sheet1.xml")).contains("topic 2999");
      assertThat(text(zip, "xl/workbook.xml")).contains("Sheet");
    }
  }

  @Test
  void oneDictionaryServesManyWritersAtOnce() throws Exception {
    Dictionary dictionary =
        Dictionary.of(IntStream.range(0, 5000).mapToObj(i -> "会议室 " + i).toList());
    List<Column> columns =
        List.of(Column.words("a", 5, dictionary), Column.words("b", 5, dictionary));
    Callable<byte[]> export =
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("Sheet", columns))) {
            for (int i = 0; i < 20_000; i++) {
              writer.beginRow();
              writer.word(i * 31 % 5000);
              writer.word(i * 17 % 5000);
              writer.endRow();
            }
          }
          return out.toByteArray();
        };
    byte[] alone = export.call();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<byte[]> together : threads.invokeAll(List.of(export, export, export, export))) {
        assertThat(together.get()).isEqualTo(alone);
      }
    }
    assertThat(Workbooks.readWithFastexcel(alone, 2).getFirst().rows().get(20_000))
        .containsExactly("会议室 " + 19_999 * 31 % 5000, "会议室 " + 19_999 * 17 % 5000);
  }
}
