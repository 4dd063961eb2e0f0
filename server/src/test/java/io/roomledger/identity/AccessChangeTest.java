package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What was changed about an app holds on every node: where work begins at once, elsewhere soon. */
final class AccessChangeTest {
  private static final String UNKNOWN_TASK = Api.EXPORTS + "/7111325589855797267";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Secrets secrets = new Secrets(new SecureRandom());
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));
  private final Apps apps = new Apps(program.sql(), transaction, secrets);
  private final AppSecrets appSecrets =
      new AppSecrets(program.sql(), transaction, secrets, program.clock());
  private final Organisation organisation = program.organisation();
  private final Organisation.App app = organisation.exporter();
  private final long number = apps.find(app.id()).orElseThrow().number();
  private final TestNode first = program.node();
  private TestNode second;
  private String token;

  @BeforeEach
  void bothNodesKnowTheToken() {
    second = program.startNode(Map.of());
    token = program.api().token(app);
    expectSoon(404, 121004);
  }

  @AfterEach
  void stop() {
    second.close();
  }

  /** At once where a task is made or its file fetched; elsewhere within five seconds. */
  private void expectRefused(int code) {
    for (TestNode node : List.of(first, second)) {
      node.api().post(Api.CREATE, token, "{}").expect(400, code);
      node.api().download(token, "x").expect(400, code);
    }
    expectSoon(400, code);
  }

  private void expectSoon(int status, int code) {
    long begin = System.nanoTime();
    for (TestNode node : List.of(first, second)) {
      Await.until(
          "code " + code,
          () -> {
            Answer answer = node.api().get(UNKNOWN_TASK, token);
            return answer.status() == status && answer.code() == code;
          });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(TokenRegister.LONGEST_STALE.plusSeconds(2));
  }

  @Test
  void anAppIsDisabledAndEnabled() {
    apps.setActive(number, false);
    expectRefused(99991662);

    apps.setActive(number, true);
    expectSoon(404, 121004);
  }

  @Test
  void aTenantIsSuspendedAndResumed() {
    Tenants tenants = new Tenants(program.sql(), secrets);
    tenants.setActive(organisation.tenantId(), false);
    expectRefused(99991665);
    program.api().askToken(app.id(), app.secret()).expect(200, 10005);

    tenants.setActive(organisation.tenantId(), true);
    expectSoon(404, 121004);
    program.api().askToken(app.id(), app.secret()).expect(200, 0);
  }

  @Test
  void aScopeIsTakenAndGiven() {
    apps.changeScopes(number, List.of(), List.of("vc:export"));
    expectRefused(99991672);

    apps.changeScopes(number, List.of("vc:export"), List.of());
    expectSoon(404, 121004);
  }

  @Test
  void anInstallationIsDisabled() {
    Organisation.Person person = organisation.person("人");
    new AppInstallations(program.sql(), transaction)
        .install(number, organisation.tenantId(), person.number(), false);

    expectRefused(99991673);
  }

  @Test
  void aSecretIsRotatedAtOnce() {
    AppSecrets.Rotated rotated = appSecrets.rotate(number, Duration.ZERO);

    expectRefused(99991663);
    program.api().askToken(app.id(), app.secret()).expect(200, 10014);
    assertThat(program.api().token(new Organisation.App(app.id(), rotated.secret())))
        .isNotEqualTo(token);
  }

  @Test
  void aSecretIsRotatedWithAnOverlap() {
    AppSecrets.Rotated rotated = appSecrets.rotate(number, Duration.ofMinutes(40));
    Organisation.App renewed = new Organisation.App(app.id(), rotated.secret());

    String newToken = program.api().token(renewed);
    assertThat(newToken).isNotEqualTo(token);
    Answer old = program.api().askToken(app.id(), app.secret()).expect(200, 0);
    assertThat(old.json().path("tenant_access_token").asString()).isEqualTo(token);
    assertThat(old.json().path("expire").asInt()).isLessThanOrEqualTo(40 * 60);
    expectSoon(404, 121004);

    program.clock().advance(Duration.ofMinutes(40));
    expectRefused(99991663);
    program.api().askToken(app.id(), app.secret()).expect(200, 10014);
    assertThat(program.api().token(renewed)).isEqualTo(newToken);
    token = newToken;
    expectSoon(404, 121004);
  }

  @Test
  void aLaterRotationNeverLengthensAnOverlap() {
    appSecrets.rotate(number, Duration.ofMinutes(5));
    appSecrets.rotate(number, Duration.ofDays(1));
    program.clock().advance(Duration.ofMinutes(5));

    expectRefused(99991663);
  }

  @Test
  void addressesAreLimited() {
    apps.setAllowedIps(number, List.of(IpRange.parse("10.0.0.0/8"), IpRange.parse("::/0")));

    expectRefused(99991401);
    assertThat(first.api().get(UNKNOWN_TASK, token).json().path("msg").asString())
        .isEqualTo("ip 127.0.0.1 is denied by app setting");
    assertThat(program.api().token(app)).isEqualTo(token);

    apps.setAllowedIps(number, List.of(IpRange.parse("127.0.0.1")));
    expectSoon(404, 121004);
    apps.setAllowedIps(number, List.of());
    expectSoon(404, 121004);
  }

  @Test
  void whatNoNoticeToldOfIsSeenSoonAllTheSame() {
    program.sql().sql("update app set state = 'disabled' where id = ?").param(number).update();

    expectSoon(400, 99991662);
  }
}
