package io.roomledger.exports;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The name under which a file is saved by whoever downloads it. */
final class FileNames {
  private static final String SAFE_IN_HEADER = "!#$&+-.^_`|~";

  private FileNames() {}

  /** What people see, {@code 会议室预定数据_<task>.xlsx}. */
  static String of(ExportTask task) {
    return ReservationSheet.NAME + "_" + task.taskId() + ".xlsx";
  }

  /**
   * The header that makes every client save it: a plain name for those that know no other (one SDK
   * fails without), and the real one, as RFC 6266 has it.
   */
  static String contentDisposition(ExportTask task, String name) {
    return "attachment; filename=\"resource_reservation_list_"
        + task.taskId()
        + ".xlsx\"; filename*=UTF-8''"
        + percentEncoded(name);
  }

  private static String percentEncoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || SAFE_IN_HEADER.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
