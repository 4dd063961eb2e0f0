package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code authen/v2/oauth/token} and {@code oauth/v3/token}. */
final class OAuthTokenEndpointTest {
  private static final String INFO = Consent.AUTHEN + "/user_info";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "offline_access", "vc:room");

  private static void expect(Answer answer, int status, int code, String error) {
    answer.expect(status, code);
    assertThat(answer.json().path("error").asString()).isEqualTo(error);
    assertThat(answer.json().path("error_description").asString()).isNotEmpty();
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("code", "error", "error_description");
  }

  private void works(String accessToken) {
    program.api().get(INFO, accessToken).expect(200, 0);
  }

  @Test
  void givesTokensForACode() {
    Answer answer = consent.tokens("&scope=vc%3Aexport%20offline_access%20not%3Aheld");

    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(Consent.access(answer))
        .matches("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+")
        .hasSizeLessThan(4096);
    assertThat(Consent.refresh(answer)).startsWith("eyJ").isNotEqualTo(Consent.access(answer));
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(7200);
    assertThat(answer.json().path("refresh_token_expires_in").asInt()).isEqualTo(604800);
    assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
    assertThat(answer.json().path("scope").asString().split(" ", -1))
        .containsExactlyInAnyOrder("vc:export", "offline_access");
    works(Consent.access(answer));
  }

  @Test
  void givesNoRefreshTokenWithoutOfflineAccess() {
    Answer answer = consent.tokens("&scope=vc%3Aexport");

    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(answer.json().has("refresh_token_expires_in")).isFalse();
  }

  @Test
  void withoutAWordAboutScopesTheTokenHasThoseOfTheApp() {
    assertThat(consent.tokens("").json().path("scope").asString()).isEqualTo("vc:export vc:room");
  }

  @Test
  void takesFormsAndTheHeaderToo() {
    String form = "grant_type=authorization_code&code=" + consent.code("&scope=vc%3Aexport");
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(Consent.ascii(consent.app.id() + ":" + consent.app.secret()));
    String type = "application/x-www-form-urlencoded";

    program
        .api()
        .post(
            Consent.V3,
            null,
            form + "&client_id=" + consent.app.id() + "&client_secret=x",
            "Content-Type",
            type,
            "Authorization",
            basic)
        .expect(400, 20070);
    expect(
        program.api().post(Consent.V3, null, form + "&code=y", "Content-Type", type),
        400,
        20063,
        "invalid_request");
    program
        .api()
        .post(Consent.V3, null, form, "Content-Type", type, "Authorization", basic)
        .expect(200, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, 20001, invalid_request",
    "client_secret, 20001, invalid_request",
    "grant_type, 20001, invalid_request",
    "code, 20001, invalid_request"
  })
  void whatIsMissingIsNamed(String field, int code, String error) {
    Map<String, String> fields = consent.codeRequest("x".repeat(64));
    fields.remove(field);

    Answer answer = consent.post(Consent.V2, fields);

    expect(answer, 400, code, error);
    assertThat(answer.json().path("error_description").asString()).contains(field);
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, cli_0000000000000000, 20048, invalid_client",
    "client_secret, wrong, 20002, invalid_client",
    "grant_type, password, 20036, unsupported_grant_type",
    "code, unknown, 20003, invalid_grant",
    "code_verifier, short, 20049, invalid_grant",
    "scope, a a, 20067, invalid_scope"
  })
  void whatIsWrongHasItsCode(String field, String value, int code, String error) {
    Map<String, String> fields = consent.codeRequest("x".repeat(64));
    fields.put(field, value);

    for (String path : List.of(Consent.V2, Consent.V3)) {
      expect(consent.post(path, fields), 400, code, error);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"client_id\":1}"})
  void aBodyThatCannotBeReadIsMalformed(String body) {
    expect(program.api().post(Consent.V2, null, body), 400, 20063, "invalid_request");
  }

  @Test
  void aWrongMethodIsAMismatch() {
    program.api().get(Consent.V2, null).expect(404, 99991301);
  }

  @Test
  void theVerifierMustFitTheChallenge() {
    String code = consent.code("&scope=vc%3Aexport" + Consent.challenge());
    Map<String, String> fields = consent.codeRequest(code);

    expect(consent.post(Consent.V2, fields), 400, 20049, "invalid_grant");
    fields.put("code_verifier", "w".repeat(43));
    expect(consent.post(Consent.V2, fields), 400, 20049, "invalid_grant");
    fields.put("code_verifier", Consent.VERIFIER);
    consent.post(Consent.V2, fields).expect(200, 0);
  }

  @Test
  void aVerifierThatNobodyAskedForIsRefusedByTheNewerEndpointAlone() {
    Map<String, String> fields = consent.codeRequest(consent.code("&scope=vc%3Aexport"));
    fields.put("code_verifier", Consent.VERIFIER);

    expect(consent.post(Consent.V3, fields), 400, 20049, "invalid_grant");
    consent.post(Consent.V2, fields).expect(200, 0);
  }

  @Test
  void theRedirectAddressMustBeThatOfTheAuthorization() {
    Map<String, String> fields = consent.codeRequest(consent.code("&scope=vc%3Aexport"));
    fields.put("redirect_uri", "https://app.example/other");

    expect(consent.post(Consent.V2, fields), 400, 20071, "invalid_grant");
    fields.put("redirect_uri", Consent.REDIRECT);
    consent.post(Consent.V2, fields).expect(200, 0);
  }

  @Test
  void aCodeIsGoodForFiveMinutes() {
    String late = consent.code("&scope=vc%3Aexport");
    program.clock().advance(Duration.ofMinutes(5));

    expect(consent.post(Consent.V2, consent.codeRequest(late)), 400, 20004, "invalid_grant");
  }

  @Test
  void aCodeOfAnotherAppGivesNothingAndStaysGood() {
    String code = consent.code("&scope=vc%3Aexport");
    Organisation.App other = consent.organisation.app(consent.user.person(), "vc:export");
    Map<String, String> fields = consent.codeRequest(code);
    fields.put("client_id", other.id());
    fields.put("client_secret", other.secret());

    expect(consent.post(Consent.V2, fields), 400, 20024, "invalid_grant");
    consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
  }

  @Test
  void aCodeThatIsUsedTwiceEndsWhatItGave() {
    String code = consent.code("&scope=vc%3Aexport%20offline_access");
    Answer tokens = consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
    works(Consent.access(tokens));

    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20065, "invalid_grant");

    program.api().get(INFO, Consent.access(tokens)).expect(400, 99991668);
    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))),
        400,
        20064,
        "invalid_grant");
  }

  @Test
  void aTokenCanHaveFewerScopes() {
    String code = consent.code("&scope=vc%3Aexport%20vc%3Aroom%20offline_access");
    Map<String, String> fields = consent.codeRequest(code);
    fields.put("scope", "vc:reserve");
    expect(consent.post(Consent.V2, fields), 400, 20068, "invalid_scope");

    fields.put("scope", "vc:room offline_access");
    Answer tokens = consent.post(Consent.V2, fields).expect(200, 0);
    assertThat(tokens.json().path("scope").asString()).isEqualTo("vc:room offline_access");
    Map<String, String> refresh = consent.refreshRequest(Consent.refresh(tokens));
    refresh.put("scope", "vc:export");
    expect(consent.post(Consent.V2, refresh), 400, 20068, "invalid_scope");
  }

  @Test
  void aRefreshTokenIsExchangedOnceAndTheOldAccessTokenStaysGood() {
    Answer first = consent.tokens("&scope=vc%3Aexport%20offline_access");

    Answer second =
        consent.post(Consent.V3, consent.refreshRequest(Consent.refresh(first))).expect(200, 0);

    assertThat(Consent.refresh(second)).isNotEqualTo(Consent.refresh(first));
    works(Consent.access(first));
    works(Consent.access(second));
    program.clock().advance(Duration.ofHours(2));
    program.api().get(INFO, Consent.access(first)).expect(400, 99991677);
  }

  @Test
  void aRefreshTokenThatIsUsedTwiceEndsTheWholeFamily() {
    Answer first = consent.tokens("&scope=vc%3Aexport%20offline_access");
    Answer second =
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(first))).expect(200, 0);

    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(first))),
        400,
        20073,
        "invalid_grant");

    for (Answer tokens : List.of(first, second)) {
      program.api().get(INFO, Consent.access(tokens)).expect(400, 99991668);
    }
    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(second))),
        400,
        20064,
        "invalid_grant");
  }

  @Test
  void refreshTokensEnd() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    expect(
        consent.post(Consent.V2, consent.refreshRequest("unknown")), 400, 20026, "invalid_grant");
    program.clock().advance(Duration.ofDays(7));

    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))),
        400,
        20037,
        "invalid_grant");
  }

  @Test
  void anAuthorizationEndsAfterAYearHoweverOftenItIsRefreshed() {
    Answer tokens = consent.tokens("&scope=offline_access");
    for (int i = 0; i < 60; i++) {
      program.clock().advance(Duration.ofDays(6));
      tokens =
          consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))).expect(200, 0);
    }
    assertThat(tokens.json().path("refresh_token_expires_in").asLong())
        .isLessThanOrEqualTo(Duration.ofDays(5).toSeconds());
    program.clock().advance(Duration.ofDays(5));

    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))),
        400,
        20037,
        "invalid_grant");
  }

  @Test
  void anAppThatLostOfflineAccessRefreshesNothing() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    consent
        .organisation
        .apps()
        .changeScopes(
            consent.organisation.number(consent.app), List.of(), List.of("offline_access"));

    expect(
        consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))),
        400,
        20074,
        "invalid_grant");
  }

  @Test
  void whoIsPutOutGetsNoTokens() {
    String code = consent.code("&scope=vc%3Aexport");
    consent.organisation.setPersonState(consent.user.person(), "disabled");
    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20066, "invalid_grant");
    consent.organisation.setPersonState(consent.user.person(), "active");
    program
        .sql()
        .sql("update app_installation set state = 'disabled' where tenant_id = ?")
        .param(consent.organisation.tenantId())
        .update();
    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20009, "invalid_grant");
    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(consent.app.id())
        .update();
    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20069, "unauthorized_client");
  }

  @Test
  void ofTwoUsesAtTheSameTimeExactlyOneWins() throws Exception {
    String code = consent.code("&scope=vc%3Aexport%20offline_access");
    Answer winner = race(Consent.V2, consent.codeRequest(code), 20065);
    // The others showed the code once more, which ends what the first one got.
    program.api().get(INFO, Consent.access(winner)).expect(400, 99991668);

    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    race(Consent.V2, consent.refreshRequest(Consent.refresh(tokens)), 20073);
  }

  private Answer race(String path, Map<String, String> fields, int loserCode) throws Exception {
    List<Callable<Answer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(() -> consent.post(path, new HashMap<>(fields)));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
      for (Future<Answer> each : threads.invokeAll(all)) {
        answers.add(each.get());
      }
    }
    List<Answer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
    assertThat(winners).hasSize(1);
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(answer -> answer.expect(400, loserCode));
    return winners.getFirst();
  }

  @Test
  void tokensAreKnownAfterARestart() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    try (var node = program.startNode(Map.of())) {
      node.api().get(INFO, Consent.access(tokens)).expect(200, 0);
      Consent.post(node.api(), Consent.V2, null, consent.refreshRequest(Consent.refresh(tokens)))
          .expect(200, 0);
    }
  }

  @Test
  void aPlainChallengeIsForWhoAllowsIt() {
    String page = consent.page("&scope=vc%3Aexport&code_challenge=" + Consent.VERIFIER);
    assertThat(Browser.parameters(new Browser(program.api()).get(page)))
        .containsEntry("error", "invalid_request");

    try (var node = program.startNode(Map.of("roomledger.oauth.plain-challenge", true))) {
      String code =
          new Browser(node.api()).allow(page, consent.user.email(), consent.user.password());
      Map<String, String> fields = consent.codeRequest(code);
      fields.put("code_verifier", "w".repeat(43));
      expect(consent.post(Consent.V2, fields), 400, 20049, "invalid_grant");
      fields.put("code_verifier", Consent.VERIFIER);
      consent.post(Consent.V2, fields).expect(200, 0);
    }
  }
}
