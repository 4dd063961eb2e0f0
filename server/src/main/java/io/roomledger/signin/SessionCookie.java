package io.roomledger.signin;

import io.roomledger.identity.Secrets;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a browser shows: before somebody signs in it only ties forms to the browser, then
 * it is the session's. A new one is given whenever somebody signs in or out.
 */
public final class SessionCookie {
  private static final String NAME = "roomledger";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;

  private final Secrets secrets;

  public SessionCookie(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * What the browser shows; null when it shows nothing of the kind.
   *
   * @param secure whether the browser came by TLS
   */
  public @Nullable String read(HttpServletRequest request, boolean secure) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    String found = null;
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(name(secure))) {
        if (found != null) {
          // Somebody put a second one beside it: neither is believed.
          return null;
        }
        found = cookie.getValue();
      }
    }
    return found != null && found.length() == SECRET_LENGTH ? found : null;
  }

  /** Gives the browser a new one. */
  public String renew(HttpServletResponse response, boolean secure) {
    String secret = secrets.token(SECRET_BYTES);
    write(response, secret, secure);
    return secret;
  }

  /** A new one that the browser does not have yet. */
  public String make() {
    return secrets.token(SECRET_BYTES);
  }

  /** Hands it over; gone when the browser is closed. */
  public void write(HttpServletResponse response, String secret, boolean secure) {
    Cookie cookie = new Cookie(name(secure), secret);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setAttribute("SameSite", "Lax");
    response.addCookie(cookie);
  }

  /** What every form of this browser must bring along. */
  public static String formToken(String secret) {
    return HexFormat.of().formatHex(Secrets.hash("form " + secret));
  }

  /** Whether a form brought what it must. */
  public static boolean isFormToken(@Nullable String secret, @Nullable String token) {
    return secret != null
        && token != null
        && Secrets.same(Secrets.hash(formToken(secret)), Secrets.hash(token));
  }

  /** A browser takes a cookie of this name only from this very host, by TLS. */
  private static String name(boolean secure) {
    return secure ? "__Host-" + NAME : NAME;
  }
}
