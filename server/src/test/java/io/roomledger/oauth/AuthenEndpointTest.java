package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomledger.identity.Apps;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.UserGrants;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The older token endpoints, and {@code user_info}. */
final class AuthenEndpointTest {
  private static final String TOKEN = "/access_token";
  private static final String REFRESH = "/refresh_access_token";
  private static final String INFO = Consent.AUTHEN + "/user_info";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "contact:user.email:readonly");

  private static Map<String, String> byCode(String code) {
    return new HashMap<>(Map.of("grant_type", "authorization_code", "code", code));
  }

  private static Map<String, String> byRefreshToken(String token) {
    return new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  private JsonNode tokens(String prefix) {
    return consent.authen(prefix + TOKEN, byCode(consent.code(""))).expect(200, 0).data();
  }

  private static String access(JsonNode data) {
    return data.path("access_token").asString();
  }

  private static String refresh(JsonNode data) {
    return data.path("refresh_token").asString();
  }

  @Test
  void givesTokensAndWhoThePersonIs() {
    JsonNode data = tokens("");

    assertThat(access(data)).startsWith("u-");
    assertThat(refresh(data)).startsWith("ur-");
    assertThat(data.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(data.path("expires_in").asInt()).isEqualTo(7140);
    assertThat(data.path("refresh_expires_in").asInt()).isEqualTo(2591940);
    assertThat(data.path("name").asString()).isEqualTo("韩梅梅");
    assertThat(data.path("open_id").asString()).isEqualTo(consent.user.person().openId());
    assertThat(data.path("email").asString()).isEqualTo(consent.user.email());
    assertThat(data.path("tenant_key").asString()).isEqualTo(consent.organisation.tenantKey());
    assertThat(data.path("sid").asString()).isNotEmpty();
    assertThat(data.propertyNames())
        .contains(
            "en_name", "avatar_url", "avatar_thumb", "avatar_middle", "avatar_big", "union_id")
        .doesNotContain("scope", "mobile", "employee_no", "user_id");
  }

  @Test
  void theOidcOnesGiveTokensAlone() {
    JsonNode data = tokens("/oidc");

    assertThat(data.propertyNames())
        .containsExactlyInAnyOrder(
            "access_token",
            "refresh_token",
            "token_type",
            "expires_in",
            "refresh_expires_in",
            "scope");
    assertThat(data.path("expires_in").asInt()).isEqualTo(7199);
    assertThat(data.path("refresh_expires_in").asInt()).isEqualTo(2591999);
    assertThat(data.path("scope").asString()).isEqualTo("contact:user.email:readonly vc:export");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/oidc"})
  void aRefreshTokenIsGoodOnceAndTheOldAccessTokenStaysGood(String prefix) {
    JsonNode first = tokens(prefix);
    JsonNode second =
        consent.authen(prefix + REFRESH, byRefreshToken(refresh(first))).expect(200, 0).data();

    program.api().get(INFO, access(first)).expect(200, 0);
    program.api().get(INFO, access(second)).expect(200, 0);
    consent.authen(prefix + REFRESH, byRefreshToken(refresh(first))).expect(200, 20026);
    program.api().get(INFO, access(second)).expect(400, 99991668);
    consent.authen(prefix + REFRESH, byRefreshToken(refresh(second))).expect(200, 20026);
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type, password, 20036",
    "grant_type, '', 20036",
    "code, unknown, 20007",
    "grant_type, , 20001",
    "code, , 20001"
  })
  void whatIsWrongHasItsCodeAndHttpStatus200(String field, String value, int code) {
    Map<String, String> fields = byCode("x".repeat(64));
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }

    consent.authen(TOKEN, fields).expect(200, code);
    // These tell an unknown code from one that cannot be exchanged.
    consent.authen("/oidc" + TOKEN, fields).expect(200, code == 20007 ? 20003 : code);
  }

  @Test
  void theOidcOnesSayMoreOfWhatIsWrong() {
    String late = consent.code("");
    program.clock().advance(Duration.ofMinutes(5));
    consent.authen("/oidc" + TOKEN, byCode(late)).expect(200, 20004);
    String code = consent.code("");
    consent.authen("/oidc" + TOKEN, byCode(code)).expect(200, 0);
    consent.authen("/oidc" + TOKEN, byCode(code)).expect(200, 20003);
    consent.authen("/oidc" + TOKEN, byCode(consent.code(Consent.challenge()))).expect(200, 20007);
    consent.authen("/oidc" + REFRESH, byRefreshToken("ur-unknown")).expect(200, 20038);
  }

  @Test
  void aCodeForAnAddressThatWasTakenAwayGivesNothing() {
    String code = consent.code("");
    new RedirectUris(program.sql())
        .remove(consent.organisation.number(consent.app), Consent.REDIRECT);

    consent.authen(TOKEN, byCode(code)).expect(200, 20029);
    consent.authen("/oidc" + TOKEN, byCode(code)).expect(200, 20029);
  }

  /** After the token was looked at: nobody who calls can time this. */
  @Test
  void anAppThatIsDisabledInThisMomentGetsNoTokens() {
    UserTokens tokens =
        new UserTokens(
            new GrantStore(program.sql()),
            new UserGrants(program.sql()),
            new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource())),
            new Secrets(new SecureRandom()),
            program.clock());
    String code = consent.code("");
    long app = consent.organisation.number(consent.app);
    consent.organisation.apps().setActive(app, false);

    for (Terms terms : List.of(Terms.AUTHEN, Terms.OIDC)) {
      assertThatExceptionOfType(ApiException.class)
          .isThrownBy(() ->
              tokens.exchange(
                  new UserTokens.Client(app, 1, null, terms),
                  new UserTokens.CodeProof(code, null, null, true, null)))
          .extracting(ApiException::errorCode)
          .isEqualTo(ErrorCode.AUTHEN_APP_DISABLED);
    }
    assertThat(ErrorCode.AUTHEN_APP_DISABLED.code()).isEqualTo(20042);
  }

  @Test
  void aCodeIsGoodOnceForFiveMinutesAndForItsAppAlone() {
    String code = consent.code("");
    Organisation.App other = consent.organisation.app(consent.user.person(), "vc:export");
    Consent.post(program.api(), Consent.AUTHEN + TOKEN, program.api().token(other), byCode(code))
        .expect(200, 20024);
    JsonNode tokens = consent.authen(TOKEN, byCode(code)).expect(200, 0).data();
    consent.authen(TOKEN, byCode(code)).expect(200, 20007);
    program.api().get(INFO, access(tokens)).expect(400, 99991668);

    String late = consent.code("");
    program.clock().advance(Duration.ofMinutes(5));
    consent.authen(TOKEN, byCode(late)).expect(200, 20007);
  }

  @Test
  void aCodeThatIsTiedToAVerifierGivesNothingHere() {
    consent.authen(TOKEN, byCode(consent.code(Consent.challenge()))).expect(200, 20007);
  }

  @Test
  void refreshTokensEndAndAreOfTheirKindAlone() {
    JsonNode data = tokens("");
    consent.post(Consent.V2, consent.refreshRequest(refresh(data))).expect(400, 20026);
    consent.authen(REFRESH, byRefreshToken("ur-unknown")).expect(200, 20026);
    program.clock().advance(Duration.ofMinutes(43_199));

    consent.authen(REFRESH, byRefreshToken(refresh(data))).expect(200, 20037);
  }

  @Test
  void whoIsPutOutGetsNoTokens() {
    String code = consent.code("");
    consent.organisation.setPersonState(consent.user.person(), "disabled");
    consent.authen(TOKEN, byCode(code)).expect(200, 20022);
    consent.organisation.setPersonState(consent.user.person(), "left");
    consent.authen(TOKEN, byCode(code)).expect(200, 20021);
    consent.organisation.setPersonState(consent.user.person(), "active");
    program
        .sql()
        .sql("update app_installation set state = 'disabled' where tenant_id = ?")
        .param(consent.organisation.tenantId())
        .update();
    consent.authen(TOKEN, byCode(code)).expect(200, 20009);
  }

  @ParameterizedTest
  @ValueSource(strings = {TOKEN, REFRESH, "/oidc" + TOKEN, "/oidc" + REFRESH})
  void anAppTokenIsWanted(String path) {
    String whole = Consent.AUTHEN + path;
    Api api = program.api();
    Consent.post(api, whole, null, Map.of()).expect(400, 99991661);
    for (String wrong : List.of("a-unknown", "t-unknown", "garbage", access(tokens("")))) {
      Consent.post(api, whole, wrong, Map.of()).expect(400, 99991664);
    }
    String token = api.token(consent.app);
    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(consent.app.id())
        .update();
    Consent.post(api, whole, token, Map.of()).expect(400, 99991662);
  }

  @Test
  void aStoreAppsTenantTokenIsNoAppToken() {
    Organisation organisation = consent.organisation;
    Apps.NewApp made = organisation.apps().createStore("店", List.of("vc:export"));
    Organisation.App store = new Organisation.App(made.appId(), made.secret());
    organisation
        .installations()
        .install(organisation.number(store), organisation.tenantId(), consent.user.number(), true);
    program
        .sql()
        .sql(
            """
            insert into access_token (token_hash, kind, app_id, tenant_id, secret_version, key_id, issued_at, expires_at)
            values (sha256('t-store'), 'tenant', ?, ?, 1, 1, now(), now() + interval '10 years')
            """)
        .params(organisation.number(store), organisation.tenantId())
        .update();

    Consent.post(program.api(), Consent.AUTHEN + TOKEN, "t-store", Map.of()).expect(400, 99991664);
  }

  @Test
  void userInfoShowsWhatThePersonAllowed() {
    JsonNode info = program.api().get(INFO, access(tokens(""))).expect(200, 0).data();

    assertThat(info.path("name").asString()).isEqualTo("韩梅梅");
    assertThat(info.path("email").asString()).isEqualTo(consent.user.email());
    assertThat(info.path("tenant_key").asString()).isEqualTo(consent.organisation.tenantKey());
    assertThat(info.has("mobile")).isFalse();

    Answer fewer = consent.tokens("&scope=vc%3Aexport");
    assertThat(program.api().get(INFO, Consent.access(fewer)).expect(200, 0).data().propertyNames())
        .contains("name", "open_id", "union_id", "avatar_big")
        .doesNotContain("email", "enterprise_email");
  }

  @Test
  void userInfoIsForPeoplesTokens() {
    program.api().get(INFO, program.api().token(consent.app)).expect(400, 99991663);
    program.api().get(INFO, null).expect(400, 99991661);
  }
}
