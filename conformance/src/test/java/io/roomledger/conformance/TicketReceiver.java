package io.roomledger.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A store app's callback address: answers the challenge, and keeps the first ticket's event. */
final class TicketReceiver implements AutoCloseable {
  private static final int IV_BYTES = 16;
  private static final int PATIENCE_SECONDS = 60;

  private final HttpServer server;
  private final CompletableFuture<Map<String, String>> event = new CompletableFuture<>();
  private volatile String encryptKey = "";

  TicketReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  void decryptWith(String key) {
    encryptKey = key;
  }

  /** The event as it came, in the variables that clients are told it by. */
  Map<String, String> awaitEvent() throws Exception {
    return event.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String encrypted = field(body, "encrypt");
    String clear = encrypted == null ? body : decrypted(encrypted);
    String challenge = field(clear, "challenge");
    String ticket = field(clear, "app_ticket");
    if (ticket != null) {
      Map<String, String> arrived = new HashMap<>();
      arrived.put("APP_TICKET", ticket);
      arrived.put("EVENT_BODY", body);
      arrived.put("EVENT_TIMESTAMP", header(exchange, "X-Lark-Request-Timestamp"));
      arrived.put("EVENT_NONCE", header(exchange, "X-Lark-Request-Nonce"));
      arrived.put("EVENT_SIGNATURE", header(exchange, "X-Lark-Signature"));
      event.complete(arrived);
    }
    byte[] answer =
        (challenge == null ? "{}" : "{\"challenge\":\"" + challenge + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static @Nullable String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : null;
  }

  private String decrypted(String base64) {
    try {
      byte[] all = Base64.getDecoder().decode(base64);
      byte[] key =
          MessageDigest.getInstance("SHA-256").digest(encryptKey.getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(all, 0, IV_BYTES));
      return new String(
          cipher.doFinal(Arrays.copyOfRange(all, IV_BYTES, all.length)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
