package io.roomledger.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the server is: scheme, host, port and an optional path before {@code /open-apis}. */
record ServerAddress(URI base) {
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|\\[.*]");

  /**
   * Accepts the base URL that an SDK takes, and the same with {@code /open-apis} or slashes at its
   * end.
   */
  static ServerAddress parse(String text) {
    String trimmed =
        text.strip().replaceAll("/+$", "").replaceAll("/open-apis$", "").replaceAll("/+$", "");
    URI uri;
    try {
      uri = new URI(trimmed);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(refusal(text));
    }
    return new ServerAddress(uri);
  }

  private static String refusal(String text) {
    // A user:password@ part is not repeated on the screen.
    String shown = text.replaceAll("//[^/]*@", "//…@");
    return "'%s' is no server address; write e.g. https://open.feishu.cn or http://127.0.0.1:8420"
        .formatted(shown);
  }

  URI resolve(String path) {
    return URI.create(base + path);
  }

  /** Whether a secret sent there can be read on the way. */
  boolean isExposed() {
    return "http".equalsIgnoreCase(base.getScheme()) && !isLoopback(base.getHost());
  }

  /** Whether it is Feishu or Lark itself. */
  boolean isFeishu() {
    String host = base.getHost().toLowerCase(Locale.ROOT);
    return host.matches("(.+\\.)?(feishu\\.cn|larksuite\\.com|larkoffice\\.com)");
  }

  /** Without asking a name server: only the name localhost and literal addresses count. */
  private static boolean isLoopback(String host) {
    if (!IP_LITERAL.matcher(host).matches()) {
      return host.equals("localhost") || host.endsWith(".localhost");
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
