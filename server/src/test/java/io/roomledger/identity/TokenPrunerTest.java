package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static int count(String table) {
    return program.sql().sql("select count(*) from " + table).query(Integer.class).single();
  }
}
