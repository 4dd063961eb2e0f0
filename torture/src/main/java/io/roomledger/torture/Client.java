package io.roomledger.torture;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks one node over HTTP, as a program of a tenant does. */
final class Client implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("\"tenant_access_token\":\"([^\"]+)\"");
  private static final Pattern TASK = Pattern.compile("\"task_id\":\"([0-9]+)\"");
  private static final Pattern FILE = Pattern.compile("\"file_token\":\"([^\"]+)\"");
  private static final Pattern STATUS = Pattern.compile("\"status\":([0-9])");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  private final String token;

  Client(Node node, int tenant) throws IOException, InterruptedException {
    this.port = node.port();
    this.token =
        found(
            TOKEN,
            send(
                request("/open-apis/auth/v3/tenant_access_token/internal", "")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"app_id\":\"%s\",\"app_secret\":\"%s\"}"
                                .formatted(Organisation.appId(tenant), Organisation.APP_SECRET)))));
  }

  private HttpRequest.Builder request(String path, String bearer) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
    return bearer.isEmpty() ? builder : builder.header("Authorization", "Bearer " + bearer);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new String(bytes(request), StandardCharsets.UTF_8);
  }

  private byte[] bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "HTTP " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  /** Makes an export of all rooms in a range. @return the task's id */
  long submit(Order order) throws IOException, InterruptedException {
    String body =
        "{\"room_level_id\":\"0\",\"need_topic\":%s,\"start_time\":\"%d\",\"end_time\":\"%d\"}"
            .formatted(order.topics(), order.fromSecond(), order.toSecond());
    return Long.parseLong(
        found(
            TASK,
            send(
                request("/open-apis/vc/v1/exports/resource_reservation_list", token)
                    .POST(BodyPublishers.ofString(body)))));
  }

  /** What the API says of a task: 1 in progress, 2 failed, 3 done. */
  int status(long task) throws IOException, InterruptedException {
    return Integer.parseInt(found(STATUS, state(task)));
  }

  String state(long task) throws IOException, InterruptedException {
    return send(request("/open-apis/vc/v1/exports/" + task, token));
  }

  /** The file of a task that is done. */
  byte[] download(long task) throws IOException, InterruptedException {
    String file = found(FILE, state(task));
    return bytes(request("/open-apis/vc/v1/exports/download?file_token=" + file, token));
  }

  /** The status code of the health page. */
  static int health(Node node) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + node.port() + "/roomledger/health/ready"))
                  .timeout(PATIENCE)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("unexpected answer: " + text);
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
