package io.roomledger.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The ways back from the authorize page to the app, once its address is proven. */
final class BackToApp {
  private BackToApp() {}

  static String withCode(String redirectUri, String code, @Nullable String state) {
    return address(redirectUri, "code", code, state);
  }

  /** With an error, in OAuth 2.0's words. */
  static String withError(String redirectUri, String error, @Nullable String state) {
    return address(redirectUri, "error", error, state);
  }

  private static String address(
      String redirectUri, String name, String value, @Nullable String state) {
    StringBuilder address = new StringBuilder(redirectUri);
    address.append(redirectUri.indexOf('?') < 0 ? '?' : '&');
    address.append(name).append('=').append(encode(value));
    if (state != null) {
      address.append("&state=").append(encode(state));
    }
    return address.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * What a browser must be told that forms of the page may lead to: a Content-Security-Policy
   * source, which can name neither a path nor an IPv6 address.
   */
  static String source(String redirectUri) {
    URI uri = URI.create(redirectUri);
    String host = uri.getHost();
    if (host == null || host.startsWith("[")) {
      return uri.getScheme() + ":";
    }
    return uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
