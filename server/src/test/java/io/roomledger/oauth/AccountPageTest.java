package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.audit.AuditLog;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on which people look after their own account. */
final class AccountPageTest {
  private static final String PAGE = AccountPage.PATH;
  private static final String NEW = "another long one";

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Consent consent = new Consent(program, "vc:export", "offline_access");
  private final Browser browser = new Browser(program.api());

  /** There may be many tenants here, so that one is asked for. */
  private Answer signIn(Browser one, String password) {
    Answer form = one.get(PAGE);
    assertThat(form.text()).contains("<h1>Sign in</h1>").doesNotContain("to go on to");
    return one.submit(
        form,
        PAGE,
        Map.of(
            "step",
            "sign-in",
            "tenant",
            consent.organisation.tenantKey(),
            "name",
            consent.user.email(),
            "password",
            password));
  }

  private Answer page() {
    if (!browser.get(PAGE).text().contains("Your account")) {
      // A second tenant, should this be the first test.
      program.organisation();
      assertThat(signIn(browser, consent.user.password()).status()).isEqualTo(303);
    }
    return browser.get(PAGE);
  }

  private Answer change(String current, String password, String repeat) {
    return browser.submit(
        page(),
        PAGE,
        Map.of(
            "step", "password", "current", current, "new", password, "repeat", repeat, "app", ""));
  }

  @Test
  void aPasswordIsChangedAndOtherSessionsEnd() {
    program.organisation();
    Browser elsewhere = new Browser(program.api());
    assertThat(signIn(elsewhere, consent.user.password()).status()).isEqualTo(303);
    page();
    String before = browser.cookies().get("roomledger");

    Answer changed = change(consent.user.password(), NEW, NEW);

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text()).contains("Your password was changed.");
    assertThat(browser.get(PAGE).text()).contains("Your account");
    assertThat(browser.cookies().get("roomledger")).isNotEqualTo(before);
    assertThat(elsewhere.get(PAGE).text()).contains("<h1>Sign in</h1>");
    assertThat(signIn(elsewhere, consent.user.password()).status()).isEqualTo(403);
    assertThat(signIn(new Browser(program.api()), NEW).status()).isEqualTo(303);
    AuditLog.Entry noted =
        new AuditLog(program.database().dataSource())
            .list(
                new AuditLog.Filter(
                    0,
                    100,
                    consent.organisation.tenantId(),
                    "person.password",
                    null,
                    consent.user.person().openId(),
                    false))
            .getLast();
    assertThat(noted.actor()).isEqualTo("user");
  }

  @ParameterizedTest
  @CsvSource({
    "wrong password, another long one, another long one, 403, current password is not right",
    "right horse battery, another long one, another long two, 400, not the same both times",
    "right horse battery, short, short, 400, must have 8 to 256",
    "right horse battery, password1, password1, 400, everybody tries first"
  })
  void aPasswordThatWillNotDoChangesNothing(
      String current, String password, String repeat, int status, String words) {
    Answer answer = change(current, password, repeat);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(words);
    assertThat(browser.get(PAGE).text()).contains("Your account");
    assertThat(signIn(new Browser(program.api()), consent.user.password()).status()).isEqualTo(303);
  }

  @Test
  void whoFindsABrowserOpenMayNotGuess() {
    for (int i = 0; i < 5; i++) {
      assertThat(change("wrong password", NEW, NEW).status()).isEqualTo(403);
    }
    Answer blocked = change(consent.user.password(), NEW, NEW);
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.text()).contains("Too many tries");
  }

  @Test
  void whatWasAllowedIsSeenAndTakenBack() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    Answer info = program.api().get(Consent.AUTHEN + "/user_info", Consent.access(tokens));
    info.expect(200, 0);
    Answer page = page();
    assertThat(page.text())
        .contains("<h3>app</h3>", "export meeting and room reservation data", consent.app.id());

    Answer done = browser.submit(page, PAGE, Map.of("step", "revoke", "app", consent.app.id()));

    assertThat(done.status()).isEqualTo(303);
    assertThat(browser.get(PAGE).text()).contains("You have not allowed any app anything.");
    program.api().get(Consent.AUTHEN + "/user_info", Consent.access(tokens)).expect(400, 99991668);
    consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))).expect(400, 20064);
    AuditLog.Entry noted =
        new AuditLog(program.database().dataSource())
            .list(
                new AuditLog.Filter(
                    0, 100, consent.organisation.tenantId(), "grant.revoke", null, null, false))
            .getLast();
    assertThat(noted.actor()).isEqualTo("user");
    assertThat(noted.objectId()).isEqualTo(consent.user.person().openId());
    assertThat(noted.detail()).isEqualTo(consent.app.id() + " by the person");
  }

  @Test
  void aFormOfAnotherBrowserIsRefused() {
    Answer page = page();
    Browser other = new Browser(program.api());
    other.get(PAGE);

    assertThat(other.submit(page, PAGE, Map.of("step", "sign-out")).status()).isEqualTo(403);
    assertThat(browser.post(PAGE, Map.of("step", "sign-out")).status()).isEqualTo(403);
    assertThat(browser.submit(page, PAGE, Map.of("step", "sign-out", "app", "")).status())
        .isEqualTo(303);
    assertThat(browser.get(PAGE).text()).contains("<h1>Sign in</h1>");
  }

  @Test
  void itSpeaksChinese() {
    page();
    assertThat(browser.get(PAGE + "?lang=zh").text())
        .contains("<h1>您的账号</h1>", "修改密码", "您尚未授权任何应用");
  }
}
