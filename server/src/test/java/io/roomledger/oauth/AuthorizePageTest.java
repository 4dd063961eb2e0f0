package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.Apps;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on which people allow apps something, as a browser without JavaScript sees it. */
final class AuthorizePageTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "offline_access", "x:unknown");
  private final Browser browser = new Browser(program.api());
  private final String page = consent.page("&scope=vc%3Aexport%20x%3Aunknown");

  private Answer tryToSignIn(String name, String password) {
    return browser.submit(
        browser.get(page), page, Map.of("step", "sign-in", "name", name, "password", password));
  }

  @Test
  void fromSignInToTheCode() {
    Answer signIn = browser.get(page);
    assertThat(signIn.status()).isEqualTo(200);
    assertThat(signIn.text()).startsWith("<!DOCTYPE html>");
    assertThat(signIn.text())
        .contains("<h1>Sign in</h1>", "to go on to app", "<label for=\"name\"");
    assertThat(signIn.text()).doesNotContain("name=\"tenant\"", "<script", "style=");

    Answer asks =
        browser.signIn(
            page, consent.user.email().toUpperCase(java.util.Locale.ROOT), consent.user.password());
    assertThat(asks.text())
        .contains("app asks for access", "韩梅梅", "组织")
        .contains("export meeting and room reservation data that you may export yourself")
        .contains("use the permission x:unknown");

    Map<String, String> back =
        Browser.parameters(browser.submit(asks, page, Map.of("step", "allow")));
    assertThat(back).containsEntry("from", "here").containsEntry("state", "s t");
    assertThat(back.get("code")).hasSizeGreaterThanOrEqualTo(64).matches("[\\w-]+");
    consent.post(Consent.V2, consent.codeRequest(String.valueOf(back.get("code")))).expect(200, 0);
  }

  @Test
  void everyPageIsProtected() {
    Answer answer = browser.get(page);

    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
                + " form-action 'self' https://app.example");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(answer.header("Set-Cookie"))
        .matches("roomledger=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax");
    String style =
        answer.text().replaceAll("(?s).*<link rel=\"stylesheet\" href=\"([^\"]+)\".*", "$1");
    assertThat(program.api().get(style, null).header("Content-Type")).startsWith("text/css");
  }

  @Test
  void byTlsTheCookieIsOfThisHostAlone() {
    try (var node =
        program.startNode(Map.of("roomledger.server.public-url", "https://r.example"))) {
      assertThat(node.api().get(page, null).header("Set-Cookie"))
          .matches("__Host-roomledger=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
    }
  }

  @Test
  void theCookieIsAnotherOneAfterSigningIn() {
    browser.get(page);
    String before = browser.cookies().get("roomledger");
    browser.signIn(page, consent.user.email(), consent.user.password());

    assertThat(browser.cookies().get("roomledger")).isNotEqualTo(before);
    browser.cookies().put("roomledger", String.valueOf(before));
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");
  }

  @Test
  void refusingTellsTheApp() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());

    assertThat(browser.submit(asks, page, Map.of("step", "refuse")).header("Location"))
        .isEqualTo(Consent.REDIRECT + "&error=access_denied&state=s%20t");
  }

  @Test
  void anotherAccountCanBeUsed() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    String session = String.valueOf(browser.cookies().get("roomledger"));
    browser.submit(asks, page, Map.of("step", "sign-out"));

    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");
    browser.cookies().put("roomledger", session);
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client_id=cli_0000000000000000 | client_id",
        "client_id=x | client_id",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fback | redirect_uri",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Ffrom%3Dhere%2F | redirect_uri",
        "redirect_uri=HTTPS%3A%2F%2Fapp.example%2Fback%3Ffrom%3Dhere | redirect_uri",
        "redirect_uri=https%3A%2F%2Fevil.example | redirect_uri",
        "redirect_uri= | redirect_uri"
      })
  void beforeTheAddressIsProvenNobodyIsSentAnywhere(String change, String named) {
    String name = change.substring(0, change.indexOf('='));
    String wrong = page.replaceAll(name + "=[^&]*", change);

    Answer answer = browser.get(wrong);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.text()).contains(named).doesNotContain("=\"https://evil.example");
    assertThat(answer.header("Content-Security-Policy")).endsWith("form-action 'self'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"&client_id=x", "&state=2", "&scope=%ff", "&x=%00"})
  void whatIsSaidTwiceOrUnreadableIsRefused(String more) {
    assertThat(browser.get(page + more).status()).isEqualTo(400);
  }

  @Test
  void aDisabledAppIsNotShown() {
    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(consent.app.id())
        .update();

    assertThat(browser.get(page).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type=code, response_type=token, unsupported_response_type",
    "response_type=code, a=b, invalid_request",
    "state=, code_challenge=short&state=, invalid_request",
    "state=, code_challenge_method=S256&state=, invalid_request",
    "state=, prompt=none&state=, invalid_request"
  })
  void whatElseIsWrongIsToldToTheApp(String from, String to, String error) {
    assertThat(Browser.parameters(browser.get(page.replace(from, to))))
        .containsEntry("error", error)
        .containsEntry("state", "s t")
        .doesNotContainKey("code");
  }

  @Test
  void fiftyScopesMayBeAskedForAndNoMore() {
    String fifty = IntStream.range(0, 50).mapToObj(i -> "a" + i).collect(Collectors.joining("%20"));

    assertThat(browser.get(consent.page("&scope=" + fifty)).status()).isEqualTo(200);
    assertThat(Browser.parameters(browser.get(consent.page("&scope=" + fifty + "%20a50"))))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void aFormOfAnotherBrowserOrNoneIsRefused() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    Browser other = new Browser(program.api());
    Answer others = other.get(page);

    assertThat(browser.post(page, Map.of("step", "allow", "scopes", "vc:export")).status())
        .isEqualTo(403);
    assertThat(browser.submit(others, page, Map.of("step", "allow")).status()).isEqualTo(403);
    assertThat(new Browser(program.api()).submit(asks, page, Map.of("step", "allow")).status())
        .isEqualTo(403);
    assertThat(
            other
                .submit(
                    asks,
                    page,
                    Map.of("step", "sign-in", "name", consent.user.email(), "password", "whatever"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void whatStandsInTheAddressNeverPassesForWhatWasDone() {
    String trap = page + "&step=allow&form=x";
    Answer asks = browser.signIn(trap, consent.user.email(), consent.user.password());

    assertThat(Browser.parameters(browser.submit(asks, trap, Map.of("step", "refuse"))))
        .containsEntry("error", "access_denied");
  }

  @Test
  void aScopeThatWasNotShownIsNotAllowed() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    Map<String, String> back =
        Browser.parameters(
            browser.submit(asks, page, Map.of("step", "allow", "scopes", "vc:export vc:room")));

    Answer tokens = consent.post(Consent.V2, consent.codeRequest(String.valueOf(back.get("code"))));
    assertThat(tokens.json().path("scope").asString()).isEqualTo("vc:export");
  }

  @Test
  void itSpeaksChineseAndEnglish() {
    assertThat(browser.speaking("zh-CN,zh;q=0.9").get(page).text())
        .contains("<html lang=\"zh-CN\"", "<h1>登录</h1>", "lang=en");
    assertThat(browser.speaking("fr, en;q=0.5, zh;q=0.4").get(page).text())
        .contains("<html lang=\"en\"", "<h1>Sign in</h1>");
    Answer switched = browser.get(page + "&lang=zh");
    assertThat(switched.text()).contains("<h1>登录</h1>").contains("lang=en");
    Answer asks =
        browser.speaking("zh").signIn(page, consent.user.email(), consent.user.password());
    assertThat(asks.text()).contains("申请授权", "导出您本人有权导出的会议和会议室预定数据", "允许", "拒绝");
  }

  @Test
  void whatPeopleNameThingsIsNotMarkup() {
    Organisation organisation = program.organisation();
    Organisation.User user = organisation.user("<script>alert('x')</script>");
    Apps.NewApp app =
        organisation
            .apps()
            .createCustom(
                organisation.tenantId(), "<img src=x> {0}'s", user.number(), List.of("a\"><b>"));
    organisation.redirectTo(new Organisation.App(app.appId(), app.secret()), Consent.REDIRECT);
    String address =
        page.replaceAll("client_id=[^&]*", "client_id=" + app.appId()).replaceAll("&scope=.*", "");

    Answer asks = browser.signIn(address, user.email(), user.password());

    assertThat(asks.text())
        .doesNotContain("<script>", "<img", "<b>")
        .contains("&lt;img src=x&gt; {0}&#39;s asks for access");
  }

  @Test
  void whoDoesNotExistIsNotToBeToldFromAWrongPassword() {
    Organisation.Person noAccount = consent.organisation.person("没有账号");
    String known = tryToSignIn(consent.user.email(), "wrong password").withoutLogId();
    List<String> others =
        List.of(
            tryToSignIn("nobody@example.org", "wrong password").withoutLogId(),
            tryToSignIn(noAccount.openId(), "wrong password").withoutLogId());

    for (String other : others) {
      assertThat(masked(other)).isEqualTo(masked(known));
    }
    assertThat(known).startsWith("status 403").contains("The name or the password is not right.");
  }

  private static String masked(String page) {
    return page.replaceAll("value=\"[^\"]*\"", "value")
        .replaceAll("roomledger=[\\w-]+", "cookie")
        .replaceAll("content-length: .*", "");
  }

  @Test
  void whoeverIsPutOutCannotSignIn() {
    consent
        .organisation
        .accounts()
        .setState(
            consent.organisation.tenantId(),
            consent.user.number(),
            io.roomledger.signin.Accounts.State.DISABLED);

    assertThat(tryToSignIn(consent.user.email(), consent.user.password()).status()).isEqualTo(403);
  }

  @Test
  void aSessionEndsWithItsPersonItsPasswordAndItsTime() {
    browser.signIn(page, consent.user.email(), consent.user.password());
    assertThat(browser.get(page).text()).contains("asks for access");
    consent
        .organisation
        .accounts()
        .setPassword(consent.organisation.tenantId(), consent.user.number(), "another long one");
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");

    browser.signIn(page, consent.user.email(), "another long one");
    program.clock().advance(Duration.ofMinutes(29));
    assertThat(browser.get(page).text()).contains("asks for access");
    program.clock().advance(Duration.ofMinutes(31));
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");

    browser.signIn(page, consent.user.email(), "another long one");
    for (int i = 0; i < 24; i++) {
      assertThat(browser.get(page).text()).contains("asks for access");
      program.clock().advance(Duration.ofMinutes(29).plusSeconds(59));
    }
    program.clock().advance(Duration.ofMinutes(1));
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");
  }

  @Test
  void anAppOfSeveralTenantsAsksWhichOneIsMeant() {
    Organisation first = program.organisation();
    Organisation second = program.organisation();
    Organisation.User user = second.user("店员");
    Apps.NewApp store = first.apps().createStore("店", List.of("vc:export"));
    Organisation.App app = new Organisation.App(store.appId(), store.secret());
    first.redirectTo(app, Consent.REDIRECT);
    String address = page.replaceAll("client_id=[^&]*", "client_id=" + app.id());
    assertThat(browser.get(address).status()).as("installed nowhere").isEqualTo(400);
    first
        .installations()
        .install(first.number(app), first.tenantId(), first.person("a").number(), true);
    second.installations().install(first.number(app), second.tenantId(), user.number(), true);

    Answer signIn = browser.get(address);
    assertThat(signIn.text()).contains("name=\"tenant\"");
    Map<String, String> fields =
        new HashMap<>(Map.of("step", "sign-in", "name", user.email(), "password", user.password()));
    fields.put("tenant", first.tenantKey());
    Answer refused = browser.submit(signIn, address, fields);
    assertThat(refused.status()).isEqualTo(403);
    fields.put("tenant", second.tenantKey());
    assertThat(browser.submit(refused, address, fields).status()).isEqualTo(303);
    Answer asks = browser.get(address);
    assertThat(asks.text()).contains("店 asks for access");
    Map<String, String> back =
        Browser.parameters(browser.submit(asks, address, Map.of("step", "allow")));
    Map<String, String> request = consent.codeRequest(String.valueOf(back.get("code")));
    request.putAll(Map.of("client_id", store.appId(), "client_secret", store.secret()));
    Answer tokens = consent.post(Consent.V2, request).expect(200, 0);
    Answer info = program.api().get(Consent.AUTHEN + "/user_info", Consent.access(tokens));
    assertThat(info.expect(200, 0).data().path("tenant_key").asString())
        .isEqualTo(second.tenantKey());
    // Signed in, but not into the tenant of another app.
    assertThat(browser.get(page).text()).contains("<h1>Sign in</h1>");
  }

  @Test
  void theOlderAddressWorksToo() {
    String older =
        AuthorizePage.OLDER_PATH
            + "?app_id="
            + consent.app.id()
            + "&redirect_uri="
            + Browser.encode(Consent.REDIRECT)
            + "&state=z";
    Answer asks = browser.signIn(older, consent.user.email(), consent.user.password());

    assertThat(Browser.parameters(browser.submit(asks, older, Map.of("step", "allow"))))
        .containsKey("code")
        .containsEntry("state", "z");
  }
}
