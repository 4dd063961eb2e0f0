package io.roomledger.benchmarks.writers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the numbers in the rows stand for. */
record Names(
    List<String> rooms,
    List<Integer> levelOfRoom,
    List<Integer> capacities,
    List<String> people,
    List<String> englishNames,
    List<Integer> departmentOfPerson,
    List<String> departments,
    List<String> levels) {
  static final List<String> STATUS =
      List.of("审批中", "预定成功", "已释放（手动释放）", "已释放（会议结束后自动释放）", "已释放（未签到被释放）", "已释放（传感器自动释放）");
  static final List<String> DEVICE = List.of("签到板", "签到二维码", "控制器", "触屏板", "设备离线，自动签到");
  static final List<String> CHECK_IN =
      List.of(
          "无需签到（即时预定）",
          "无需签到（未开启签到设置）",
          "无需签到",
          "超时未签到",
          "签到时间未结束",
          "无需签到（未安装签到设备）",
          "已签到",
          "待签到",
          "不可签到（会议室被禁用）");

  /** Reads the files that psql wrote. */
  static Names read(Path directory) throws IOException {
    List<String[]> rooms = table(directory.resolve("rooms"));
    List<String[]> people = table(directory.resolve("people"));
    return new Names(
        texts(rooms, 0),
        places(rooms, 1),
        numbers(rooms, 2),
        texts(people, 0),
        texts(people, 1),
        places(people, 2),
        texts(table(directory.resolve("departments")), 0),
        texts(table(directory.resolve("levels")), 0));
  }

  private static List<String[]> table(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split("\t", -1)).toList();
  }

  private static List<String> texts(List<String[]> table, int column) {
    return table.stream().map(line -> line[column]).toList();
  }

  private static List<Integer> numbers(List<String[]> table, int column) {
    return table.stream().map(line -> Integer.valueOf(line[column])).toList();
  }

  private static List<Integer> places(List<String[]> table, int column) {
    return numbers(table, column).stream().map(number -> number - 1).toList();
  }
}
