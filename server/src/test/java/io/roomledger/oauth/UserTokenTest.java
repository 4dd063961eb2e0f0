package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.Secrets;
import io.roomledger.signin.Accounts;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people's tokens open, and what closes them. */
final class UserTokenTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ALL = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final String UNKNOWN = Api.EXPORTS + "/7111325589855797267";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "offline_access");
  private final Organisation organisation = consent.organisation;
  private final Answer tokens = consent.tokens("&scope=vc%3Aexport%20offline_access");
  private final String token = Consent.access(tokens);

  private Answer create(String bearer, ExportOrder order) {
    return program.api().post(Api.CREATE, bearer, order.json());
  }

  @Test
  void thePersonExportsWhatThePersonMay() {
    Organisation.Level level = organisation.level(organisation.root(), "level");
    Organisation.Level sibling = organisation.level(organisation.root(), "sibling");
    create(token, ALL).expect(403, 121005);

    organisation.grant(consent.user.person(), level);
    create(token, ALL.at(sibling.id())).expect(403, 121005);
    create(token, ALL).expect(403, 121005);
    create(token, ALL.at(level.id())).expect(200, 0);

    organisation.grant(consent.user.person(), null);
    organisation.reserve(organisation.room(level, "r"), T0, T0.plusSeconds(60)).topic("会议").save();
    assertThat(program.api().export(token, ALL).topics()).containsExactly("会议");
  }

  @Test
  void aFileIsForThePersonWhoHadItMade() {
    organisation.grant(consent.user.person(), null);
    Organisation.User other = organisation.user("另一人");
    organisation.grant(other.person(), null);
    String theirs =
        Consent.access(
            consent.post(
                Consent.V2,
                consent.codeRequest(
                    new io.roomledger.testing.Browser(program.api())
                        .allow(
                            consent.page("&scope=vc%3Aexport"), other.email(), other.password()))));
    String task = program.api().create(token, ALL);
    String file = program.api().fileToken(token, task);

    for (String stranger : List.of(theirs, program.api().token(consent.app))) {
      program.api().state(stranger, task).expect(404, 121004);
      program.api().download(stranger, file).expect(404, 121004);
    }
    // The app's creator may fetch what the app's own token made.
    String apps = program.api().create(program.api().token(consent.app), ALL);
    program.api().state(token, apps).expect(200, 0);
    program.api().state(theirs, apps).expect(404, 121004);

    organisation.revoke(consent.user.person());
    program.api().download(token, file).expect(403, 121005);
  }

  @Test
  void aTokenWithoutTheScopeIsToldWhichOneItLacks() {
    String without = Consent.access(consent.tokens("&scope=offline_access"));

    Answer answer = program.api().get(UNKNOWN, without).expect(400, 99991679);

    assertThat(answer.json().path("msg").asString())
        .endsWith("required one of these privileges under the user identity: [vc:export]");
    assertThat(answer.json().path("error").path("permission_violations").toString())
        .isEqualTo("[{\"type\":\"action_scope_required\",\"subject\":\"vc:export\"}]");
  }

  @Test
  void aScopeThatTheAppLostOpensNothing() {
    organisation
        .apps()
        .changeScopes(organisation.number(consent.app), List.of(), List.of("vc:export"));

    create(token, ALL).expect(400, 99991672);
  }

  @Test
  void refreshTokensOpenNothing() {
    program.api().get(UNKNOWN, Consent.refresh(tokens)).expect(400, 99991669);
    program.api().get(UNKNOWN, "ur-anything").expect(400, 99991669);
  }

  @Test
  void expiredTokensAreSaidSo() {
    program.api().get(UNKNOWN, token).expect(403, 121005);
    program.clock().advance(Duration.ofHours(2));

    program.api().get(UNKNOWN, token).expect(400, 99991677);
  }

  @Test
  void aPersonWhoIsPutOutIsOutAtOnceAndForGood() {
    program.api().get(UNKNOWN, token).expect(403, 121005);
    try (TestNode other = program.startNode(Map.of())) {
      other.api().get(UNKNOWN, token).expect(403, 121005);
      organisation
          .accounts()
          .setState(organisation.tenantId(), consent.user.number(), Accounts.State.DISABLED);
      create(token, ALL).expect(400, 99991668);
      io.roomledger.testing.Await.until(
          "both nodes to hear of it",
          () ->
              program.api().get(UNKNOWN, token).code() == 99991668
                  && other.api().get(UNKNOWN, token).code() == 99991668);
    }
    organisation
        .accounts()
        .setState(organisation.tenantId(), consent.user.number(), Accounts.State.ACTIVE);
    create(token, ALL).expect(400, 99991668);
    consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))).expect(400, 20064);
  }

  @Test
  void aDisabledAppAndASecretThatEndedCloseThemToo() {
    long app = organisation.number(consent.app);
    organisation.apps().setActive(app, false);
    create(token, ALL).expect(400, 99991662);
    organisation.apps().setActive(app, true);
    create(token, ALL).expect(403, 121005);

    new AppSecrets(
            program.sql(),
            new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource())),
            new Secrets(new SecureRandom()),
            program.clock())
        .rotate(app, Duration.ZERO);
    create(token, ALL).expect(400, 99991668);
  }

  @Test
  void whatWasAllowedInATenantEndsWithTheInstallation() {
    long app = organisation.number(consent.app);
    organisation
        .installations()
        .install(app, organisation.tenantId(), consent.user.number(), false);
    create(token, ALL).expect(400, 99991673);
    organisation.installations().uninstall(app, organisation.tenantId());
    create(token, ALL).expect(400, 99991668);
    organisation.installations().install(app, organisation.tenantId(), consent.user.number(), true);

    create(token, ALL).expect(400, 99991668);
    consent.post(Consent.V2, consent.refreshRequest(Consent.refresh(tokens))).expect(400, 20064);
  }

  @Test
  void nothingOfItIsKeptInClear() {
    String dump =
        String.join(
            "\n",
            program
                .sql()
                .sql(
                    """
                    select t::text from user_token t union all select c::text from authorization_code c
                    union all select g::text from authorization_grant g union all select a::text from account a
                    union all select s::text from sign_in_session s
                    """)
                .query(String.class)
                .list());

    assertThat(dump)
        .doesNotContain(token)
        .doesNotContain(Consent.refresh(tokens))
        .doesNotContain(consent.user.password());
  }
}
