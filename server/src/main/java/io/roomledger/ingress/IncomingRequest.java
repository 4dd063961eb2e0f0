package io.roomledger.ingress;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request as its client made it, and the path that it leads to inside this program. */
final class IncomingRequest extends HttpServletRequestWrapper {
  private final String path;
  private final Origin origin;

  IncomingRequest(HttpServletRequest request, String path, Origin origin) {
    super(request);
    this.path = path;
    this.origin = origin;
  }

  /**
   * Who asked, and what they asked.
   *
   * @param host without a port; an IPv6 address in brackets
   */
  record Origin(String address, String scheme, String host, int port) {
    static Origin of(HttpServletRequest request) {
      return new Origin(
          request.getRemoteAddr(),
          request.getScheme(),
          request.getServerName(),
          request.getServerPort());
    }
  }

  @Override
  public String getRequestURI() {
    return path;
  }

  @Override
  public String getServletPath() {
    return path;
  }

  @Override
  public String getRemoteAddr() {
    return origin.address();
  }

  @Override
  public String getRemoteHost() {
    return origin.address();
  }

  @Override
  public String getScheme() {
    return origin.scheme();
  }

  @Override
  public boolean isSecure() {
    return origin.scheme().equals("https");
  }

  @Override
  public String getServerName() {
    return origin.host();
  }

  @Override
  public int getServerPort() {
    return origin.port();
  }
}
