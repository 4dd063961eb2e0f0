package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final JsonMapper MAPPER = new JsonMapper();

  static Answer of(HttpResponse<byte[]> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The value of a header that must be there once. */
  public String header(String name) {
    assertThat(headers.allValues(name)).as(name).hasSize(1);
    return headers.allValues(name).getFirst();
  }

  public JsonNode json() {
    assertThat(header("Content-Type")).startsWith("application/json");
    return MAPPER.readTree(body);
  }

  /** The {@code code} of the envelope. */
  public int code() {
    return json().path("code").asInt(Integer.MIN_VALUE);
  }

  public JsonNode data() {
    return json().path("data");
  }

  /** The fields that {@code error.field_violations} names, in order. */
  public List<String> badFields() {
    return json()
        .path("error")
        .path("field_violations")
        .valueStream()
        .map(violation -> violation.path("field").asString())
        .toList();
  }

  /** Fails unless the answer has this HTTP status and this code. */
  public Answer expect(int expectedStatus, int expectedCode) {
    assertThat(status + "/" + code()).as(text()).isEqualTo(expectedStatus + "/" + expectedCode);
    return this;
  }

  /** Everything that a caller can tell apart, without the log id. */
  public String withoutLogId() {
    StringBuilder all = new StringBuilder("status " + status + "\n");
    headers
        .map()
        .forEach((name, values) -> {
          if (!name.equalsIgnoreCase("x-tt-logid") && !name.equalsIgnoreCase("date")) {
            all.append(name).append(": ").append(values).append('\n');
          }
        });
    return all + text().replaceAll("[0-9]{14}[0-9a-f]{20}", "LOG_ID");
  }
}
