package io.roomledger.testing;

import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a create call; each change makes a new one. */
public final class ExportOrder {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ObjectNode body;

  private ExportOrder(ObjectNode body) {
    this.body = body;
  }

  /** Titles wanted, all rooms below the level. */
  public static ExportOrder of(String levelId, Instant start, Instant end) {
    return new ExportOrder(
        MAPPER
            .createObjectNode()
            .put("room_level_id", levelId)
            .put("need_topic", true)
            .put("start_time", Long.toString(start.getEpochSecond()))
            .put("end_time", Long.toString(end.getEpochSecond())));
  }

  public ExportOrder withoutTopics() {
    ObjectNode changed = body.deepCopy();
    return new ExportOrder(changed.put("need_topic", false));
  }

  public ExportOrder at(String levelId) {
    ObjectNode changed = body.deepCopy();
    return new ExportOrder(changed.put("room_level_id", levelId));
  }

  /** These rooms of the level only. */
  public ExportOrder only(String... roomIds) {
    return rooms(false, roomIds);
  }

  /** All rooms of the level but these. */
  public ExportOrder allBut(String... roomIds) {
    return rooms(true, roomIds);
  }

  private ExportOrder rooms(boolean exclude, String... roomIds) {
    ObjectNode changed = body.deepCopy();
    ArrayNode rooms = changed.put("is_exclude", exclude).putArray("room_ids");
    for (String room : roomIds) {
      rooms.add(room);
    }
    return new ExportOrder(changed);
  }

  public String json() {
    return body.toString();
  }
}
