package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

final class TokenPrunerTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  @Test
  void forgetsWhatHasExpiredAndNothingElse() {
    Secrets secrets = new Secrets(new SecureRandom());
    Apps apps =
        new Apps(
            program.sql(),
            new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource())),
            secrets);
    AppTickets tickets = new AppTickets(program.sql(), secrets, program.clock());
    TokenPruner pruner = new TokenPruner(program.sql(), program.clock());
    long store = apps.find(apps.createStore("店", List.of()).appId()).orElseThrow().number();
    tickets.issue(store);
    var _ = program.api().token(program.organisation().exporter());

    program.clock().advance(Duration.ofMinutes(119));
    var _ = program.api().token(program.organisation().exporter());
    pruner.prune();
    assertThat(count("access_token")).isEqualTo(2);

    program.clock().advance(Duration.ofMinutes(1));
    pruner.prune();
    assertThat(count("access_token")).isEqualTo(1);
    assertThat(count("app_ticket")).isEqualTo(1);

    program.clock().advance(AppTickets.LIFETIME);
    pruner.prune();
    assertThat(count("access_token") + count("app_ticket")).isZero();
  }

  @Test
  void forgetsGrantsAndTheirTokensADayAfterTheirEnd() {
    Consent consent = new Consent(program, "vc:export", "offline_access");
    consent.tokens("&scope=vc%3Aexport%20offline_access");
    String unused = consent.code("");
    TokenPruner pruner = new TokenPruner(program.sql(), program.clock());
    pruner.prune();
    assertThat(count("user_token")).isEqualTo(2);
    assertThat(count("authorization_grant")).isEqualTo(2);
    assertThat(count("sign_in_session")).isEqualTo(2);
    assertThat(unused).isNotEmpty();

    program.clock().advance(Duration.ofHours(27));
    pruner.prune();
    assertThat(count("user_token")).as("the refresh token").isEqualTo(1);
    assertThat(count("authorization_grant")).isEqualTo(1);
    assertThat(count("authorization_code")).isEqualTo(1);
    assertThat(count("sign_in_session") + count("sign_in_failure")).isZero();

    program.clock().advance(Duration.ofDays(7));
    pruner.prune();
    assertThat(count("user_token") + count("authorization_grant") + count("authorization_code"))
        .isZero();
  }

  private static int count(String table) {
    return program.sql().sql("select count(*) from " + table).query(Integer.class).single();
  }
}
