package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** The address that clients reach this server by, without a slash at the end. */
public final class BaseUrl {
  private final String configured;
  private final String configuredPath;

  /** A fixed address, or an empty one for that of each request. */
  BaseUrl(String configured) {
    this.configured = configured.replaceFirst("/+$", "");
    try {
      String path = URI.create(this.configured).getRawPath();
      this.configuredPath = path == null ? "" : path;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "roomledger.server.public-url must be like https://rooms.example: " + configured, e);
    }
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
    return scheme + "://" + address + (usual ? "" : ":" + port) + InnerPath.prefix(request);
  }

  /** A path of this server as a browser must ask for it, which may come by another prefix. */
  public String path(HttpServletRequest request, String path) {
    return (configured.isEmpty() ? InnerPath.prefix(request) : configuredPath) + path;
  }
}
