package io.roomledger.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomledger.identity.Apps;
import io.roomledger.identity.IpRange;
import io.roomledger.identity.Secrets;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies say about a request, and whose word counts. */
final class ProxiedTest {
  private static final String TRUSTED = "roomledger.server.trusted-proxies";
  private static final String PREFIX = "roomledger.server.path-prefix";
  private static final String HEADER = "roomledger.server.forwarded-header";
  private static final String UNKNOWN = Api.EXPORTS + "/7111325589855797267";
  private static final Pattern DENIED = Pattern.compile("ip (\\S+) is denied");

  @RegisterExtension
  static final TestProgram program = TestProgram.with(Map.of(TRUSTED, "127.0.0.1, 10.0.0.0/8"));

  /** Of an app that nobody here has an allowed address for, so that every answer names one. */
  private static String denied = "";

  private static String token = "";
  private static String task = "";

  @BeforeAll
  static void makeOrganisation() {
    Organisation organisation = program.organisation();
    organisation.sample();
    Organisation.App limited = organisation.exporter();
    organisation
        .apps()
        .setAllowedIps(organisation.number(limited), List.of(IpRange.parse("192.0.2.255")));
    denied = program.api().token(limited);
    token = program.api().token(organisation.exporter());
    task =
        program
            .api()
            .create(
                token,
                ExportOrder.of(
                    Organisation.SAMPLE_LEVEL,
                    Organisation.SAMPLE_INSTANT,
                    Organisation.SAMPLE_INSTANT));
    program.api().await(token, task, 3);
  }

