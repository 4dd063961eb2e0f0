package io.roomledger.command;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command's result: {@code key: value} lines, or one JSON object. A list of such objects is a
 * paragraph each.
 */
final class KeyValues {
  private KeyValues() {}

  static void print(PrintWriter out, boolean json, Map<String, ?> values) {
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(values));
    } else {
      values.forEach((key, value) -> {
        if (value instanceof Collection<?> many && many.stream().anyMatch(Map.class::isInstance)) {
          many.forEach(each -> paragraph(out, (Map<?, ?>) each));
        } else {
          out.println(key + ": " + shown(value));
        }
      });
    }
    out.flush();
  }

  private static void paragraph(PrintWriter out, Map<?, ?> values) {
    out.println();
    values.forEach((key, value) -> out.println(key + ": " + shown(value)));
  }

  private static String shown(@Nullable Object value) {
    return value instanceof Collection<?> many
        ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }
}
