package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one node as a client would, over HTTP/1.1. */
public final class Api implements AutoCloseable {
  public static final String TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal";
  public static final String EXPORTS = "/open-apis/vc/v1/exports";
  public static final String CREATE = EXPORTS + "/resource_reservation_list";

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpClient client;
  private final int port;

  Api(int port) {
    this(port, InetAddress.getLoopbackAddress());
  }

  /**
   * Calls.
   *
   * @param from the address of this machine that they come from
   */
  Api(int port, InetAddress from) {
    this.port = port;
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).localAddress(from).build();
  }

  /** Any request. */
  public Answer send(
      String method, String path, BodyPublisher body, UnaryOperator<HttpRequest.Builder> more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(LONGEST_ANSWER)
            .method(method, body);
    try {
      return Answer.of(client.send(more.apply(request).build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Gets.
   *
   * @param token null = no Authorization header
   */
  public Answer get(String path, @Nullable String token, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), request -> with(request, token, headers));
  }

  /** Posts text in UTF-8. */
  public Answer post(String path, @Nullable String token, String body, String... headers) {
    return send(
        "POST", path, BodyPublishers.ofString(body), request -> with(request, token, headers));
  }

  /** Posts bytes. */
  public Answer post(String path, @Nullable String token, byte[] body, String... headers) {
    return send(
        "POST", path, BodyPublishers.ofByteArray(body), request -> with(request, token, headers));
  }

  private static HttpRequest.Builder with(
      HttpRequest.Builder request, @Nullable String token, String... headers) {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Asks for a tenant token, as it is answered. */
  public Answer askToken(String appId, String secret) {
    return post(
        TOKEN_PATH,
        null,
        MAPPER.createObjectNode().put("app_id", appId).put("app_secret", secret).toString());
  }

  /** The app's tenant token. */
  public String token(Organisation.App app) {
    Answer answer = askToken(app.id(), app.secret()).expect(200, 0);
    return answer.json().path("tenant_access_token").asString();
  }

  /** Makes an export task; its id. */
  public String create(String token, ExportOrder order) {
    Answer answer = post(CREATE, token, order.json()).expect(200, 0);
    return answer.data().path("task_id").asString();
  }

  /** The state of a task, as it is answered. */
  public Answer state(String token, String taskId) {
    return get(EXPORTS + "/" + taskId, token);
  }

  public Answer download(String token, String fileToken, String... headers) {
    return get(EXPORTS + "/download?file_token=" + fileToken, token, headers);
  }

  /** Polls until the task is in this state, which no other end may prevent. */
  public JsonNode await(String token, String taskId, int status) {
    Await.until(
        "task " + taskId + " to have status " + status,
        () -> {
          int now = state(token, taskId).expect(200, 0).data().path("status").asInt();
          assertThat(now).as("status on the way").isIn(1, status);
          return now == status;
        });
    return state(token, taskId).expect(200, 0).data();
  }

  /** The file_token of a task, once it is done. */
  public String fileToken(String token, String taskId) {
    return await(token, taskId, 3).path("file_token").asString();
  }

  /** From the order to the sheet. */
  public ExportedSheet export(String token, ExportOrder order) {
    Answer file = download(token, fileToken(token, create(token, order)));
    assertThat(file.status()).as(file::text).isEqualTo(200);
    return ExportedSheet.read(file.body());
  }

  @Override
  public void close() {
    client.close();
  }
}
