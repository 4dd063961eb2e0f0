package io.roomledger.cli;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer that is not a file.
 *
 * @param envelope the protocol's JSON object, or null when the body is something else
 */
record Answer(int status, HttpHeaders headers, @Nullable JsonNode envelope) {
  private static final JsonMapper JSON = JsonMapper.shared();

  static Answer of(HttpResponse.ResponseInfo info, byte[] body) {
    return new Answer(info.statusCode(), info.headers(), envelope(body));
  }

  private static @Nullable JsonNode envelope(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node.isObject() && node.has("code") ? node : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /**
   * The envelope of a success.
   *
   * @throws Refused when the server says no, or not now
   * @throws Failure when this is no server of this protocol
   */
  JsonNode accepted() throws Refused, Failure {
    String logId =
        headers.firstValue("X-Tt-Logid").or(() -> headers.firstValue("X-Request-Id")).orElse(null);
    if (envelope != null) {
      if (status == 200 && envelope.path("code").asInt(-1) == 0) {
        return envelope;
      }
      throw new Refused(ApiError.of(status, envelope, logId), requestedWait());
    }
    if (status >= 500 || status == 429) {
      // A proxy on the way answers so, not the server.
      String message = "HTTP " + status + " without a message of the protocol";
      throw new Refused(new ApiError(status, -1, message, logId, List.of()), requestedWait());
    }
    if (status / 100 == 3) {
      throw Failure.of(
          ExitCode.NETWORK,
          "the server sends us on (HTTP %d) to %s"
              .formatted(status, headers.firstValue("Location").orElse("nowhere")),
          "give the address that it ends at with --server; credentials are not carried along by"
              + " themselves");
    }
    throw Failure.of(
        ExitCode.NETWORK,
        "what answers there speaks another protocol (HTTP %d, %s)"
            .formatted(status, headers.firstValue("Content-Type").orElse("no content type")),
        "check --server");
  }

  private @Nullable Duration requestedWait() {
    OptionalLong seconds = seconds("x-ogw-ratelimit-reset");
    if (seconds.isEmpty()) {
      seconds = seconds("Retry-After");
    }
    return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsLong()) : null;
  }

  private OptionalLong seconds(String header) {
    String value = headers.firstValue(header).orElse("").strip();
    return value.matches("\\d{1,6}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
