package io.roomledger.cli;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to export.
 *
 * @param begin first instant
 * @param end end of the range, not part of it
 * @param rooms only these rooms, or with {@code exclude} all others; empty = all of the level
 */
record ExportOrder(
    String level, Instant begin, Instant end, List<String> rooms, boolean exclude, boolean topics) {

  ExportOrder {
    rooms = List.copyOf(rooms);
  }

  ObjectNode body(JsonMapper json) {
    ObjectNode body = json.createObjectNode();
    body.put("room_level_id", level);
    body.put("need_topic", topics);
    // The protocol carries times as text.
    body.put("start_time", Long.toString(begin.getEpochSecond()));
    body.put("end_time", Long.toString(end.getEpochSecond()));
    if (!rooms.isEmpty()) {
      rooms.forEach(body.putArray("room_ids")::add);
      body.put("is_exclude", exclude);
    }
    return body;
  }
}
