package io.roomledger.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Random ids and secrets, and the hash under which a secret is kept. A plain SHA-256 will do for
 * what is random and long; passwords, which people choose, are not kept this way.
 */
public final class Secrets {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int APP_SECRET_LENGTH = 32;

  private final SecureRandom random;

  public Secrets(SecureRandom random) {
    this.random = random;
  }

  /** {@code prefix} and so many random hex digits. */
  public String id(String prefix, int hexDigits) {
    byte[] bytes = new byte[(hexDigits + 1) / 2];
    random.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes).substring(0, hexDigits);
  }

  /** So many random bytes in letters, digits, minus and underscore. */
  public String token(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** A new app secret: 32 letters and digits, 190 bits. */
  String appSecret() {
    StringBuilder secret = new StringBuilder(APP_SECRET_LENGTH);
    for (int i = 0; i < APP_SECRET_LENGTH; i++) {
      secret.append(ALPHANUMERIC.charAt(random.nextInt(ALPHANUMERIC.length())));
    }
    return secret.toString();
  }

  /** SHA-256 of the text's UTF-8. */
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Whether the hashes are the same, in a time that does not tell where they differ. */
  public static boolean same(byte[] hash, byte[] other) {
    return MessageDigest.isEqual(hash, other);
  }
}
