package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a query or of a form, apart: what stands in the address never passes for what was
 * filled in. Of two values for one name neither is taken.
 */
public final class FormFields {
  private static final int LARGEST_BYTES = 64 << 10;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> repeated = new LinkedHashSet<>();

  private FormFields(String encoded, ErrorCode malformed) {
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), malformed);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), malformed);
        if (values.put(name, value) != null) {
          repeated.add(name);
        }
      }
    }
  }

  /** What stands in the address. */
  public static FormFields ofQuery(HttpServletRequest request, ErrorCode malformed) {
    String query = request.getQueryString();
    return new FormFields(query == null ? "" : query, malformed);
  }

  /** What stands in the body, {@code application/x-www-form-urlencoded}. */
  public static FormFields ofBody(HttpServletRequest request, ErrorCode malformed)
      throws IOException {
    byte[] bytes = RequestBytes.read(request, LARGEST_BYTES, malformed, malformed);
    return new FormFields(new String(bytes, StandardCharsets.UTF_8), malformed);
  }

  private static String decode(String text, ErrorCode malformed) {
    String decoded;
    try {
      decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.because(malformed, "a field is not percent-encoded UTF-8");
    }
    // Neither does a text of the database hold NUL, nor is there a character U+FFFD to be meant.
    if (decoded.indexOf('\0') >= 0 || decoded.indexOf('\uFFFD') >= 0) {
      throw ApiException.because(malformed, "a field is not percent-encoded UTF-8");
    }
    return decoded;
  }

  /** The value; null when there is none, or it is empty. */
  public @Nullable String get(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Names that have more than one value. */
  public Set<String> repeated() {
    return Set.copyOf(repeated);
  }
}
