package io.roomledger.oauth;

import io.roomledger.identity.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** What the kinds of token endpoints give: how long it is good, and how it looks. */
enum Terms {
  /** {@code authen/v1/access_token} and its refresh. */
  AUTHEN("v1", Duration.ofMinutes(119), Duration.ofMinutes(43_199)),
  /** {@code authen/v1/oidc/…}. */
  OIDC("v1", Duration.ofSeconds(7199), Duration.ofSeconds(2_591_999)),
  /** {@code authen/v2/oauth/token} and {@code oauth/v3/token}. */
  OAUTH("v2", Duration.ofHours(2), Duration.ofDays(7));

  /** The scope without which these give no refresh token. */
  static final String OFFLINE_ACCESS = "offline_access";

  private static final int RANDOM_BYTES = 32;
  private static final String HEADER = base64("{\"typ\":\"opaque\"}");

  private final String family;
  private final Duration accessLifetime;
  private final Duration refreshLifetime;

  Terms(String family, Duration accessLifetime, Duration refreshLifetime) {
    this.family = family;
    this.accessLifetime = accessLifetime;
    this.refreshLifetime = refreshLifetime;
  }

  String family() {
    return family;
  }

  Duration accessLifetime() {
    return accessLifetime;
  }

  Duration refreshLifetime() {
    return refreshLifetime;
  }

  boolean needsOfflineAccess() {
    return this == OAUTH;
  }

  String newAccessToken(Secrets secrets, Instant issued, Instant end) {
    return this == OAUTH ? likeJwt(secrets, issued, end) : "u-" + secrets.token(RANDOM_BYTES);
  }

  String newRefreshToken(Secrets secrets, Instant issued, Instant end) {
    return this == OAUTH ? likeJwt(secrets, issued, end) : "ur-" + secrets.token(RANDOM_BYTES);
  }

  /**
   * Three parts like a JWT, for programs that look when it ends. It is never read again: a token is
   * known by its hash in the database, or not at all.
   */
  private static String likeJwt(Secrets secrets, Instant issued, Instant end) {
    String claims =
        "{\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(secrets.token(RANDOM_BYTES), issued.getEpochSecond(), end.getEpochSecond());
    return HEADER + "." + base64(claims) + "." + secrets.token(RANDOM_BYTES);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
