package io.roomledger.identity;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A store app's own server, as far as events go. */
final class CallbackReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile String encryptKey = "";
  private volatile int status = 200;
  private volatile @Nullable String otherChallenge;

  /** What arrived, after decryption. */
  record Event(JsonNode json, String body, String timestamp, String nonce, String signature) {
    String ticket() {
      return json.path("event").path("app_ticket").asString();
    }
  }

  CallbackReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events?x=1";
  }

  void decryptWith(String key) {
    encryptKey = key;
  }

  void answer(int newStatus) {
    status = newStatus;
  }

  void answerChallengeWith(String text) {
    otherChallenge = text;
  }

  List<Event> events() {
    return events;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode json = JsonMapper.shared().readTree(body);
    if (json.has("encrypt")) {
      json = JsonMapper.shared().readTree(decrypted(json.path("encrypt").asString()));
    }
    byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
    if (json.path("type").asString().equals("url_verification")) {
      String other = otherChallenge;
      String challenge = other == null ? json.path("challenge").asString() : other;
      answer = ("{\"challenge\":\"" + challenge + "\"}").getBytes(StandardCharsets.UTF_8);
    } else {
      events.add(
          new Event(
              json,
              body,
              header(exchange, "X-Lark-Request-Timestamp"),
              header(exchange, "X-Lark-Request-Nonce"),
              header(exchange, "X-Lark-Signature")));
    }
    exchange.getResponseHeaders().set("Location", url());
    // 0 = chunked, as many servers answer
    exchange.sendResponseHeaders(status, 0);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private String decrypted(String base64) {
    try {
      byte[] all = Base64.getDecoder().decode(base64);
      byte[] key =
          MessageDigest.getInstance("SHA-256").digest(encryptKey.getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(all, 0, 16));
      return new String(
          cipher.doFinal(Arrays.copyOfRange(all, 16, all.length)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
