package io.roomledger.benchmarks.writers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows that are written, and the table they are written as.
 *
 * @param columns 15, those of the product's sheet, or 20, with five more behind them
 */
record Source(Path file, long rows, int columns, Names names, OurNames ourNames) {
  private static final List<String> HEADERS =
      List.of(
          "会议室名称", "会议主题", "预定人", "预定人所属部门", "邀请人数", "接受人数", "会议开始时间", "会议结束时间", "会议时长", "会议室预定状态",
          "签到设备", "会议室签到状态", "会议室签到时间", "释放人", "释放时间", "会议室层级", "容量", "预定编号", "创建时间", "预定人英文名");

  /** One letter a column: n = number, t = text. */
  private static final String KINDS = "ttttnnttttttttttnntt";

  /** The most rows of a sheet, less the header: one sheet must do for all writers. */
  static final int MOST_ROWS = 1_048_575;

  SourceFile open() throws IOException {
    return new SourceFile(file, Math.min(rows, MOST_ROWS));
  }

  /** The first so many of them. */
  Source first(long few) {
    return new Source(file, few, columns, names, ourNames);
  }

  List<String> headers() {
    return HEADERS.subList(0, columns);
  }

  static String kinds(int columns) {
    return KINDS.substring(0, columns);
  }
}
