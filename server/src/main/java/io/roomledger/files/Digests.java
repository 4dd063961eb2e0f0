package io.roomledger.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests that every Java has. */
public final class Digests {
  private Digests() {}

  /** A new SHA-256. */
  public static MessageDigest sha256() {
    return named("SHA-256");
  }

  static MessageDigest md5() {
    return named("MD5");
  }

  private static MessageDigest named(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }
}
