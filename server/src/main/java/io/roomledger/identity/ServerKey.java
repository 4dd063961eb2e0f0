package io.roomledger.identity;

import io.roomledger.audit.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's own secret, the same on all nodes. What must be shown again (the same tenant token
 * for 90 minutes, a file token at every poll) is derived from it, so that the database holds
 * nothing but hashes.
 *
 * <p>Kept as text, one key a line, {@code <id>:<base64 of 32 bytes>}. The first line makes new
 * secrets; the others are still understood, so a key is rotated by putting a new line in front.
 */
public final class ServerKey implements SigningKey {
  private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,8}):([A-Za-z0-9+/]{43}=)");
  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final Map<Integer, SecretKeySpec> keys;
  private final int currentId;

  private ServerKey(Map<Integer, SecretKeySpec> keys) {
    this.keys = keys;
    this.currentId = keys.keySet().iterator().next();
  }

  /** A new key in the form that {@link #parse} reads. */
  public static String generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return "1:" + Base64.getEncoder().encodeToString(bytes) + "\n";
  }

  /**
   * Reads keys from their text.
   *
   * @throws IllegalArgumentException when a line is no key; the message never contains it
   */
  public static ServerKey parse(String text) {
    Map<Integer, SecretKeySpec> keys = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.strip().lines().map(String::strip).toList()) {
      number++;
      var matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "server key, line " + number + ": must be <id>:<base64 of 32 random bytes>");
      }
      byte[] bytes = Base64.getDecoder().decode(matcher.group(2));
      if (keys.put(Integer.valueOf(matcher.group(1)), new SecretKeySpec(bytes, ALGORITHM))
          != null) {
        throw new IllegalArgumentException(
            "server key, line " + number + ": this id is there twice");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "the server key is empty: it must be <id>:<base64 of 32 random bytes>");
    }
    return new ServerKey(keys);
  }

  /** The id of the key that makes new secrets; stored beside what is derived with it. */
  @Override
  public int currentId() {
    return currentId;
  }

  /**
   * 32 bytes that only this server can make, always the same for the same arguments.
   *
   * @param keyId which key
   * @param kind what the secret is for; no two kinds ever share a value
   * @param parts what it belongs to
   * @throws IllegalArgumentException when the key was removed from the ring
   */
  @Override
  public byte[] derive(int keyId, String kind, long... parts) {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new IllegalArgumentException("server key " + keyId + " is no longer there");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] name = kind.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
      mac.update(name);
      ByteBuffer numbers = ByteBuffer.allocate(parts.length * Long.BYTES);
      for (long part : parts) {
        numbers.putLong(part);
      }
      return mac.doFinal(numbers.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
