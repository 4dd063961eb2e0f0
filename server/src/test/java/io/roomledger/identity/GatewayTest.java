package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.RawConnection;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in front of every endpoint: who calls, and may this app call it at all. */
final class GatewayTest {
  private static final String UNKNOWN_TASK = Api.EXPORTS + "/7111325589855797267";
  private static final String UNKNOWN_TOKEN = "t-" + "0".repeat(40);

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Organisation organisation = program.organisation();
  private final Organisation.App app = organisation.exporter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 99991661",
        "Bearer | 99991661",
        "'Bearer ' | 99991661",
        "Basic dXNlcjpwYXNz | 99991661",
        "t-0000000000000000000000000000000000000000 | 99991661",
        "Bearer t-0000000000000000000000000000000000000000 | 99991663",
        "Bearer t- | 99991663",
        "bearer t-0000000000000000000000000000000000000000 | 99991663",
        "Bearer u-0000000000000000000000000000000000000000 | 99991668",
        "Bearer eyJhbGciOiJub25lIn0.e30. | 99991668",
        "Bearer garbage | 99991671",
        "Bearer a-0000000000000000000000000000000000000000 | 99991664"
      })
  void aBadTokenIsRefusedWithItsCode(String header, int code) {
    Answer answer = program.api().get(UNKNOWN_TASK, null, "Authorization", header);

    answer.expect(400, code);
    assertThat(answer.json().path("error").path("log_id").asString())
        .isEqualTo(answer.header("X-Tt-Logid"));
    assertThat(answer.json().path("error").path("troubleshooter").asString())
        .startsWith("排查建议查看(Troubleshooting suggestions): ");
  }

  @Test
  void noHeaderIsAMissingToken() {
    program.api().get(UNKNOWN_TASK, null).expect(400, 99991661);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer ", "BEARER ", "Bearer  ", "Bearer   "})
  void theSchemeIsReadAsHttpWantsIt(String scheme) {
    String token = program.api().token(app);

    program.api().get(UNKNOWN_TASK, null, "Authorization", scheme + token).expect(404, 121004);
  }

  @Test
  void anExpiredTokenIsAnInvalidOne() {
    String token = program.api().token(app);
    program.api().get(UNKNOWN_TASK, token).expect(404, 121004);

    program.clock().advance(Duration.ofHours(2));

    program.api().get(UNKNOWN_TASK, token).expect(400, 99991663);
  }

  @Test
  void aDisabledAppIsNotInUse() {
    String token = program.api().token(app);
    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(app.id())
        .update();

    program.api().get(UNKNOWN_TASK, token).expect(400, 99991662);
  }

  @Test
  void anAppThatIsNotEnabledInTheTenantIsUnauthorized() {
    String token = program.api().token(app);
    program
        .sql()
        .sql("update app_installation set state = 'disabled' where tenant_id = ?")
        .param(organisation.tenantId())
        .update();

    program.api().get(UNKNOWN_TASK, token).expect(400, 99991673);
  }

  @Test
  void anAppWithoutTheScopeIsToldWhichOneItLacks() {
    Organisation.Person creator = organisation.person("创建者");
    organisation.grant(creator, null);
    String token = program.api().token(organisation.app(creator, "vc:room:readonly"));

    Answer answer = program.api().post(Api.CREATE, token, "{}").expect(400, 99991672);

    assertThat(answer.json().path("msg").asString())
        .startsWith("Access denied. One of the following scopes is required: [vc:export].");
    assertThat(answer.json().path("error").path("permission_violations").toString())
        .isEqualTo("[{\"type\":\"action_scope_required\",\"subject\":\"vc:export\"}]");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /open-apis/vc/v1/exports/resource_reservation_list",
    "POST, /open-apis/vc/v1/exports/meeting_list",
    "GET, /open-apis/vc/v1/exports/no-task-id",
    "GET, /open-apis/vc/v1/exports/download",
    "HEAD, /open-apis/vc/v1/exports/download"
  })
  void whoCallsIsAskedBeforeWhatIsAsked(String method, String path) {
    Answer answer =
        program
            .api()
            .send(
                method,
                path,
                BodyPublishers.ofString("not json"),
                request -> request.header("Authorization", "Bearer " + UNKNOWN_TOKEN));

    assertThat(answer.status()).isEqualTo(400);
    if (!method.equals("HEAD")) {
      answer.expect(400, 99991663);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/nothing", "/open-apis", "/open-apis/vc/v1/exports", "/favicon.ico"})
  void anUnknownPathIsSaidInJson(String path) {
    Answer answer = program.api().get(path, null).expect(404, 99991201);

    assertThat(answer.header("X-Tt-Logid")).matches("[0-9]{14}[0-9a-f]{20}");
  }

  @Test
  void aWrongMethodElsewhereIsAMismatch() {
    program.api().get(Api.TOKEN_PATH, null).expect(404, 99991301);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "garbage", "*/*"})
  void whateverIsAcceptedTheAnswerIsJson(String accept) {
    Answer answer = program.api().get(UNKNOWN_TASK, null, "Accept", accept);

    answer.expect(400, 99991661);
    assertThat(answer.header("Content-Type").replace(" ", ""))
        .isEqualToIgnoringCase("application/json;charset=utf-8");
  }

  @Test
  void everyRequestHasALogIdOfItsOwn() {
    String first = program.api().get("/nothing", null).header("X-Tt-Logid");
    String second = program.api().get("/nothing", null).header("X-Tt-Logid");

    assertThat(second).isNotEqualTo(first);
  }

  /** Header lines are cut at the bars. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /open-apis/vc/v1/exports/1 HTTP/1.1|Host: h",
        "GET /nothing HTTP/1.1|Host: h",
        "GET /bad%zzescape HTTP/1.1|Host: h",
        "GET /a%2Fb HTTP/1.1|Host: h",
        "GET /a%00b HTTP/1.1|Host: h",
        "GET /no-host HTTP/1.1",
        "GET /two HTTP/1.1|Host: a|Host: b",
        "GET /spa ce HTTP/1.1|Host: h",
        "G=T /method HTTP/1.1|Host: h",
        "TRACE /open-apis/vc/v1/exports/1 HTTP/1.1|Host: h",
        "FOO /open-apis/vc/v1/exports/1 HTTP/1.1|Host: h",
        "POST /open-apis/vc/v1/exports/resource_reservation_list HTTP/1.1|Host: h|Content-Length:"
            + " x",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
      })
  void onTheWireTheHeadersHaveTheirDocumentedCaseAndTheBodyIsJson(String request)
      throws IOException {
    String response = RawConnection.send(program.node().port(), request.split("\\|", -1));

    assertThat(response).startsWith("HTTP/1.1 4");
    assertThat(response).containsPattern("\r\nX-Tt-Logid: [0-9]{14}[0-9a-f]{20}\r\n");
    assertThat(response).containsPattern("\r\nContent-Type: application/json");
    assertThat(response).containsPattern("\\{\"code\":[0-9]+,\"msg\":\"");
    assertThat(response)
        .doesNotContain("<html", "Exception", "Tomcat", "Apache", "\tat ", "\r\nServer:");
  }

  @ParameterizedTest
  @CsvSource({
    "TRACE, /open-apis/vc/v1/exports/1, 404, 121004",
    "TRACE, /open-apis, 404, 99991301",
    "CONNECT, h:1, 501, 121003",
    "GET, /open-apis HTTP/0.7, 400, 121003"
  })
  void whatTheContainerRefusesHasACodeToo(String method, String path, int status, int code)
      throws IOException {
    String response =
        RawConnection.send(program.node().port(), method + " " + path + " HTTP/1.1", "Host: h");

    assertThat(response).startsWith("HTTP/1.1 " + status);
    assertThat(response).contains("{\"code\":" + code + ",");
    assertThat(response).containsPattern("\r\nX-Tt-Logid: [0-9]{14}[0-9a-f]{20}\r\n");
  }
}
