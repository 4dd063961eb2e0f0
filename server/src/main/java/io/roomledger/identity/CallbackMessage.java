package io.roomledger.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is posted to a callback address: plain JSON, or {@code {"encrypt":…}} with a signature when
 * the app has an Encrypt Key.
 */
record CallbackMessage(Map<String, String> headers, byte[] body) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int IV_BYTES = 16;
  private static final int NONCE_BYTES = 16;

  CallbackMessage {
    headers = Map.copyOf(headers);
  }

  /** The question whether the address is really the app's; it answers with the challenge. */
  static ObjectNode verification(String challenge, String token) {
    return MAPPER
        .createObjectNode()
        .put("challenge", challenge)
        .put("token", token)
        .put("type", "url_verification");
  }

  /** The v1 event that brings a ticket. */
  static ObjectNode ticket(String appId, String ticket, EventHead head) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, head.at());
    ObjectNode message =
        MAPPER
            .createObjectNode()
            .put("ts", "%d.%06d".formatted(micros / 1_000_000, micros % 1_000_000))
            .put("uuid", head.uuid())
            .put("token", head.token())
            .put("type", "event_callback");
    message
        .putObject("event")
        .put("app_id", appId)
        .put("app_ticket", ticket)
        .put("type", "app_ticket");
    return message;
  }

  /**
   * What every v1 event has.
   *
   * @param token the app's verification token
   */
  record EventHead(Instant at, String uuid, String token) {}

  /**
   * The message as it is sent.
   *
   * @param encryptKey null = in clear, without signature
   */
  static CallbackMessage of(
      ObjectNode json, @Nullable String encryptKey, Instant now, SecureRandom random) {
    byte[] clear = json.toString().getBytes(StandardCharsets.UTF_8);
    if (encryptKey == null) {
      return new CallbackMessage(Map.of(), clear);
    }
    byte[] body =
        MAPPER
            .createObjectNode()
            .put("encrypt", encrypt(clear, encryptKey, random))
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    String timestamp = Long.toString(now.getEpochSecond());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((timestamp + nonce + encryptKey).getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    return new CallbackMessage(
        Map.of(
            "X-Lark-Request-Timestamp",
            timestamp,
            "X-Lark-Request-Nonce",
            nonce,
            "X-Lark-Signature",
            HexFormat.of().formatHex(sha256(signed.toByteArray()))),
        body);
  }

  // The protocol has it so; what guards the message against change is the signature.
  private static String encrypt(byte[] clear, String encryptKey, SecureRandom random) {
    try {
      byte[] iv = new byte[IV_BYTES];
      random.nextBytes(iv);
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      byte[] key = sha256(encryptKey.getBytes(StandardCharsets.UTF_8));
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(iv);
      all.writeBytes(cipher.doFinal(clear));
      return Base64.getEncoder().encodeToString(all.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-CBC", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
