package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.channels.WritableByteChannel;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * The connection under an answer, for who has bytes that the system can copy to it by itself. What
 * is written to it takes its place behind what was written to the answer and flushed before.
 */
public final class PlainConnection {
  private static final String ATTRIBUTE = PlainConnection.class.getName();

  private PlainConnection() {}

  /** Says which connection a request came by; it must be one on which a write never waits. */
  public static void assign(Request request, WritableByteChannel connection) {
    request.setAttribute(ATTRIBUTE, connection);
  }

  /**
   * The connection of the request at hand; null when its bytes are not sent as they are, as with
   * TLS. It takes as much as it has room for, and is the caller's only until the answer is ended.
   */
  public static @Nullable WritableByteChannel of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof WritableByteChannel connection
        ? connection
        : null;
  }
}
