package io.roomledger.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/** A file read back by a reader that we did not write: rows of texts, empty for an empty cell. */
final class Workbook {
  static final List<String> HEADERS =
      List.of(
          "会议室名称", "会议主题", "预定人", "预定人所属部门", "邀请人数", "接受人数", "会议开始时间", "会议结束时间", "会议时长", "会议室预定状态",
          "签到设备", "会议室签到状态", "会议室签到时间", "释放人", "释放时间");

  private Workbook() {}

  static List<List<String>> rows(byte[] file) throws IOException {
    try (InputStream in = new ByteArrayInputStream(file);
        ReadableWorkbook workbook = new ReadableWorkbook(in)) {
      Sheet sheet = workbook.getFirstSheet();
      try (Stream<Row> rows = sheet.openStream()) {
        return rows.map(Workbook::texts).toList();
      }
    }
  }

  private static List<String> texts(Row row) {
    return IntStream.range(0, HEADERS.size())
        .mapToObj(column -> row.getOptionalCell(column).map(Cell::getRawValue).orElse(""))
        .toList();
  }
}
