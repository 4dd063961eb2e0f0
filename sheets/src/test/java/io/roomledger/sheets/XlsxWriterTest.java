package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class XlsxWriterTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.words("会议室", 20, Dictionary.of(List.of("Ada", "图灵 & Co <3>", "", "=1+1"))),
          Column.text("会议主题", 30),
          Column.stamp("开始", 18.5),
          Column.number("人数", 8));

  @Test
  void readsBackCellForCell() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("预定", COLUMNS))) {
      writer.beginRow();
      writer.word(1);
      writer.text("=1+1 _x0041_ \u0000\r\n😀");
      writer.stamp("2026-11-22 09:30".getBytes(StandardCharsets.US_ASCII), 0, 16);
      writer.number(-42);
      writer.endRow();
      writer.beginRow();
      writer.word(2);
      writer.text(" ");
      writer.empty();
      writer.empty();
      writer.endRow();
      assertThat(writer.rows()).isEqualTo(2);
    }
    List<Workbooks.SheetText> expected =
        List.of(
            new Workbooks.SheetText(
                "预定",
                List.of(
                    List.of("会议室", "会议主题", "开始", "人数"),
                    List.of("图灵 & Co <3>", "=1+1 _x0041_ \u0000\r\n😀", "2026-11-22 09:30", "-42"),
                    List.of("", " ", "", ""))));
    assertThat(Workbooks.readWithPoi(out.toByteArray(), 4)).isEqualTo(expected);
    assertThat(Workbooks.readWithFastexcel(out.toByteArray(), 4)).isEqualTo(expected);
  }
}
