package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.audit.AuditLog;
import io.roomledger.audit.AuditLog.Entry;
import io.roomledger.identity.AdminRights;
import io.roomledger.identity.Departments;
import io.roomledger.identity.People;
import io.roomledger.identity.Secrets;
import io.roomledger.signin.Accounts;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Await;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is written down of what people do, and of what is done to them. */
final class PeopleAuditTest {
  private static final String API = "POST " + Consent.PAGE;

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "offline_access");
  private final Browser browser = new Browser(program.api());
  private final String page = consent.page("&scope=vc%3Aexport%20offline_access");
  private final AuditLog audit = new AuditLog(program.database().dataSource());

  private List<Entry> rows(@Nullable String deed) {
    return audit.list(
        new AuditLog.Filter(0, 10_000, consent.organisation.tenantId(), deed, null, null, false));
  }

  private List<String> deeds(String kind) {
    return rows(kind).stream().map(Entry::deed).toList();
  }

  private Entry only(String deed) {
    assertThat(rows(deed)).hasSize(1);
    return rows(deed).getFirst();
  }

  private void isThePersons(Entry row) {
    assertThat(row.actor()).isEqualTo("user");
    assertThat(row.openId()).isEqualTo(consent.user.person().openId());
    assertThat(row.objectId()).isEqualTo(consent.user.person().openId());
    assertThat(row.address()).isEqualTo("127.0.0.1");
    assertThat(row.logId()).isNotEmpty();
    assertThat(row.outcome()).isZero();
  }

  private static long counted(int status) {
    return program
        .sql()
        .sql("select coalesce(sum(times), 0) from audit_refusal where api = ? and code = ?")
        .params(API, status)
        .query(Long.class)
        .single();
  }

  private int tryToSignIn(String name) {
    return browser
        .submit(
            browser.get(page),
            page,
            Map.of("step", "sign-in", "name", name, "password", "wrong password"))
        .status();
  }

  @Test
  void signingInAndAllowing() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    isThePersons(only("person.sign_in"));

    browser.submit(asks, page, Map.of("step", "allow"));
    Entry allowed = only("grant.allow");
    isThePersons(allowed);
    assertThat(allowed.appId()).isEqualTo(consent.app.id());
    assertThat(allowed.detail()).matches("grant=\\d+ scopes=\\[offline_access, vc:export]");
  }

  @Test
  void refusing() {
    Answer asks = browser.signIn(page, consent.user.email(), consent.user.password());
    browser.submit(asks, page, Map.of("step", "refuse"));

    isThePersons(only("grant.refuse"));
    assertThat(only("grant.refuse").appId()).isEqualTo(consent.app.id());
    assertThat(rows("grant.allow")).isEmpty();

    Browser stranger = new Browser(program.api());
    stranger.submit(stranger.get(page), page, Map.of("step", "refuse"));
    assertThat(rows("grant.refuse")).as("nobody refused").hasSize(1);
  }

  @Test
  void aWrongPasswordNamesThePersonAndAnUnknownNameIsCounted() {
    long refusedBefore = counted(403);
    long blockedBefore = counted(429);
    int before = rows(null).size();

    assertThat(tryToSignIn(consent.user.email())).isEqualTo(403);
    for (int i = 0; i < 5; i++) {
      assertThat(tryToSignIn("nobody@example.org")).isEqualTo(403);
    }
    assertThat(tryToSignIn("nobody@example.org")).isEqualTo(429);

    Await.until("the row", () -> !rows("api").isEmpty());
    Entry row = only("api");
    assertThat(row.objectId()).isEqualTo(API);
    assertThat(row.outcome()).isEqualTo(403);
    assertThat(row.openId()).isEqualTo(consent.user.person().openId());
    Await.until(
        "the counts", () -> counted(403) == refusedBefore + 5 && counted(429) == blockedBefore + 1);
    assertThat(rows(null)).hasSize(before + 1);
    assertThat(rows("person.sign_in")).isEmpty();
  }

  @Test
  void tokensAndWhoeverShowsThemTwice() {
    Answer first = consent.tokens("&scope=vc%3Aexport%20offline_access");
    consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(first))).expect(200, 0);
    for (int i = 0; i < 3; i++) {
      consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(first))).expect(400, 20073);
    }

    assertThat(deeds("user_token")).containsExactly("user_token.issue", "user_token.refresh");
    List<Entry> rows = new ArrayList<>(rows("user_token"));
    rows.add(only("grant.revoke"));
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.actor()).isEqualTo("app");
          assertThat(row.appId()).isEqualTo(consent.app.id());
          assertThat(row.objectId()).isEqualTo(consent.user.person().openId());
        });
    assertThat(only("grant.revoke").detail()).matches("grant=\\d+ refresh token used twice");

    String code = consent.code("&scope=vc%3Aexport");
    consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
    consent.post(Consent.V2, consent.codeRequest(code)).expect(400, 20065);
    assertThat(rows("grant.revoke").getLast().detail()).endsWith("authorization code used twice");
  }

  @Test
  void tokensOfTheOlderEndpoints() {
    consent
        .authen(
            "/access_token",
            Map.of("grant_type", "authorization_code", "code", consent.code("&scope=vc%3Aexport")))
        .expect(200, 0);

    assertThat(only("user_token.issue").appId()).isEqualTo(consent.app.id());
    assertThat(only("user_token.issue").detail()).endsWith("scopes=[vc:export]");
  }

  @Test
  void whatAnOperatorDoesToPeopleAndDepartments() {
    long tenant = consent.organisation.tenantId();
    Secrets secrets = new Secrets(new SecureRandom());
    Departments departments =
        new Departments(
            program.sql(),
            new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource())),
            secrets);
    People people = new People(program.sql(), secrets);
    Accounts accounts = consent.organisation.accounts();
    long person = consent.user.number();
    String openId = consent.user.person().openId();
    String top = departments.create(tenant, "上", null);
    String below = departments.create(tenant, "下", null);
    long topId = departments.find(tenant, top).orElseThrow().id();
    long belowId = departments.find(tenant, below).orElseThrow().id();
    departments.rename(tenant, topId, "新");
    assertThat(departments.move(tenant, belowId, topId)).isTrue();
    assertThat(departments.move(tenant, topId, belowId)).isFalse();
    people.setDepartment(tenant, person, topId);
    people.setDepartment(tenant, person, null);
    accounts.setPassword(tenant, person, "another long one");
    accounts.setState(tenant, person, Accounts.State.DISABLED);
    accounts.setState(tenant, person, Accounts.State.ACTIVE);
    accounts.setState(tenant, person, Accounts.State.LEFT);

    assertThat(rows("department").stream().map(row -> row.deed() + " " + row.objectId()))
        .containsExactly(
            "department.create " + top,
            "department.create " + below,
            "department.rename " + top,
            "department.move " + below + " " + top);
    assertThat(rows("person").stream().map(row -> row.deed() + " " + row.objectId()))
        .containsExactly(
            "person.create " + openId,
            "person.password " + openId,
            "person.move " + openId + " " + top,
            "person.move " + openId + " 0",
            "person.password " + openId,
            "person.disable " + openId,
            "person.enable " + openId,
            "person.leave " + openId);
    assertThat(rows("person")).allSatisfy(row -> assertThat(row.actor()).isEqualTo("operator"));
  }

  @Test
  void rightsThatAreTakenAndAddressesOfApps() {
    consent.organisation.grant(consent.user.person(), null);
    AdminRights rights = new AdminRights(program.sql());
    long tenant = consent.organisation.tenantId();
    assertThat(rights.revoke(tenant, consent.user.number(), null)).isTrue();
    assertThat(rights.revoke(tenant, consent.user.number(), null)).isFalse();
    RedirectUris addresses = new RedirectUris(program.sql());
    long app = consent.organisation.number(consent.app);
    addresses.add(app, "https://app.example/2");
    addresses.add(app, "https://app.example/2");
    addresses.remove(app, "https://app.example/2");
    addresses.remove(app, "https://app.example/2");

    assertThat(deeds("right")).containsExactly("right.grant", "right.revoke");
    assertThat(only("right.revoke").objectId()).isEqualTo(consent.user.person().openId() + " 0");
    assertThat(deeds("app"))
        .containsExactly(
            "app.create", "app.redirect_add", "app.redirect_add", "app.redirect_remove");
    assertThat(only("app.redirect_remove").objectId()).isEqualTo(consent.app.id());
    assertThat(only("app.redirect_remove").detail()).isEqualTo("https://app.example/2");
  }

  @Test
  void noSecretIsInIt() {
    Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
    String code = consent.code("&scope=vc%3Aexport" + Consent.challenge());
    tryToSignIn(consent.user.email());
    Await.until("the refusal", () -> !rows("api").isEmpty());

    String all =
        String.join(
            "\n",
            program
                .sql()
                .sql(
                    "select row_to_json(e)::text from audit_event e union all select"
                        + " row_to_json(r)::text from audit_refusal r")
                .query(String.class)
                .list());
    assertThat(all).contains(consent.app.id());
    assertThat(all)
        .doesNotContain(
            code,
            Consent.access(tokens),
            Consent.refresh(tokens),
            consent.user.password(),
            "wrong password",
            consent.app.secret());
  }
}
