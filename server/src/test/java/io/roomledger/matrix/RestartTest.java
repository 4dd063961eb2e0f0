package io.roomledger.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.Apps;
import io.roomledger.identity.Secrets;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation.App;
import io.roomledger.testing.Organisation.User;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What was got of one node is good at another, and at those that are started after all ended. */
final class RestartTest {
  private static final String TICKET = "a-ticket-that-was-pushed-before";
  private static final String ALL = Cast.SCOPE + " offline_access";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Cast.Place home = Cast.Place.in(program.organisation());
  private final User person = home.user("人");
  private final App custom = home.app(home.user("创建者"), Cast.SCOPE, "offline_access");
  private final App store = storeApp();
  private final Browser browser = new Browser(program.api());
  private final String page =
      Consent.PAGE
          + "?response_type=code&client_id="
          + custom.id()
          + "&redirect_uri="
          + Browser.encode(Cast.REDIRECT);

  /** Access tokens, with the export that each made. */
  private final Map<String, String> tasks = new LinkedHashMap<>();

  private final Map<String, String> files = new HashMap<>();
  private String appToken = "";
  private String storeToken = "";
  private String customToken = "";
  private String code = "";
  private String olderCode = "";
  private String refresh = "";
  private String olderRefresh = "";

  private App storeApp() {
    Apps.NewApp made = home.tenant().apps().createStore("店", java.util.List.of(Cast.SCOPE));
    long number = home.tenant().number(new App(made.appId(), ""));
    home.tenant().installations().install(number, home.tenant().tenantId(), person.number(), true);
    program
        .sql()
        .sql(
            """
            insert into app_ticket (ticket_hash, app_id, issued_at, expires_at)
            values (?, ?, now(), now() + interval '1 day')
            on conflict (ticket_hash) do update set app_id = excluded.app_id
            """)
        .params(Secrets.hash(TICKET), number)
        .update();
    return new App(made.appId(), made.secret());
  }

  @BeforeEach
  void getAllThatCanBeGot() {
    Api api = program.api();
    customToken = api.token(custom);
    appToken = StoreTokens.app(api, store, TICKET);
    storeToken = StoreTokens.tenant(api, appToken, home.tenant().tenantKey());
    browser.signIn(page, person.email(), person.password());
    Answer newer = Cast.newer(program, custom, person, ALL);
    refresh = Consent.refresh(newer);
    JsonNode older = older(api, "", Cast.code(program, custom, person, ALL));
    olderRefresh = older.path("refresh_token").asString();
    code = Cast.code(program, custom, person, ALL);
    olderCode = Cast.code(program, custom, person, ALL);
    for (String token :
        new String[] {
          customToken, storeToken, Consent.access(newer), older.path("access_token").asString()
        }) {
      String task = api.create(token, home.order());
      tasks.put(token, task);
      files.put(token, api.fileToken(token, task));
    }
  }

  private JsonNode older(Api api, String prefix, String code) {
    return Consent.post(
            api,
            Consent.AUTHEN + prefix + "/access_token",
            customToken,
            Map.of("grant_type", "authorization_code", "code", code))
        .expect(200, 0)
        .data();
  }

  private static Answer post(Api api, Endpoint endpoint, Map<String, String> fields) {
    return Consent.post(api, endpoint.path, null, fields).expect(200, 0);
  }

  @Test
  void isGoodOnASecondNode() {
    try (TestNode second = program.startNode(Map.of())) {
      // Lest it were the first that answers.
      assertThat(second.port()).isNotEqualTo(program.node().port());
      allIsGoodAt(second.api());
    }
  }

  @Test
  void isGoodAfterARestart() {
    program.node().close();
    allIsGoodAt(program.startNode(Map.of()).api());
  }

  private void allIsGoodAt(Api api) {
    tasks.forEach((token, task) -> {
      api.state(token, task).expect(200, 0);
      assertThat(api.download(token, files.getOrDefault(token, "")).status()).isEqualTo(200);
      api.create(token, home.order());
    });
    assertThat(api.token(custom)).isEqualTo(customToken);
    assertThat(StoreTokens.app(api, store, TICKET)).isEqualTo(appToken);
    assertThat(StoreTokens.tenant(api, appToken, home.tenant().tenantKey())).isEqualTo(storeToken);
    // Still signed in: nothing but the consent is asked for.
    assertThat(browser.at(api).get(page).text()).contains("value=\"allow\"");

    Map<String, String> request = Cast.client(custom);
    request.put("grant_type", "authorization_code");
    request.put("code", code);
    String fresh = Consent.access(post(api, Endpoint.OAUTH_V2, request));
    api.create(fresh, home.order());
    assertThat(older(api, "/oidc", olderCode).path("access_token").asString()).startsWith("u-");
    Map<String, String> renewal = Cast.client(custom);
    renewal.put("grant_type", "refresh_token");
    renewal.put("refresh_token", refresh);
    api.create(Consent.access(post(api, Endpoint.OAUTH_V3, renewal)), home.order());
    Consent.post(
            api,
            Endpoint.AUTHEN_REFRESH.path,
            customToken,
            Map.of("grant_type", "refresh_token", "refresh_token", olderRefresh))
        .expect(200, 0);
    // Used before the restart or after, a code is good once.
    request.put("code", code);
    Consent.post(api, Consent.V2, null, request).expect(400, 20065);
  }
}
