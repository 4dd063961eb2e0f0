package io.roomledger.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the documented protocol over real HTTP. It answers well by itself; a test
 * puts other answers in front, each given once and in turn.
 */
final class FakeFeishu implements AutoCloseable {
  static final String APP_ID = "cli_fake";
  static final String SECRET = "s3cr3t-of-the-app";
  static final String TASK = "7111325589855797267";
  static final String FILE_TOKEN = "6yHu7Igp+/YYQ==";

  /** The four calls of an export, and those that only a Roomledger knows. */
  enum Call {
    TOKEN,
    CREATE,
    TASK,
    DOWNLOAD,
    JOB
  }

  /** What arrived. */
  record Request(
      Call call, String method, String path, String query, Headers headers, String body) {}

  /** Gives one answer. */
  @FunctionalInterface
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Call, Deque<Reply>> scripted = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int tokens;
  private volatile byte[] file = bytes(100_000);

  FakeFeishu() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  byte[] file() {
    return file;
  }

  void serve(byte[] bytes) {
    file = bytes;
  }

  synchronized FakeFeishu next(Call call, Reply... replies) {
    scripted.computeIfAbsent(call, _ -> new ArrayDeque<>()).addAll(Arrays.asList(replies));
    return this;
  }

  synchronized List<Request> requests(Call call) {
    return requests.stream().filter(request -> request.call() == call).toList();
  }

  synchronized Request last(Call call) {
    return requests(call).getLast();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      reply(exchange).to(exchange);
    }
  }

  private synchronized Reply reply(HttpExchange exchange) throws IOException {
    Call call = call(exchange);
    if (call == null) {
      return text(404, "text/plain", "404 page not found");
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    requests.add(
        new Request(
            call,
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query,
            exchange.getRequestHeaders(),
            body));
    Deque<Reply> replies = scripted.getOrDefault(call, new ArrayDeque<>());
    return replies.isEmpty() ? good(call) : replies.removeFirst();
  }

  private static @Nullable Call call(HttpExchange exchange) {
    return switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "POST /open-apis/auth/v3/tenant_access_token/internal" -> Call.TOKEN;
      case "POST /open-apis/vc/v1/exports/resource_reservation_list" -> Call.CREATE;
      case "GET /open-apis/vc/v1/exports/download" -> Call.DOWNLOAD;
      case "GET /open-apis/vc/v1/exports/" + TASK -> Call.TASK;
      default ->
          exchange.getRequestURI().getPath().startsWith("/roomledger/v1/exports") ? Call.JOB : null;
    };
  }

  private Reply good(Call call) {
    return switch (call) {
      case TOKEN ->
          json(
              200,
              "{\"code\":0,\"msg\":\"ok\",\"tenant_access_token\":\"t-%d\",\"expire\":7200}"
                  .formatted(++tokens));
      case CREATE ->
          json(200, "{\"code\":0,\"msg\":\"success\",\"data\":{\"task_id\":\"" + TASK + "\"}}");
      case TASK -> done();
      case DOWNLOAD -> file("\"v1\"", Integer.MAX_VALUE);
      case JOB -> text(404, "text/plain", "404 page not found");
    };
  }

  static Reply running() {
    return json(200, "{\"code\":0,\"msg\":\"success\",\"data\":{\"status\":1}}");
  }

  static Reply done() {
    return json(
        200,
        "{\"code\":0,\"msg\":\"success\",\"data\":{\"status\":3,\"url\":\"https://example.invalid/x\",\"file_token\":\"%s\"}}"
            .formatted(FILE_TOKEN));
  }

  static Reply error(int status, int code, String message) {
    return json(status, "{\"code\":%d,\"msg\":\"%s\"}".formatted(code, message));
  }

  static Reply json(int status, String body) {
    return text(status, "application/json; charset=utf-8", body);
  }

  static Reply text(int status, String type, String body) {
    return exchange -> {
      exchange.getResponseHeaders().set("X-Tt-Logid", "20261122logid");
      exchange.getResponseHeaders().set("Content-Type", type);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Reply with(String header, String value, Reply reply) {
    return exchange -> {
      exchange.getResponseHeaders().set(header, value);
      reply.to(exchange);
    };
  }

  /**
   * The file, or with a Range the rest of it.
   *
   * @param etag null to send none
   * @param breakAfter connection is cut after so many bytes of the body
   */
  Reply file(@Nullable String etag, int breakAfter) {
    return exchange -> {
      byte[] whole = file;
      String range = exchange.getRequestHeaders().getFirst("Range");
      boolean same = etag != null && etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
      int begin = range != null && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      Headers headers = exchange.getResponseHeaders();
      headers.set(
          "Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      if (etag != null) {
        headers.set("ETag", etag);
      }
      if (begin > 0) {
        headers.set(
            "Content-Range", "bytes %d-%d/%d".formatted(begin, whole.length - 1, whole.length));
      }
      exchange.sendResponseHeaders(begin > 0 ? 206 : 200, whole.length - begin);
      int length = Math.min(breakAfter, whole.length - begin);
      exchange.getResponseBody().write(whole, begin, length);
      exchange.getResponseBody().flush();
    };
  }

  /** Sends half of the file and then nothing, for as long as this server lives. */
  Reply hang(CountDownLatch reached) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file, 0, file.length / 2);
      exchange.getResponseBody().flush();
      reached.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    bytes[0] = 'P';
    bytes[1] = 'K';
    return bytes;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdown();
  }
}
