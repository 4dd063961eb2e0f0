package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request's JSON object, read field by field: every field that is wrong is collected, and {@link
 * #check} reports them all at once. Lenient where real clients are loose (any Content-Type, numbers
 * for strings of digits, {@code "True"}, of a field that is there twice the last); strict where a
 * guess could widen what is asked for.
 */
public final class JsonBody {
  /** The largest body, also after decompression. */
  public static final int LARGEST_BYTES = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;
  private final List<FieldViolation> violations = new ArrayList<>();

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads the request's body.
   *
   * @param unreadable the error for a body that is no JSON object
   * @param tooLarge the error for a body over {@link #LARGEST_BYTES}
   */
  public static JsonBody read(HttpServletRequest request, ErrorCode unreadable, ErrorCode tooLarge)
      throws IOException {
    byte[] bytes = RequestBytes.read(request, LARGEST_BYTES, unreadable, tooLarge);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.because(unreadable, "the request body is not valid UTF-8");
    }
    if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
      text = text.substring(1);
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw ApiException.because(
          unreadable, "the request body is not valid JSON: " + e.getOriginalMessage());
    }
    if (node == null || !node.isObject()) {
      throw ApiException.because(unreadable, "the request body must be a JSON object");
    }
    return new JsonBody(node);
  }

  /** A string that must be there; empty, with a violation noted, when it is not. */
  public String requiredText(String field) {
    JsonNode node = present(field);
    if (node == null) {
      return violation(field, "", field + " is required");
    }
    return node.isString() ? node.stringValue() : violation(field, node, "must be a string");
  }

  /** A string, or null when it is absent, null or empty. */
  public @Nullable String optionalText(String field) {
    JsonNode node = present(field);
    if (node == null || (node.isString() && node.stringValue().isEmpty())) {
      return null;
    }
    return node.isString() ? node.stringValue() : violation(field, node, "must be a string");
  }

  /** A required id of the given form. */
  public String requiredId(String field, Pattern form, String description) {
    JsonNode node = present(field);
    if (node == null) {
      return violation(field, "", field + " is required, " + description);
    }
    if (!node.isString() || !form.matcher(node.stringValue()).matches()) {
      return violation(field, node, "must be " + description);
    }
    return node.stringValue();
  }

  /**
   * Required Unix seconds, sent as a string of digits or as a number; -1, with a violation noted,
   * when wrong.
   */
  public long requiredUnixSeconds(String field) {
    JsonNode node = present(field);
    if (node == null) {
      violation(field, "", field + " is required: Unix time in seconds");
      return -1;
    }
    String digits = node.isString() ? node.stringValue() : node.isNumber() ? node.asString() : "";
    UnixSeconds.Parsed parsed = UnixSeconds.parse(digits);
    if (parsed.problem() != null) {
      violation(field, node, parsed.problem());
    }
    return parsed.seconds();
  }

  /**
   * A boolean; absent or null is the default; {@code "True"} and {@code "false"} are understood.
   */
  public boolean optionalBoolean(String field, boolean absent) {
    JsonNode node = present(field);
    if (node == null) {
      return absent;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    String word = node.isString() ? node.stringValue() : "";
    if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
      return word.equalsIgnoreCase("true");
    }
    violation(field, node, "must be true or false");
    return absent;
  }

  /** Ids of the given form; absent, null or empty is an empty list; repeated ones count once. */
  public List<String> optionalIds(String field, Pattern form, String description, int most) {
    JsonNode node = present(field);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      violation(field, node, "must be an array, each element " + description);
      return List.of();
    }
    if (node.size() > most) {
      violation(field, node.size() + " elements", "can have " + most + " elements at most");
      return List.of();
    }
    List<String> ids = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      JsonNode element = node.get(i);
      if (element.isString() && form.matcher(element.stringValue()).matches()) {
        ids.add(element.stringValue());
      } else {
        violation(field + "[" + i + "]", element, "must be " + description);
      }
    }
    return ids.stream().distinct().toList();
  }

  /** Notes a violation that involves more than one field. */
  public void reject(String field, String value, String description) {
    violation(field, value, description);
  }

  /** Ends the request when a field was wrong. */
  public void check(ErrorCode errorCode) {
    if (!violations.isEmpty()) {
      throw ApiException.fields(errorCode, violations);
    }
  }

  private @Nullable JsonNode present(String field) {
    JsonNode node = object.get(field);
    return node == null || node.isNull() ? null : node;
  }

  private String violation(String field, JsonNode node, String description) {
    return violation(field, node.isValueNode() ? node.asString() : node.toString(), description);
  }

  private String violation(String field, String value, String description) {
    violations.add(new FieldViolation(field, value, description));
    return "";
  }
}
