package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;

/** The address that clients reach this server by, without a slash at the end. */
public final class BaseUrl {
  private final String configured;

  /** A fixed address, or an empty one for that of each request. */
  BaseUrl(String configured) {
    this.configured =
        configured.endsWith("/") ? configured.substring(0, configured.length() - 1) : configured;
  }

  public String of(HttpServletRequest request) {
    if (!configured.isEmpty()) {
      return configured;
    }
    String scheme = request.getScheme();
    int port = request.getServerPort();
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    String host = request.getServerName();
    String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return scheme + "://" + address + (usual ? "" : ":" + port) + request.getContextPath();
  }
}
