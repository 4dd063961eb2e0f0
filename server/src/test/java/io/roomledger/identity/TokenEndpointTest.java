package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /open-apis/auth/v3/tenant_access_token/internal}. */
final class TokenEndpointTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(java.util.Map.of());

  private final Organisation organisation = program.organisation();
  private final Organisation.App app = organisation.exporter();

  private String good() {
    return body(app.id(), app.secret());
  }

  private static String body(String id, String secret) {
    return "{\"app_id\":\"" + id + "\",\"app_secret\":\"" + secret + "\"}";
  }

  private static String token(Answer answer) {
    return answer.expect(200, 0).json().path("tenant_access_token").asString();
  }

  private static long expire(Answer answer) {
    return answer.json().path("expire").asLong();
  }

  @Test
  void answersWithTheFieldsAtTheTop() {
    Answer answer = program.api().askToken(app.id(), app.secret());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("code", "msg", "tenant_access_token", "expire");
    assertThat(answer.json().path("code").isInt()).isTrue();
    assertThat(answer.json().path("msg").asString()).isEqualTo("ok");
    assertThat(answer.json().path("expire").isIntegralNumber()).isTrue();
    assertThat(expire(answer)).isEqualTo(7200);
    assertThat(token(answer)).matches("t-[0-9a-f]{40}");
  }

  @Test
  void givesTheSameTokenWhileThirtyMinutesRemain() {
    Answer first = program.api().askToken(app.id(), app.secret());

    program.clock().advance(Duration.ofMinutes(89));
    Answer second = program.api().askToken(app.id(), app.secret());

    assertThat(token(second)).isEqualTo(token(first));
    assertThat(expire(second)).isBetween(7200L - 89 * 60 - 30, 7200L - 89 * 60);
  }

  @Test
  void givesANewTokenWhenLessRemainsAndBothAreGoodUntilTheyExpire() {
    String first = program.api().token(app);

    program.clock().advance(Duration.ofMinutes(91));
    Answer renewed = program.api().askToken(app.id(), app.secret());
    String second = token(renewed);

    assertThat(second).isNotEqualTo(first);
    assertThat(expire(renewed)).isEqualTo(7200);
    program.api().state(first, "1").expect(404, 121004);
    program.api().state(second, "1").expect(404, 121004);
    program.clock().advance(Duration.ofMinutes(30));
    program.api().state(first, "1").expect(400, 99991663);
    program.api().state(second, "1").expect(404, 121004);
  }

  @Test
  void aTokenOutlivesTheServerThatIssuedIt() {
    organisation.sample();
    String before = program.api().token(app);
    program.node().close();
    program.startNode(java.util.Map.of());

    assertThat(program.api().token(app)).isEqualTo(before);
    assertThat(
            program
                .api()
                .create(
                    before,
                    ExportOrder.of(
                        Organisation.SAMPLE_LEVEL,
                        Organisation.SAMPLE_INSTANT,
                        Organisation.SAMPLE_INSTANT)))
        .isNotEmpty();
  }

  @Test
  void manyAtOnceGetOneToken() throws Exception {
    Set<String> tokens = new HashSet<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls =
          Stream.generate(() -> callers.submit(() -> program.api().token(app))).limit(16).toList();
      for (Future<String> call : calls) {
        tokens.add(call.get());
      }
    }
    assertThat(tokens).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open-apis/auth/v3/tenant_access_token/internal",
        "/open-apis/auth/v3/tenant_access_token/internal/",
        "//open-apis/auth/v3/tenant_access_token/internal",
        "//open-apis//auth/v3/tenant_access_token/internal/"
      })
  void knowsThePathInEveryFormThatSdksSend(String path) {
    assertThat(token(program.api().post(path, null, good()))).startsWith("t-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json; charset=bogus",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        ";;;"
      })
  void readsJsonWhateverItIsCalled(String contentType) {
    Answer answer = program.api().post(Api.TOKEN_PATH, null, good(), "Content-Type", contentType);

    assertThat(token(answer)).startsWith("t-");
  }

  @Test
  void anUnknownAppIsAnInvalidParameter() {
    Answer answer = program.api().askToken("cli_0000000000000000", app.secret());

    answer.expect(200, 10003);
    assertThat(answer.json().path("msg").asString()).isEqualTo("invalid param");
    assertThat(answer.json().path("data").isObject()).isTrue();
    assertThat(answer.json().path("data").isEmpty()).isTrue();
    assertThat(answer.json().has("tenant_access_token")).isFalse();
  }

  @Test
  void aWrongSecretIsSaidSo() {
    Answer answer = program.api().askToken(app.id(), app.secret() + "x");

    answer.expect(200, 10014);
    assertThat(answer.json().path("msg").asString()).isEqualTo("app secret invalid");
    assertThat(answer.json().has("tenant_access_token")).isFalse();
  }

  @Test
  void aDisabledAppGetsNoToken() {
    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(app.id())
        .update();

    program.api().askToken(app.id(), app.secret()).expect(200, 10005);
  }

  static Stream<String> malformedBodies() {
    return Stream.of(
        "",
        "{",
        "[]",
        "null",
        "42",
        "\"cli_x\"",
        "{}",
        "{\"app_id\":\"cli_0123456789abcdef\"}",
        "{\"app_secret\":\"s\"}",
        "{\"app_id\":1,\"app_secret\":\"s\"}",
        "{\"app_id\":\"cli_0123456789abcdef\",\"app_secret\":[]}",
        "{\"app_id\":null,\"app_secret\":null}",
        "{\"app_id\":\"\",\"app_secret\":\"\"}",
        body("cli_\\u0000", "s"),
        body("cli_\\ud800", "s"),
        body("cli_0123456789abcdef", "\\udfff"),
        body("cli_" + "a".repeat(100_000), "s"),
        body("' or 1=1 --", "s"),
        body("cli_0123456789abcdef", "s") + "x",
        "app_id=cli_0123456789abcdef&app_secret=s",
        "x".repeat(2 << 20));
  }

  @ParameterizedTest
  @MethodSource("malformedBodies")
  void aMalformedBodyIsAnInvalidParameterWithStatus200(String body) {
    Answer answer = program.api().post(Api.TOKEN_PATH, null, body);

    answer.expect(200, 10003);
    assertThat(answer.data().isObject()).isTrue();
    assertThat(answer.header("X-Tt-Logid")).hasSize(34);
  }

  @Test
  void badUtf8IsAnInvalidParameterToo() {
    byte[] bytes = good().replace("cli_", "cli\u00ff").getBytes(StandardCharsets.ISO_8859_1);

    program.api().post(Api.TOKEN_PATH, null, bytes).expect(200, 10003);
  }

  @Test
  void theDatabaseHoldsNeitherSecretNorToken() {
    String token = program.api().token(app);

    List<String> rows =
        program
            .sql()
            .sql(
                """
                select t::text from access_token t union all select s::text from app_secret s
                union all select a::text from app a
                """)
            .query(String.class)
            .list();

    assertThat(rows).isNotEmpty();
    for (String secret : List.of(token, token.substring(2), app.secret())) {
      String hex = java.util.HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
      assertThat(rows).noneMatch(row -> row.contains(secret) || row.contains(hex));
    }
  }
}
