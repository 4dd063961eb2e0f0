package io.roomledger.torture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/** What stands in an export: told by a query of our own, and read back by a reader of others. */
final class Expected {
  private static final List<String> HEADERS =
      List.of(
          "会议室名称", "会议主题", "预定人", "预定人所属部门", "邀请人数", "接受人数", "会议开始时间", "会议结束时间", "会议时长", "会议室预定状态",
          "签到设备", "会议室签到状态", "会议室签到时间", "释放人", "释放时间");
  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-F]{4})_");
  private static final int ROWS_AT_ONCE = 5000;

  private final Map<Order, Content> known = new ConcurrentHashMap<>();

  /**
   * What a table comes to.
   *
   * @param digest of all cells, in their order
   */
  record Content(long rows, String digest) {}

  /** What the export of this order has to hold; the reservations do not change in a run. */
  Content of(Connection database, Order order) throws Exception {
    Content content = known.get(order);
    if (content == null) {
      content = query(database, order);
      known.put(order, content);
    }
    return content;
  }

  private static Content query(Connection database, Order order) throws Exception {
    Digest digest = new Digest();
    database.setAutoCommit(false);
    try (PreparedStatement statement = database.prepareStatement(Shell.resource("expected.sql"))) {
      statement.setFetchSize(ROWS_AT_ONCE);
      statement.setBoolean(1, order.topics());
      statement.setLong(2, order.tenant());
      statement.setLong(3, order.toSecond());
      statement.setLong(4, order.fromSecond());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          digest.row();
          for (int i = 1; i <= HEADERS.size(); i++) {
            digest.cell(rows.getString(i));
          }
        }
      }
    } finally {
      database.rollback();
      database.setAutoCommit(true);
    }
    return digest.content();
  }

  /** What a file holds; one that is torn is an exception. */
  static Content read(byte[] file) throws Exception {
    Digest digest = new Digest();
    boolean header = true;
    try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file))) {
      Sheet sheet = workbook.getFirstSheet();
      try (Stream<Row> rows = sheet.openStream()) {
        for (Row row : (Iterable<Row>) rows::iterator) {
          if (!header) {
            digest.row();
          }
          for (int i = 0; i < HEADERS.size(); i++) {
            String text =
                row.getOptionalCell(i).map(Cell::getRawValue).map(Expected::decoded).orElse("");
            if (!header) {
              digest.cell(text);
            } else if (!text.equals(HEADERS.get(i))) {
              throw new IOException("the header of column " + i + " is " + text);
            }
          }
          header = false;
        }
      }
    }
    return digest.content();
  }

  private static String decoded(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(escape ->
            Matcher.quoteReplacement(
                Character.toString((char) Integer.parseInt(escape.group(1), 16))));
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static final class Digest {
    private final MessageDigest digest;
    private long rows;

    Digest() throws Exception {
      digest = MessageDigest.getInstance("SHA-256");
    }

    void row() {
      rows++;
      digest.update((byte) 1);
    }

    void cell(@Nullable String text) {
      digest.update((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }

    Content content() {
      return new Content(rows, HexFormat.of().formatHex(digest.digest()));
    }
  }
}