  private static String address(Api api, String... headers) {
    Answer answer = api.get(UNKNOWN, denied, headers).expect(400, 99991401);
    Matcher matcher = DENIED.matcher(answer.json().path("msg").asString());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String url(Api api, String path, String... headers) {
    Answer answer = api.get(path + "/" + task, token, headers).expect(200, 0);
    return answer.data().path("url").asString().replaceFirst("/download\\?file_token=.*", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 192.0.2.1",
        "'  192.0.2.1  ' | 192.0.2.1",
        "192.0.2.1:4711 | 192.0.2.1",
        "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.1 | 192.0.2.1",
        "192.0.2.9, 192.0.2.1 | 192.0.2.1",
        "192.0.2.1, 10.1.2.3 | 192.0.2.1",
        "192.0.2.9, 192.0.2.1, 10.1.2.3, 10.0.0.1 | 192.0.2.1",
        "10.9.9.9, 10.1.2.3 | 10.9.9.9",
        "192.0.2.1, unknown | 127.0.0.1",
        "192.0.2.1, unknown, 10.1.2.3 | 10.1.2.3",
        "192.0.2.1,, 10.1.2.3 | 10.1.2.3",
        "garbage | 127.0.0.1",
        "localhost | 127.0.0.1",
        "'' | 127.0.0.1",
        "192.0.2.1' | 127.0.0.1"
      })
  void theClientIsTheFirstThatIsNotTrusted(String header, String seen) {
    assertThat(address(program.api(), "X-Forwarded-For", header)).isEqualTo(seen);
  }

  @Test
  void linesOfOneHeaderAreOneList() {
    assertThat(
            address(
                program.api(),
                "X-Forwarded-For",
                "192.0.2.9",
                "X-Forwarded-For",
                "192.0.2.1, 10.1.2.3"))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void theAddressIsOneWithAnAppsListAndTheAuditTrail() {
    Organisation organisation = program.organisation();
    Organisation.App app = organisation.exporter();
    Apps apps = organisation.apps();
    apps.setAllowedIps(organisation.number(app), List.of(IpRange.parse("192.0.2.0/24")));
    String its = program.api().token(app);

    program.api().get(UNKNOWN, its, "X-Forwarded-For", "192.0.2.1").expect(404, 121004);
    program.api().get(UNKNOWN, its, "X-Forwarded-For", "198.51.100.7").expect(400, 99991401);
    program
        .api()
        .post(
            Api.CREATE,
            its,
            ExportOrder.of(
                    organisation.root().id(),
                    Organisation.SAMPLE_INSTANT,
                    Organisation.SAMPLE_INSTANT)
                .json(),
            "X-Forwarded-For",
            "192.0.2.1")
        .expect(200, 0);

    assertThat(
            program
                .sql()
                .sql(
                    "select distinct address from audit_event"
                        + " where tenant_id = ? and actor = 'app' and deed = 'task.create'")
                .param(organisation.tenantId())
                .query(String.class)
                .list())
        .containsExactly("192.0.2.1");
  }

  @Test
  void aWrongPasswordCountsForTheClient() {
    Consent consent = new Consent(program);
    String path = consent.page("");
    Browser browser = new Browser(program.api());
    browser.cameFrom("192.0.2.44");

    browser.submit(
        browser.get(path), path, Map.of("step", "sign-in", "name", "n", "password", "wrong"));

    assertThat(
            program
                .sql()
                .sql("select failures from sign_in_failure where subject_hash = ?")
                .param(Secrets.hash("address 192.0.2.44"))
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void theLimitPerAddressCountsClients() {
    try (TestNode node =
        program.startNode(Map.of("roomledger.limits.token-requests-per-address", 1))) {
      String[] one = {"X-Forwarded-For", "192.0.2.1"};
      String[] other = {"X-Forwarded-For", "192.0.2.2"};
      node.api().post(Api.TOKEN_PATH, null, "{}", one).expect(200, 10003);
      node.api().post(Api.TOKEN_PATH, null, "{}", one).expect(429, 99991400);
      node.api().post(Api.TOKEN_PATH, null, "{}", other).expect(200, 10003);
    }
  }

  @Test
  void withoutATrustedProxyNobodyIsBelieved() {
    try (TestNode node = program.startNode(Map.of(TRUSTED, ""));
        TestNode elsewhere = program.startNode(Map.of(TRUSTED, "192.0.2.0/24"))) {
      for (TestNode each : List.of(node, elsewhere)) {
        String[] said = {
          "X-Forwarded-For",
          "192.0.2.1",
          "X-Forwarded-Proto",
          "https",
          "X-Forwarded-Host",
          "evil.example",
          "X-Forwarded-Prefix",
          "/evil",
          "Forwarded",
          "for=192.0.2.1;proto=https;host=evil.example"
        };
        assertThat(address(each.api(), said)).isEqualTo("127.0.0.1");
        assertThat(url(each.api(), Api.EXPORTS, said))
            .isEqualTo("http://127.0.0.1:" + each.port() + Api.EXPORTS);
      }
    }
  }

  /** Headers are cut at the bars; {@code PORT} is the port of the node. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "X-Forwarded-Proto: https|X-Forwarded-Host: r.example; https://r.example",
        "X-Forwarded-Proto: HTTPS|X-Forwarded-Host: r.example:8443; https://r.example:8443",
        "X-Forwarded-Host: r.example; http://r.example",
        "X-Forwarded-Proto: https|X-Forwarded-Host: r.example|X-Forwarded-Port: 8443;"
            + " https://r.example:8443",
        "X-Forwarded-Proto: https|X-Forwarded-Host: r.example|X-Forwarded-Port: 443;"
            + " https://r.example",
        "X-Forwarded-Proto: https|X-Forwarded-Host: r.example|X-Forwarded-Port: 99999;"
            + " https://r.example",
        "X-Forwarded-Proto: https|X-Forwarded-Host: [2001:db8::1]:444; https://[2001:db8::1]:444",
        "X-Forwarded-Proto: https; https://127.0.0.1:PORT",
        "X-Forwarded-Proto: ftp|X-Forwarded-Host: r.example; http://r.example",
        "X-Forwarded-Host: a b\"<script>; http://127.0.0.1:PORT",
        "X-Forwarded-Host: r.example/path; http://127.0.0.1:PORT",
        "X-Forwarded-Host: r.example|X-Forwarded-Prefix: /feishu; http://r.example/feishu",
        "X-Forwarded-Host: r.example|X-Forwarded-Prefix: /a/b/; http://r.example/a/b",
        "X-Forwarded-Host: r.example|X-Forwarded-Prefix: //evil.example; http://r.example",
        "X-Forwarded-Host: r.example|X-Forwarded-Prefix: /../x; http://r.example",
        "X-Forwarded-For: 192.0.2.1|X-Forwarded-Host: evil.example, r.example;"
            + " http://r.example",
        "X-Forwarded-For: 192.0.2.1, 10.0.0.1|X-Forwarded-Host: r.example, inner.example;"
            + " http://r.example",
        "X-Forwarded-For: 192.0.2.1, 10.0.0.1|X-Forwarded-Proto: https|X-Forwarded-Host: r.example;"
            + " https://r.example",
        "Forwarded: host=evil.example|X-Forwarded-Host: r.example; http://r.example"
      })
  void theUrlIsTheOneThatTheClientAskedFor(String headers, String base) {
    String[] lines = headers.split("\\||: ", -1);

    assertThat(url(program.api(), Api.EXPORTS, lines))
        .isEqualTo(base.replace("PORT", "" + program.node().port()) + Api.EXPORTS);
  }

  @Test
  void theStandardHeaderIsUnderstoodInItsPlace() {
    try (TestNode node = program.startNode(Map.of(HEADER, "forwarded"))) {
      Map.of(
              "for=192.0.2.1", "192.0.2.1",
              "For=\"192.0.2.1:4711\"", "192.0.2.1",
              "for=\"[2001:db8::1]:4711\";proto=https", "2001:db8:0:0:0:0:0:1",
              "for=192.0.2.9, for=192.0.2.1;by=10.0.0.1, for=10.1.1.1", "192.0.2.1",
              "for=192.0.2.1, for=_hidden", "127.0.0.1",
              "for=192.0.2.1, for=unknown", "127.0.0.1",
              "for=\"192.0.2.1", "127.0.0.1",
              "host=\"a,for=192.0.2.9;\";for=192.0.2.1", "192.0.2.1",
              ",;=,", "127.0.0.1")
          .forEach((header, seen) ->
              assertThat(address(node.api(), "Forwarded", header)).as(header).isEqualTo(seen));
      assertThat(address(node.api(), "X-Forwarded-For", "192.0.2.9")).isEqualTo("127.0.0.1");

      assertThat(
              url(
                  node.api(),
                  Api.EXPORTS,
                  "Forwarded",
                  "for=192.0.2.9;host=evil.example,"
                      + " for=192.0.2.1;proto=https;host=\"r.example:444\","
                      + " for=10.0.0.1;proto=http;host=inner.example",
                  "X-Forwarded-Host",
                  "evil.example",
                  "X-Forwarded-Prefix",
                  "/feishu"))
          .isEqualTo("https://r.example:444/feishu" + Api.EXPORTS);
    }
  }

  @Test
  void underAPrefixEverythingIsServedAndNothingBesideIt() {
    try (TestNode node = program.startNode(Map.of(PREFIX, "/feishu/"))) {
      Api api = node.api();
      assertThat(url(api, "/feishu" + Api.EXPORTS))
          .isEqualTo("http://127.0.0.1:" + node.port() + "/feishu" + Api.EXPORTS);
      assertThat(url(api, "//feishu//" + Api.EXPORTS, "X-Forwarded-Prefix", "/outer"))
          .isEqualTo("http://127.0.0.1:" + node.port() + "/outer/feishu" + Api.EXPORTS);
      api.get(UNKNOWN, token).expect(404, 99991201);
      api.get("/feishux" + UNKNOWN, token).expect(404, 99991201);
      api.get("/feishu", token).expect(404, 99991201);
      api.get("/feishu/feishu" + UNKNOWN, token).expect(404, 99991201);
      api.get("/feishu" + Api.TOKEN_PATH, null).expect(404, 99991301);
      api.post("/feishu" + UNKNOWN, token, "{}").expect(404, 121004);
      api.send("OPTIONS", "/feishu" + Api.CREATE, BodyPublishers.noBody(), request -> request)
          .expect(404, 121004);
    }
  }

  @Test
  void thePagesLeadBackToWhereTheBrowserCameFrom() {
    Consent consent = new Consent(program, "vc:export");
    try (TestNode prefixed = program.startNode(Map.of(PREFIX, "/feishu"));
        TestNode named =
            program.startNode(
                Map.of("roomledger.server.public-url", "https://r.example/feishu/"))) {
      signsIn(consent, prefixed, "/feishu", "roomledger");
      signsIn(consent, named, "", "__Host-roomledger");
    }
  }

  private static void signsIn(Consent consent, TestNode node, String before, String cookie) {
    Browser browser = new Browser(node.api());
    String path = before + consent.page("");
    Answer page = browser.get(path);

    assertThat(page.text()).contains("href=\"/feishu/roomledger/pages.css?v=");
    assertThat(browser.cookies()).containsOnlyKeys(cookie);
    Answer signedIn =
        browser.submit(
            page,
            path,
            Map.of(
                "step",
                "sign-in",
                "name",
                consent.user.email(),
                "password",
                consent.user.password()));
    assertThat(signedIn.header("Location")).isEqualTo("/feishu" + consent.page(""));
  }

  @ParameterizedTest
  @CsvSource({
    "x, x-forwarded, '', trusted-proxies",
    "10.0.0.1/8, x-forwarded, '', trusted-proxies",
    "'', both, '', forwarded-header",
    "'', forwarded, feishu, path-prefix",
    "'', forwarded, /../x, path-prefix",
    "'', forwarded, /a b, path-prefix",
    "'', forwarded, //a, path-prefix"
  })
  void aSettingThatIsWrongIsNamed(String trusted, String header, String prefix, String setting) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IngressProperties(trusted, header, prefix))
        .withMessageContaining("roomledger.server." + setting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/feishu", "/a/b.c/d~_-/"})
  void prefixesMayEndInASlash(String prefix) {
    assertThat(new IngressProperties("", "x-forwarded", prefix).pathPrefix())
        .isEqualTo(prefix.replaceFirst("/$", ""));
  }
}
