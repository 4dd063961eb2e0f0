package io.roomledger.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls of the open platform's protocol that an export needs; nothing beyond its documentation.
 */
final class OpenPlatform {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String EXPORTS = "/open-apis/vc/v1/exports";
  private static final long LONGEST_ANSWER_BYTES = 1_000_000;
  private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(5);

  /** Ids go into a path; anything else in one is a mistake of the caller. */
  static final Pattern TASK_ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  private final ServerAddress server;
  private final Credentials credentials;
  private final Http http;
  private final Retry retry;
  private final Time time;
  private @Nullable Token token;

  private record Token(String text, Duration renewAt) {}

  OpenPlatform(ServerAddress server, Credentials credentials, Http http, Retry retry, Time time) {
    this.server = server;
    this.credentials = credentials;
    this.http = http;
    this.retry = retry;
    this.time = time;
  }

  /** Refuses what somebody gave as a task's id when it is none. */
  static void checkTaskId(String given) throws Failure {
    if (!TASK_ID.matcher(given).matches()) {
      throw Failure.of(ExitCode.USAGE, "'%s' is no task id".formatted(given));
    }
  }

  /** What the server says about a task. */
  sealed interface Task {
    record Running() implements Task {}

    record Failed(String message) implements Task {}

    record Done(String fileToken) implements Task {}
  }

  /**
   * Starts an export.
   *
   * @return its task id
   */
  String create(ExportOrder order) throws Failure {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofString(order.body(JSON).toString());
    JsonNode answer =
        retry.until(() ->
            authorised(
                request -> json(to(request, EXPORTS + "/resource_reservation_list").POST(body))));
    String id = answer.path("data").path("task_id").asString("");
    if (!TASK_ID.matcher(id).matches()) {
      throw Failure.of(
          ExitCode.SERVER_FAILED, "the server accepted the export but named no usable task_id");
    }
    return id;
  }

  Task task(String id) throws Failure {
    JsonNode answer =
        retry.until(() -> authorised(request -> json(to(request, EXPORTS + "/" + id).GET())));
    JsonNode data = answer.path("data");
    int status = data.path("status").asInt(0);
    return switch (status) {
      case 1 -> new Task.Running();
      case 2 -> new Task.Failed(ApiError.text(data.path("fail_msg")));
      case 3 -> {
        String fileToken = data.path("file_token").asString("");
        if (fileToken.isEmpty()) {
          throw Failure.of(
              ExitCode.SERVER_FAILED, "the server says the export is done but names no file_token");
        }
        yield new Task.Done(fileToken);
      }
      default ->
          throw Failure.of(
              ExitCode.SERVER_FAILED, "the server gives a task status nobody knows: " + status);
    };
  }

  /**
   * A call beyond the protocol, with our token.
   *
   * @param body null = none
   */
  JsonNode ask(String method, String path, @Nullable String body) throws Failure {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return retry.until(
        () -> authorised(request -> json(to(request, path).method(method, publisher))));
  }

  /**
   * One try at something that the server need not know; null when it does not, or not now. Feishu
   * itself is not bothered with it.
   */
  @Nullable JsonNode askOnce(String path) {
    if (server.isFeishu()) {
      return null;
    }
    try {
      return authorised(request -> json(to(request, path).GET()));
    } catch (IOException | Refused | Failure e) {
      return null;
    }
  }

  /**
   * One try at a download.
   *
   * @param extra headers beside the token's
   */
  <T> T download(String fileToken, Extra extra, BodyHandler<T> handler, Http.Watch watch)
      throws IOException, Refused, Failure {
    String path =
        EXPORTS + "/download?file_token=" + URLEncoder.encode(fileToken, StandardCharsets.UTF_8);
    return authorised(request -> {
      HttpRequest.Builder builder = to(request, path).GET();
      extra.addTo(builder);
      return http.exchange(builder.build(), handler, watch);
    });
  }

  /** Headers to add to a request. */
  @FunctionalInterface
  interface Extra {
    void addTo(HttpRequest.Builder request);
  }

  @FunctionalInterface
  private interface Call<T> {
    T send(HttpRequest.Builder request) throws IOException, Refused, Failure;
  }

  /**
   * Sends with our token; once more with a new one when it is refused, since it may have expired
   * meanwhile.
   */
  private <T> T authorised(Call<T> call) throws IOException, Refused, Failure {
    Token used = token();
    try {
      return call.send(bearing(used));
    } catch (Refused e) {
      if (!e.error().isTokenRefused() || !(credentials instanceof Credentials.App)) {
        throw e;
      }
      token = null;
      return call.send(bearing(token()));
    }
  }

  private static HttpRequest.Builder bearing(Token token) {
    return HttpRequest.newBuilder().header("Authorization", "Bearer " + token.text());
  }

  private HttpRequest.Builder to(HttpRequest.Builder request, String path) {
    return request.uri(server.resolve(path)).header("User-Agent", "roomledger-cli");
  }

  private Token token() throws Failure {
    Token held = token;
    if (held != null && time.now().compareTo(held.renewAt()) < 0) {
      return held;
    }
    Token fresh =
        switch (credentials) {
          case Credentials.UserToken user ->
              new Token(user.token(), Duration.ofSeconds(Long.MAX_VALUE));
          case Credentials.App app -> retry.until(() -> tenantToken(app));
        };
    token = fresh;
    return fresh;
  }

  private Token tenantToken(Credentials.App app) throws IOException, Refused, Failure {
    ObjectNode body =
        JSON.createObjectNode().put("app_id", app.id()).put("app_secret", app.secret());
    JsonNode answer =
        json(
            to(HttpRequest.newBuilder(), "/open-apis/auth/v3/tenant_access_token/internal")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    String text = answer.path("tenant_access_token").asString("");
    if (!Credentials.VISIBLE_ASCII.matcher(text).matches()) {
      throw Failure.of(
          ExitCode.SERVER_FAILED, "the server accepted the app but gave no usable token");
    }
    Duration life = Duration.ofSeconds(answer.path("expire").asLong(7_200));
    return new Token(text, time.now().plus(life).minus(RENEW_BEFORE_END));
  }

  private JsonNode json(HttpRequest.Builder request) throws IOException, Refused, Failure {
    request.header("Content-Type", "application/json; charset=utf-8");
    BodyHandler<Answer> handler =
        BodyHandlers.limiting(
            info ->
                BodySubscribers.mapping(
                    BodySubscribers.ofByteArray(), bytes -> Answer.of(info, bytes)),
            LONGEST_ANSWER_BYTES);
    return http.exchange(request.build(), handler, Http.NOTHING).accepted();
  }
}
