package io.roomledger.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must be readable again: AES-256-GCM with a key derived from the server key. A value
 * opens only as what it was sealed for, so that none can be moved to another row.
 *
 * <p>Sealed: the server key's id (4 bytes), a nonce (12), the cipher text with its tag.
 */
final class Seal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final ServerKey serverKey;
  private final SecureRandom random;

  Seal(ServerKey serverKey, SecureRandom random) {
    this.serverKey = serverKey;
    this.random = random;
  }

  /**
   * Seals a text.
   *
   * @param kind what it is
   * @param owner whose it is
   */
  byte[] close(String kind, long owner, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    int keyId = serverKey.currentId();
    byte[] clear = text.getBytes(StandardCharsets.UTF_8);
    byte[] secret =
        apply(new Use(Cipher.ENCRYPT_MODE, keyId, kind, owner), nonce, ByteBuffer.wrap(clear));
    return ByteBuffer.allocate(Integer.BYTES + NONCE_BYTES + secret.length)
        .putInt(keyId)
        .put(nonce)
        .put(secret)
        .array();
  }

  /**
   * The text that was sealed.
   *
   * @throws IllegalStateException when it is not what was sealed for this, or with another key
   */
  String open(String kind, long owner, byte[] sealed) {
    ByteBuffer in = ByteBuffer.wrap(sealed);
    int keyId = in.getInt();
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(nonce);
    return new String(
        apply(new Use(Cipher.DECRYPT_MODE, keyId, kind, owner), nonce, in), StandardCharsets.UTF_8);
  }

  private record Use(int mode, int keyId, String kind, long owner) {}

  private byte[] apply(Use use, byte[] nonce, ByteBuffer in) {
    try {
      byte[] key = serverKey.derive(use.keyId(), "seal " + use.kind(), use.owner());
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(use.mode(), new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      ByteBuffer out = ByteBuffer.allocate(cipher.getOutputSize(in.remaining()));
      cipher.doFinal(in, out);
      out.flip();
      byte[] bytes = new byte[out.remaining()];
      out.get(bytes);
      return bytes;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "a sealed value does not open: it was sealed with another server key", e);
    }
  }
}
