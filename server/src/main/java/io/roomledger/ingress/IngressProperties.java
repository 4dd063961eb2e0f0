package io.roomledger.ingress;

import io.roomledger.identity.IpRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What stands between clients and this server.
 *
 * @param trustedProxies addresses and ranges parted by commas whose word about the client is taken;
 *     empty = nobody's
 * @param forwardedHeader the header in which they say it: {@code x-forwarded} for X-Forwarded-For
 *     and its like, {@code forwarded} for RFC 7239. Only one, since a proxy that writes the one
 *     hands on the other as the client sent it
 * @param pathPrefix the path that everything is served under, {@code /feishu}; empty = none
 */
@ConfigurationProperties("roomledger.server")
record IngressProperties(String trustedProxies, String forwardedHeader, String pathPrefix) {
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
  private static final String RFC_7239 = "forwarded";
  private static final String X_FORWARDED = "x-forwarded";

  IngressProperties {
    trustedProxies = trustedProxies.strip();
    parse(trustedProxies);
    if (!List.of(RFC_7239, X_FORWARDED).contains(forwardedHeader)) {
      throw new IllegalArgumentException(
          "roomledger.server.forwarded-header must be x-forwarded or forwarded: "
              + forwardedHeader);
    }
    pathPrefix = pathPrefix.strip().replaceFirst("/+$", "");
    if (!isPrefix(pathPrefix)) {
      throw new IllegalArgumentException(
          "roomledger.server.path-prefix must be like /feishu: " + pathPrefix);
    }
  }

  /** Whether it is a plain path without a slash at the end; the empty one is. */
  static boolean isPrefix(String path) {
    return PREFIX.matcher(path).matches();
  }

  boolean trusts(InetAddress address) {
    return ranges().stream().anyMatch(range -> range.contains(address));
  }

  boolean standardHeader() {
    return forwardedHeader.equals(RFC_7239);
  }

  List<IpRange> ranges() {
    return parse(trustedProxies);
  }

  private static List<IpRange> parse(String text) {
    try {
      return Arrays.stream(text.split(",", -1))
          .map(String::strip)
          .filter(each -> !each.isEmpty())
          .map(IpRange::parse)
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("roomledger.server.trusted-proxies: " + e.getMessage(), e);
    }
  }
}
