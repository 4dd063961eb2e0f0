package io.roomledger.exports;

import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** The body of {@code POST …/resource_reservation_list}, every field checked. */
record ReservationExportRequest(
    String roomLevelId,
    boolean needTopic,
    long startTime,
    long endTime,
    List<String> roomIds,
    boolean isExclude) {
  private static final Pattern LEVEL_ID = Pattern.compile("0|omb_[0-9a-f]{32}");
  private static final Pattern ROOM_ID = Pattern.compile("omm_[0-9a-f]{32}");

  static ReservationExportRequest read(HttpServletRequest request, ExportProperties properties)
      throws IOException {
    return read(request, properties, ErrorCode.DATA_NOT_EXIST, ErrorCode.PARAM_ERROR);
  }

  /**
   * {@link #read} by other codes.
   *
   * @param unreadable the error for a body that is no JSON object
   * @param wrong the error for fields that are wrong
   */
  static ReservationExportRequest read(
      HttpServletRequest request,
      ExportProperties properties,
      ErrorCode unreadable,
      ErrorCode wrong)
      throws IOException {
    JsonBody body = JsonBody.read(request, unreadable, wrong);
    String level =
        body.requiredId(
            "room_level_id",
            LEVEL_ID,
            "the id of a room level: omb_ and 32 hex digits, or 0 for the organisation");
    boolean needTopic = body.optionalBoolean("need_topic", false);
    long start = body.requiredUnixSeconds("start_time");
    long end = body.requiredUnixSeconds("end_time");
    if (start >= 0 && end >= 0 && end < start) {
      body.reject("end_time", Long.toString(end), "must not be before start_time");
    }
    long longest = properties.maxRange().toSeconds();
    if (longest > 0 && start >= 0 && end - start > longest) {
      body.reject(
          "end_time",
          Long.toString(end),
          "can be " + longest + " seconds after start_time at most");
    }
    List<String> rooms =
        body.optionalIds(
            "room_ids",
            ROOM_ID,
            "the id of a room: omm_ and 32 hex digits",
            properties.maxRoomIds());
    boolean exclude = body.optionalBoolean("is_exclude", false);
    body.check(wrong);
    return new ReservationExportRequest(level, needTopic, start, end, rooms, exclude);
  }

  /** The same by our numbers. */
  ExportTask.Request of(long level, List<Long> rooms) {
    return new ExportTask.Request(level, needTopic, startTime, endTime, rooms, isExclude);
  }
}
