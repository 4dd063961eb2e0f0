package io.roomledger.ingress;

import io.roomledger.ingress.ForwardedHeaders.Seen;
import io.roomledger.ingress.IncomingRequest.Origin;
import io.roomledger.wire.InnerPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who asks and by which address, where proxies stand in between, and takes the path
 * prefix away. What no trusted proxy said is not looked at.
 */
final class IngressFilter extends OncePerRequestFilter {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int LARGEST_PORT = 65_535;

  private final IngressProperties properties;
  private final boolean anyTrusted;

  IngressFilter(IngressProperties properties) {
    this.properties = properties;
    this.anyTrusted = !properties.ranges().isEmpty();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Seen seen = anyTrusted ? seen(request) : null;
    String path = request.getRequestURI();
    String inner = inner(path);
    String outer = (seen == null ? "" : seen.prefix()) + properties.pathPrefix();
    InnerPath.assign(request, outer, inner == null ? path : inner);
    if (inner == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (request.getMethod().equals("OPTIONS")) {
      // Nobody's browser is let in from elsewhere, and so nobody has to be told what else there is.
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (seen == null && properties.pathPrefix().isEmpty()) {
      chain.doFilter(request, response);
    } else {
      Origin origin = seen == null ? Origin.of(request) : origin(request, seen);
      chain.doFilter(new IncomingRequest(request, inner, origin), response);
    }
  }

  /** Without the prefix; null = it is not there. */
  private @Nullable String inner(String path) {
    String prefix = properties.pathPrefix();
    if (prefix.isEmpty() || path.startsWith(prefix + "/")) {
      return path.substring(prefix.length());
    }
    return path.equals(prefix) ? "/" : null;
  }

  private @Nullable Seen seen(HttpServletRequest request) {
    // An address of one link says which interface it came by.
    InetAddress peer = InetAddress.ofLiteral(request.getRemoteAddr().replaceFirst("%.*", ""));
    if (!properties.trusts(peer)) {
      return null;
    }
    ForwardedHeaders headers =
        properties.standardHeader()
            ? ForwardedHeaders.ofStandard(request)
            : ForwardedHeaders.ofUsual(request);
    return headers.seenBy(peer, properties::trusts);
  }

  private static Origin origin(HttpServletRequest request, Seen seen) {
    String said = Objects.requireNonNullElse(seen.scheme(), "").toLowerCase(Locale.ROOT);
    String scheme = said.equals("http") || said.equals("https") ? said : request.getScheme();
    Matcher host = HOST.matcher(Objects.requireNonNullElse(seen.host(), ""));
    if (!host.matches()) {
      host = HOST.matcher(Objects.requireNonNullElse(request.getHeader("Host"), ""));
    }
    int usual = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    boolean named = host.matches();
    int port = port(named ? host.group(2) : null, port(seen.port(), usual));
    return new Origin(
        seen.address().getHostAddress(),
        scheme,
        named ? host.group(1) : request.getServerName(),
        port);
  }

  private static int port(@Nullable String digits, int otherwise) {
    if (digits == null || !digits.matches("[0-9]{1,5}")) {
      return otherwise;
    }
    int port = Integer.parseInt(digits);
    return port > 0 && port <= LARGEST_PORT ? port : otherwise;
  }
}
