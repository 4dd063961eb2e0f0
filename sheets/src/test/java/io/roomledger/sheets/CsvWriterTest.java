package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvWriterTest {
  private static final SheetLayout ONE_TEXT =
      new SheetLayout("Sheet", List.of(Column.text("t", 5), Column.number("n", 5)));

  private static String csv(CsvMode mode, String... texts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CsvWriter writer = CsvWriter.open(out, ONE_TEXT, mode, false)) {
      for (String text : texts) {
        writer.beginRow();
        writer.text(text);
        writer.number(-5);
        writer.endRow();
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void quotesOnlyWhereTheRfcAsks() throws IOException {
    assertThat(csv(CsvMode.EXACT, "plain", "a,b", "say \"hi\"", "two\nlines", " spaces ", "", "会议"))
        .isEqualTo(
            "t,n\r\n"
                + "plain,-5\r\n"
                + "\"a,b\",-5\r\n"
                + "\"say \"\"hi\"\"\",-5\r\n"
                + "\"two\n"
                + "lines\",-5\r\n"
                + " spaces ,-5\r\n"
                + ",-5\r\n"
                + "会议,-5\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "=1+1, '=1+1",
        "+86, '+86",
        "-5, '-5",
        "@x, '@x",
        "＝1, '＝1",
        "＋1, '＋1",
        "－1, '－1",
        "＠x, '＠x",
        "'=1, ''=1",
        "''=1, '''=1",
        "'x, 'x",
        "x=1, x=1",
        "'', ''",
        "ＡＢ, ＡＢ"
      })
  void safeModePutsAQuoteBeforeTriggers(String text, String field) throws IOException {
    assertThat(csv(CsvMode.SAFE, text)).isEqualTo("t,n\r\n" + field + ",-5\r\n");
    assertThat(csv(CsvMode.EXACT, text)).isEqualTo("t,n\r\n" + text + ",-5\r\n");
  }

  @Test
  void safeModeGuardsInsideTheQuotes() throws IOException {
    assertThat(csv(CsvMode.SAFE, "=1,2", "\t=1", "\r"))
        .isEqualTo("t,n\r\n\"'=1,2\",-5\r\n'\t=1,-5\r\n\"'\r\",-5\r\n");
  }

  @Test
  void beginsWithAByteOrderMarkUnlessToldOtherwise() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CsvWriter.open(out, ONE_TEXT, CsvMode.EXACT).close();
    assertThat(out.toByteArray()).isEqualTo("\uFEFFt,n\r\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void exactModePassesBytesThrough() throws IOException {
    byte[] bytes = {(byte) 0xFF, 0, (byte) 0xC0};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CsvWriter writer = CsvWriter.open(out, ONE_TEXT, CsvMode.EXACT, false)) {
      writer.beginRow();
      writer.text(bytes, 0, 3);
      writer.empty();
      writer.endRow();
    }
    assertThat(out.toByteArray())
        .endsWith((byte) 0xFF, (byte) 0, (byte) 0xC0, (byte) ',', (byte) '\r', (byte) '\n');
  }

  @Test
  void anEmptyCellOfASingleColumnIsStillARecord() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SheetLayout layout =
        new SheetLayout("Sheet", List.of(Column.words("w", 5, Dictionary.of(List.of("")))));
    try (CsvWriter writer = CsvWriter.open(out, layout, CsvMode.EXACT, false)) {
      writer.beginRow();
      writer.empty();
      writer.endRow();
      writer.beginRow();
      writer.word(0);
      writer.endRow();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("w\r\n\"\"\r\n\"\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_440, 65_472, 65_500, 65_535, 65_536, 65_537, 131_072, 500_000})
  void textAroundAndAboveTheBuffersSize(int length) throws IOException {
    String plain = "x".repeat(length);
    String quoted = "\"".repeat(length);
    List<List<String>> records =
        CsvParser.parse(
            ("\uFEFF" + csv(CsvMode.EXACT, plain, quoted, plain, "", quoted))
                .getBytes(StandardCharsets.UTF_8));
    assertThat(
            records.stream()
                .map(List::getFirst)
                .skip(1)
                .toList()
                .equals(List.of(plain, quoted, plain, "", quoted)))
        .isTrue();
  }
}
