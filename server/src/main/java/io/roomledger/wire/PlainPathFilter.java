package io.roomledger.wire;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives a request's path the plain form: SDKs with a base URL that ends in a slash ask for {@code
 * //open-apis/…}, and the call guide itself uses paths with a slash at the end.
 */
final class PlainPathFilter extends OncePerRequestFilter {
  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(withPlainPath(request), response);
  }

  private static HttpServletRequest withPlainPath(HttpServletRequest request) {
    String path = request.getRequestURI();
    String plain = plainPath(path);
    return plain.equals(path) ? request : new PlainPathRequest(request, plain);
  }

  /** Without repeated slashes and without one at the end. */
  static String plainPath(String path) {
    StringBuilder plain = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '/' || plain.isEmpty() || plain.charAt(plain.length() - 1) != '/') {
        plain.append(c);
      }
    }
    if (plain.length() > 1 && plain.charAt(plain.length() - 1) == '/') {
      plain.setLength(plain.length() - 1);
    }
    return plain.toString();
  }

  private static final class PlainPathRequest extends HttpServletRequestWrapper {
    private final String path;

    PlainPathRequest(HttpServletRequest request, String path) {
      super(request);
      this.path = path;
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public String getServletPath() {
      return path;
    }
  }
}
