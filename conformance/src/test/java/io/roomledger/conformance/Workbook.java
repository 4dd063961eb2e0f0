package io.roomledger.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-F]{4})_");

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
        .mapToObj(column ->
            row.getOptionalCell(column).map(Cell::getRawValue).map(Workbook::decoded).orElse(""))
        .toList();
  }

  /** This reader leaves the escapes of ECMA-376 (22.9.2.19) as they are. */
  private static String decoded(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(escape ->
            Matcher.quoteReplacement(
                Character.toString((char) Integer.parseInt(escape.group(1), 16))));
  }
}
