package io.roomledger.command;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A command's result: {@code key: value} lines, or one JSON object. */
final class KeyValues {
  private KeyValues() {}

  static void print(PrintWriter out, boolean json, Map<String, ?> values) {
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(values));
    } else {
      values.forEach((key, value) -> out.println(key + ": " + shown(value)));
    }
    out.flush();
  }

  private static String shown(Object value) {
    return value instanceof Collection<?> many
        ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }
}
