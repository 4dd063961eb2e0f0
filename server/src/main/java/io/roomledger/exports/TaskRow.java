package io.roomledger.exports;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a row of the table of tasks becomes a task. */
final class TaskRow {
  static final String COLUMNS =
      """
      task_id, tenant_id, app_id, owner_id, level_id, need_topic, extract(epoch from start_at)::bigint as start_second,
      extract(epoch from end_at)::bigint as end_second, room_ids, is_exclude, state, attempt, handed_back, lane, created_at, fail_msg,
      file_key, file_name, file_size, file_rows, file_sha256, file_token_key, log_id
      """;

  private TaskRow() {}

  /** The task in a row that has {@link #COLUMNS}. */
  static ExportTask of(ResultSet row) throws SQLException {
    long owner = row.getLong("owner_id");
    Long ownerId = row.wasNull() ? null : owner;
    Array rooms = row.getArray("room_ids");
    return new ExportTask(
        row.getLong("task_id"),
        row.getLong("tenant_id"),
        row.getLong("app_id"),
        ownerId,
        new ExportTask.Request(
            row.getLong("level_id"),
            row.getBoolean("need_topic"),
            row.getLong("start_second"),
            row.getLong("end_second"),
            rooms == null ? List.of() : Arrays.asList((Long[]) rooms.getArray()),
            row.getBoolean("is_exclude")),
        ExportTask.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInt("attempt"),
        row.getInt("handed_back"),
        Lane.of(row.getString("lane")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("fail_msg"),
        file(row),
        row.getString("log_id"));
  }

  private static ExportTask.@Nullable FinishedFile file(ResultSet row) throws SQLException {
    String key = row.getString("file_key");
    if (key == null) {
      return null;
    }
    return new ExportTask.FinishedFile(
        key,
        row.getString("file_name"),
        row.getLong("file_size"),
        row.getLong("file_rows"),
        HexFormat.of().formatHex(row.getBytes("file_sha256")),
        row.getInt("file_token_key"),
        row.getInt("attempt"));
  }
}
