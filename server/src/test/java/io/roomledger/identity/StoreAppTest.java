package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The token endpoints of store apps, and {@code app_access_token/internal}. */
final class StoreAppTest {
  private static final String AUTH = "/open-apis/auth/v3";
  private static final String UNKNOWN_TASK = Api.EXPORTS + "/7111325589855797267";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Secrets secrets = new Secrets(new SecureRandom());
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));
  private final Apps apps = new Apps(program.sql(), transaction, secrets);
  private final AppInstallations installations = new AppInstallations(program.sql(), transaction);
  private final AppTickets tickets = new AppTickets(program.sql(), secrets, program.clock());
  private final Organisation organisation = program.organisation();
  private final Organisation.App custom = organisation.exporter();
  private final String tenantKey =
      program
          .sql()
          .sql("select tenant_key from tenant where id = ?")
          .param(organisation.tenantId())
          .query(String.class)
          .single();
  private final Apps.NewApp app = apps.createStore("店", List.of("vc:export"));
  private final long number = apps.find(app.appId()).orElseThrow().number();

  private void install(boolean enabled) {
    Organisation.Person person = organisation.person("指定的人");
    organisation.grant(person, null);
    installations.install(number, organisation.tenantId(), person.number(), enabled);
  }

  private static Answer post(String path, String... fields) {
    return post(program.node(), path, fields);
  }

  private static Answer post(TestNode node, String path, String... fields) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      body.put(fields[i], fields[i + 1]);
    }
    return node.api().post(AUTH + path, null, body.toString());
  }

  private Answer askAppToken(String ticket) {
    return post(
        "/app_access_token",
        "app_id",
        app.appId(),
        "app_secret",
        app.secret(),
        "app_ticket",
        ticket);
  }

  private String appToken() {
    return askAppToken(tickets.issue(number))
        .expect(200, 0)
        .json()
        .path("app_access_token")
        .asString();
  }

  private Answer askTenantToken(String appToken) {
    return post("/tenant_access_token", "app_access_token", appToken, "tenant_key", tenantKey);
  }

  private static String tenantToken(Answer answer) {
    return answer.expect(200, 0).json().path("tenant_access_token").asString();
  }

  @Test
  void aSuspendedTenantGetsNoToken() {
    install(true);
    String appToken = appToken();
    Tenants tenants = new Tenants(program.sql(), secrets);
    tenants.setActive(organisation.tenantId(), false);
    askTenantToken(appToken).expect(200, 10013);

    tenants.setActive(organisation.tenantId(), true);
    askTenantToken(appToken).expect(200, 0);
  }

  @Test
  void fromTicketToTenantTokenToCall() {
    install(true);
    Answer first = askAppToken(tickets.issue(number)).expect(200, 0);
    assertThat(first.json().propertyNames())
        .containsExactlyInAnyOrder("code", "msg", "app_access_token", "expire");
    assertThat(first.json().path("msg").asString()).isEqualTo("success");
    assertThat(first.json().path("expire").asInt()).isEqualTo(7140);
    String appToken = first.json().path("app_access_token").asString();
    assertThat(appToken).matches("a-[0-9a-f]{40}");

    Answer second = askTenantToken(appToken);
    assertThat(second.json().propertyNames())
        .containsExactlyInAnyOrder("code", "msg", "tenant_access_token", "expire");
    assertThat(second.json().path("expire").asInt()).isEqualTo(7140);
    assertThat(tenantToken(second)).matches("t-[0-9a-f]{40}");

    program.api().get(UNKNOWN_TASK, tenantToken(second)).expect(404, 121004);
    program.api().get(UNKNOWN_TASK, appToken).expect(400, 99991664);
  }

  @Test
  void bothTokensStayTheSameUntilThirtyMinutesRemain() {
    install(true);
    String appToken = appToken();
    String tenantToken = tenantToken(askTenantToken(appToken));

    program.clock().advance(Duration.ofMinutes(88));
    assertThat(appToken()).isEqualTo(appToken);
    assertThat(tenantToken(askTenantToken(appToken))).isEqualTo(tenantToken);

    program.clock().advance(Duration.ofMinutes(3));
    String renewed = appToken();
    assertThat(renewed).isNotEqualTo(appToken);
    assertThat(tenantToken(askTenantToken(appToken))).isNotEqualTo(tenantToken);
    assertThat(tenantToken(askTenantToken(renewed)))
        .isEqualTo(tenantToken(askTenantToken(appToken)));
    program.api().get(UNKNOWN_TASK, tenantToken).expect(404, 121004);
  }

  @Test
  void theTokensAreKnownOnAnotherNodeAndAfterARestart() {
    install(true);
    String appToken = appToken();
    String tenantToken = tenantToken(askTenantToken(appToken));

    try (TestNode other = program.startNode(Map.of())) {
      other.api().get(UNKNOWN_TASK, tenantToken).expect(404, 121004);
      assertThat(
              tenantToken(
                  post(
                      other,
                      "/tenant_access_token",
                      "app_access_token",
                      appToken,
                      "tenant_key",
                      tenantKey)))
          .isEqualTo(tenantToken);
    }
    program.node().close();
    program.startNode(Map.of());
    program.api().get(UNKNOWN_TASK, tenantToken).expect(404, 121004);
    assertThat(appToken()).isEqualTo(appToken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000000000000000000000000000000000000000", "é"})
  void aTicketThatIsNotGoodIsSaidByItsCode(String ticket) {
    askAppToken(ticket).expect(200, 10012);
  }

  @Test
  void aTicketIsGoodForADayAndForItsAppOnly() {
    String ticket = tickets.issue(number);
    Apps.NewApp other = apps.createStore("x", List.of());

    post(
            "/app_access_token",
            "app_id",
            other.appId(),
            "app_secret",
            other.secret(),
            "app_ticket",
            ticket)
        .expect(200, 10012);
    program.clock().advance(Duration.ofHours(13));
    askAppToken(ticket).expect(200, 0);
    program.clock().advance(Duration.ofHours(11));
    askAppToken(ticket).expect(200, 10012);
  }

  @Test
  void aTenantThatDidNotInstallTheAppIsRefused() {
    String appToken = appToken();

    askTenantToken(appToken).expect(200, 10013);
    install(false);
    askTenantToken(appToken).expect(200, 10013);
    post("/tenant_access_token", "app_access_token", appToken, "tenant_key", "nobody")
        .expect(200, 10013);
    install(true);
    askTenantToken(appToken).expect(200, 0);
  }

  @Test
  void anUninstalledAppsTokensAreGoneForGood() {
    install(true);
    String appToken = appToken();
    String tenantToken = tenantToken(askTenantToken(appToken));
    program.api().get(UNKNOWN_TASK, tenantToken).expect(404, 121004);

    assertThat(installations.uninstall(number, organisation.tenantId())).isTrue();
    program.api().post(Api.CREATE, tenantToken, "{}").expect(400, 99991663);
    askTenantToken(appToken).expect(200, 10013);

    assertThat(installations.uninstall(number, organisation.tenantId())).isFalse();
  }

  @Test
  void oneKindIsNotTheOther() {
    String[] store = {"app_id", app.appId(), "app_secret", app.secret()};
    String[] own = {"app_id", custom.id(), "app_secret", custom.secret()};

    post("/tenant_access_token/internal", store).expect(200, 10005);
    post("/app_access_token/internal", store).expect(200, 10005);
    post("/app_ticket/resend", own).expect(200, 10016);
    post(
            "/app_access_token",
            "app_id",
            custom.id(),
            "app_secret",
            custom.secret(),
            "app_ticket",
            "x")
        .expect(200, 10005);
    post(
            "/tenant_access_token",
            "app_access_token",
            program.api().token(custom),
            "tenant_key",
            tenantKey)
        .expect(200, 10003);
  }

  @Test
  void aDisabledStoreAppGetsNothing() {
    install(true);
    String appToken = appToken();
    apps.setActive(number, false);

    askAppToken(tickets.issue(number)).expect(200, 10005);
    askTenantToken(appToken).expect(200, 10005);
    post("/app_ticket/resend", "app_id", app.appId(), "app_secret", app.secret())
        .expect(200, 10005);
  }

  @Test
  void aTicketCannotBePushedNowhere() {
    post("/app_ticket/resend", "app_id", app.appId(), "app_secret", app.secret())
        .expect(200, 10016);
    post("/app_ticket/resend", "app_id", app.appId(), "app_secret", "x").expect(200, 10014);
  }

  @Test
  void aCustomAppsTwoTokensAreOne() {
    Answer answer =
        post("/app_access_token/internal", "app_id", custom.id(), "app_secret", custom.secret());

    answer.expect(200, 0);
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder(
            "code", "msg", "app_access_token", "tenant_access_token", "expire");
    assertThat(answer.json().path("app_access_token").asString())
        .isEqualTo(answer.json().path("tenant_access_token").asString())
        .isEqualTo(program.api().token(custom));
    assertThat(answer.json().path("msg").asString()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app_access_token/internal",
        "/app_access_token",
        "/tenant_access_token",
        "/app_ticket/resend",
        "/app_ticket/resend/"
      })
  void whatIsMalformedIsAnInvalidParameter(String path) {
    for (String body : List.of("", "[]", "{}", "{\"app_id\":1,\"app_secret\":2}")) {
      Answer answer = program.api().post(AUTH + path, null, body).expect(200, 10003);
      assertThat(answer.data().isObject()).isTrue();
    }
    post(
            path,
            "app_id",
            "\0",
            "app_secret",
            "\0",
            "app_ticket",
            "\0",
            "app_access_token",
            "\0",
            "tenant_key",
            "\0")
        .expect(200, 10003);
  }

  @Test
  void theDatabaseHoldsNeitherTicketNorTokens() {
    install(true);
    String ticket = tickets.issue(number);
    String appToken = askAppToken(ticket).expect(200, 0).json().path("app_access_token").asString();
    String tenantToken = tenantToken(askTenantToken(appToken));

    List<String> rows =
        program
            .sql()
            .sql(
                """
                select t::text from access_token t union all select t::text from app_ticket t
                union all select s::text from app_secret s union all select a::text from app a
                """)
            .query(String.class)
            .list();

    for (String secret :
        List.of(ticket, appToken.substring(2), tenantToken.substring(2), app.secret())) {
      String hex =
          HexFormat.of().formatHex(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(secret) || row.contains(hex));
    }
  }
}
