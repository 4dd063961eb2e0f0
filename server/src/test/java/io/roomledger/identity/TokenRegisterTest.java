package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import io.roomledger.wire.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** How often the database is asked about a token. */
final class TokenRegisterTest {
  private static final int CALLS = 10_000;

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean listening = new AtomicBoolean(true);
  private final JdbcClient counting =
      JdbcClient.create(
          new DelegatingDataSource(program.database().dataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
              asked.incrementAndGet();
              return super.getConnection();
            }
          });
  private final TokenRegister register =
      new TokenRegister(counting, program.clock(), listening::get);
  private final String token = program.api().token(program.organisation().exporter());

  @Test
  void inTheSteadyStateItIsNotAsked() {
    for (int i = 0; i < CALLS; i++) {
      register.resolve(token, false);
    }

    assertThat(asked.get()).isBetween(1, CALLS / 100);
  }

  @Test
  void notForAPersonsTokenEither() {
    String users = Consent.access(new Consent(program, "vc:export").tokens("&scope=vc%3Aexport"));
    for (int i = 0; i < CALLS; i++) {
      register.resolve(users, false);
    }

    assertThat(asked.get()).isBetween(1, CALLS / 100);
  }

  @Test
  void notForATokenThatIsUnknownEither() {
    for (int i = 0; i < CALLS; i++) {
      assertThatExceptionOfType(ApiException.class)
          .isThrownBy(() -> register.resolve("t-unknown", false));
    }

    assertThat(asked.get()).isBetween(1, CALLS / 100);
  }

  @Test
  void itIsAskedAfterEveryChange() {
    register.resolve(token, false);
    int before = asked.get();
    register.forget();
    register.resolve(token, false);

    assertThat(asked.get()).isGreaterThan(before);
  }

  @Test
  void itIsAskedEveryTimeWhileChangesAreNotHeardOf() {
    register.resolve(token, false);
    listening.set(false);
    int before = asked.get();
    for (int i = 0; i < 10; i++) {
      register.resolve(token, false);
    }

    assertThat(asked.get()).isGreaterThanOrEqualTo(before + 10);
  }

  @Test
  void itIsAskedEveryTimeWhereThisMomentCounts() {
    for (int i = 0; i < 10; i++) {
      register.resolve(token, true);
    }

    assertThat(asked.get()).isEqualTo(10);
  }
}
