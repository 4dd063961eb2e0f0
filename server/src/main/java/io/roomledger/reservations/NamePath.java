package io.roomledger.reservations;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names from the top downwards in one field: {@code 上海 / 漕河泾 / A座}. A slash in a name is written
 * {@code \/}, a backslash {@code \\}.
 *
 * @param names null when the text is no path
 * @param fault why it is none; empty otherwise
 */
record NamePath(@Nullable List<String> names, String fault) {
  private static final String SLASH =
      "has a slash that is not ' / ' between two names: a slash inside a name is written \\/";

  static NamePath parse(String text) {
    if (text.isBlank()) {
      return new NamePath(List.of(), "");
    }
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
        if (next != '/' && next != '\\') {
          return fault("has a backslash before neither / nor \\: a backslash is written \\\\");
        }
        name.append(next);
        i++;
      } else if (c != '/') {
        name.append(c);
      } else if (i > 0
          && i + 1 < text.length()
          && text.charAt(i - 1) == ' '
          && text.charAt(i + 1) == ' ') {
        names.add(name.toString().strip());
        name.setLength(0);
      } else {
        return fault(SLASH);
      }
    }
    names.add(name.toString().strip());
    return names.contains("")
        ? fault("has an empty name between slashes")
        : new NamePath(names, "");
  }

  private static NamePath fault(String fault) {
    return new NamePath(null, fault);
  }
}
