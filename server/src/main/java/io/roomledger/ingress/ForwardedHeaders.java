package io.roomledger.ingress;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What proxies wrote about a request, nearest proxy last. Whoever reads it must trust the one that
 * the request came from; how far back the others are believed is found out here.
 *
 * @param clients whom each proxy was asked by; null = it did not say, or it is no IP address
 * @param schemes how each was asked, {@code http} or {@code https}
 * @param hosts by which name, as in the header Host
 * @param ports on which port
 * @param prefixes what each cut off the path
 */
record ForwardedHeaders(
    List<@Nullable InetAddress> clients,
    List<String> schemes,
    List<String> hosts,
    List<String> ports,
    List<String> prefixes) {

  /**
   * The client and how it asked; null or empty = nobody said.
   *
   * @param address of the client, or of the last proxy that can be told
   */
  record Seen(
      InetAddress address,
      @Nullable String scheme,
      @Nullable String host,
      @Nullable String port,
      String prefix) {}

  /** What X-Forwarded-For and its like say. */
  static ForwardedHeaders ofUsual(HttpServletRequest request) {
    List<@Nullable InetAddress> clients = new ArrayList<>();
    values(request, "X-Forwarded-For").forEach(each -> clients.add(address(each)));
    return new ForwardedHeaders(
        clients,
        values(request, "X-Forwarded-Proto"),
        values(request, "X-Forwarded-Host"),
        values(request, "X-Forwarded-Port"),
        values(request, "X-Forwarded-Prefix"));
  }

  /** What the header Forwarded of RFC 7239 says; it knows no prefix, so that has its own header. */
  static ForwardedHeaders ofStandard(HttpServletRequest request) {
    List<@Nullable InetAddress> clients = new ArrayList<>();
    List<String> schemes = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    for (String element : split(joined(request, "Forwarded"), ',')) {
      String client = "";
      String scheme = "";
      String host = "";
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : unquoted(pair.substring(equals + 1).strip());
        switch (name) {
          case "for" -> client = value;
          case "proto" -> scheme = value;
          case "host" -> host = value;
          default -> {
            // by, and what is made up
          }
        }
      }
      clients.add(address(client));
      schemes.add(scheme);
      hosts.add(host);
    }
    return new ForwardedHeaders(
        clients, schemes, hosts, List.of(), values(request, "X-Forwarded-Prefix"));
  }

  /**
   * Goes back from proxy to proxy as long as each is trusted; who comes first that is not is the
   * client, and what stands before was written by the client.
   *
   * @param peer who is trusted and handed the request to us
   */
  Seen seenBy(InetAddress peer, Predicate<InetAddress> trusted) {
    InetAddress client = peer;
    int hops = 0;
    while (hops < clients.size() && trusted.test(client)) {
      InetAddress before = clients.get(clients.size() - 1 - hops);
      if (before == null) {
        break;
      }
      client = before;
      hops++;
    }
    String prefix = Objects.requireNonNullElse(at(hops, prefixes), "").replaceFirst("/+$", "");
    return new Seen(
        client,
        at(hops, schemes),
        at(hops, hosts),
        at(hops, ports),
        IngressProperties.isPrefix(prefix) ? prefix : "");
  }

  /**
   * The word of the proxy so many hops away, else of the nearest one behind it: not every proxy
   * adds to what it was told.
   */
  private static @Nullable String at(int hops, List<String> values) {
    for (int i = Math.max(0, values.size() - Math.max(hops, 1)); i < values.size(); i++) {
      if (!values.get(i).isEmpty()) {
        return values.get(i);
      }
    }
    return null;
  }

  private static String joined(HttpServletRequest request, String name) {
    return String.join(",", Collections.list(request.getHeaders(name)));
  }

  private static List<String> values(HttpServletRequest request, String name) {
    String joined = joined(request, name);
    return joined.isBlank() ? List.of() : split(joined, ',');
  }

  /** Cuts outside of quotes, and leaves the quotes. */
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\' && i + 1 < text.length()) {
        part.append(c).append(text.charAt(++i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      }
      if (c == at && !quoted) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString().strip());
    return parts;
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text;
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1:1234}, {@code 2001:db8::1}, {@code [2001:db8::1]:1234}. */
  static @Nullable InetAddress address(String text) {
    String bare = unquoted(text.strip());
    int colon = bare.indexOf(':');
    if (bare.startsWith("[") && bare.contains("]")) {
      bare = bare.substring(1, bare.indexOf(']'));
    } else if (colon >= 0 && colon == bare.lastIndexOf(':')) {
      bare = bare.substring(0, colon);
    }
    try {
      return bare.isEmpty() ? null : InetAddress.ofLiteral(bare);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
