package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.Apps;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people of a suspended tenant, and apps for them, are told; and that it comes back. */
final class SuspendedTenantTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Consent consent = new Consent(program, "vc:export", "offline_access");
  private final Browser browser = new Browser(program.api());
  private final String page = consent.page("&scope=vc%3Aexport%20offline_access");

  private void setActive(boolean active) {
    new Tenants(program.sql(), new Secrets(new SecureRandom()))
        .setActive(consent.organisation.tenantId(), active);
  }

  @Test
  void nobodySignsInAndNothingIsAllowed() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    setActive(false);

    assertThat(browser.get(page).status()).isEqualTo(400);
    assertThat(browser.get(page).text()).contains("cannot be used in your organisation now");
    assertThat(browser.submit(asks, page, Map.of("step", "allow")).status()).isEqualTo(400);

    setActive(true);
    assertThat(browser.get(page).text()).as("still signed in").contains("asks for access");
  }

  @Test
  void codesAndRefreshTokensOfItsOwnAppsGiveNothing() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    Map<String, String> byCode = consent.codeRequest(consent.code("&scope=vc%3Aexport"));
    Map<String, String> byRefresh = consent.refreshRequest(Consent.refresh(tokens));
    String older = consent.code("");
    String appToken = program.api().token(consent.app);
    setActive(false);

    for (String path : List.of(Consent.V2, Consent.V3)) {
      consent.post(path, byCode).expect(400, 20069);
      consent.post(path, byRefresh).expect(400, 20069);
    }
    for (String path : List.of("/access_token", "/oidc/access_token")) {
      Consent.post(
              program.api(),
              Consent.AUTHEN + path,
              appToken,
              Map.of("grant_type", "authorization_code", "code", older))
          .expect(400, 99991665);
    }
    program.api().get(Consent.AUTHEN + "/user_info", Consent.access(tokens)).expect(400, 99991665);

    setActive(true);
    consent.post(Consent.V2, byCode).expect(200, 0);
    consent.post(Consent.V2, byRefresh).expect(200, 0);
  }

  @Test
  void aStoreAppIsAsGoodAsNotInstalledThere() {
    Organisation organisation = consent.organisation;
    Apps.NewApp made = organisation.apps().createStore("店", List.of("vc:export", "offline_access"));
    Organisation.App store = new Organisation.App(made.appId(), made.secret());
    organisation.redirectTo(store, Consent.REDIRECT);
    organisation
        .installations()
        .install(organisation.number(store), organisation.tenantId(), consent.user.number(), true);
    String address = page.replaceAll("client_id=[^&]*", "client_id=" + store.id());
    String code = browser.allow(address, consent.user.email(), consent.user.password());
    Map<String, String> byCode = consent.codeRequest(code);
    byCode.putAll(Map.of("client_id", store.id(), "client_secret", store.secret()));
    setActive(false);

    consent.post(Consent.V2, byCode).expect(400, 20009);

    setActive(true);
    Map<String, String> byRefresh =
        consent.refreshRequest(Consent.refresh(consent.post(Consent.V2, byCode).expect(200, 0)));
    byRefresh.putAll(Map.of("client_id", store.id(), "client_secret", store.secret()));
    setActive(false);
    consent.post(Consent.V2, byRefresh).expect(400, 20009);
  }
}
