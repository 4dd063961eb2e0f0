package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The id of one request: 14 digits of time (UTC) and 20 hex digits, in the answer's header and in
 * every log line.
 */
public final class LogId {
  /** The answer's header. */
  public static final String HEADER = "X-Tt-Logid";

  static final String MDC_KEY = "log_id";
  private static final String ATTRIBUTE = LogId.class.getName();
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final int RANDOM_BYTES = 10;

  private LogId() {}

  /** The id of the request at hand. */
  public static String of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "";
  }

  static String assign(HttpServletRequest request, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String id = SECONDS.format(now) + HexFormat.of().formatHex(bytes);
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
