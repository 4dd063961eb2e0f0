package io.roomledger.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database address as people write it, taken apart, so that no password stays in the part that
 * messages show.
 *
 * @param url for JDBC, without user and password
 * @param user empty when the address names none
 * @param password empty when the address holds none
 */
record DatabaseAddress(String url, String user, String password) {
  static final String PREFIX = "jdbc:postgresql://";
  private static final List<String> PREFIXES =
      List.of(PREFIX, "jdbc:postgres://", "postgresql://", "postgres://");

  /**
   * @param variable named in the message when the address is not one
   */
  static DatabaseAddress parse(String variable, String address) {
    try {
      String rest =
          PREFIXES.stream()
              .filter(address::startsWith)
              .findFirst()
              .map(prefix -> address.substring(prefix.length()))
              .orElseThrow(() -> wrong(variable, null));
      return parse(rest);
    } catch (IllegalArgumentException e) {
      throw wrong(variable, e);
    }
  }

  private static DatabaseAddress parse(String rest) {
    String user = "";
    String password = "";
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    int slash = place.indexOf('/');
    int at = place.lastIndexOf('@', slash < 0 ? place.length() : slash);
    if (at >= 0) {
      int colon = place.lastIndexOf(':', at) < 0 ? -1 : place.indexOf(':');
      user = decode(place.substring(0, colon < 0 ? at : colon));
      password = colon < 0 ? "" : decode(place.substring(colon + 1, at));
      place = place.substring(at + 1);
    }
    List<String> others = new ArrayList<>();
    for (String parameter : question < 0 ? List.<String>of() : parameters(rest, question)) {
      if (parameter.startsWith("user=")) {
        user = decode(parameter.substring("user=".length()));
      } else if (parameter.startsWith("password=")) {
        password = decode(parameter.substring("password=".length()));
      } else if (!parameter.isEmpty()) {
        others.add(parameter);
      }
    }
    String query = others.isEmpty() ? "" : "?" + String.join("&", others);
    return new DatabaseAddress(PREFIX + place + query, user, password);
  }

  private static List<String> parameters(String text, int question) {
    return List.of(text.substring(question + 1).split("&", -1));
  }

  private static String decode(String text) {
    // A plus sign means itself here, unlike in a form.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static DatabaseStartException wrong(String variable, @Nullable Throwable cause) {
    // The value itself is not repeated: it may hold a password.
    return new DatabaseStartException(
        variable
            + " must look like jdbc:postgresql://host:5432/database"
            + " or postgres://host:5432/database.",
        cause);
  }
}
