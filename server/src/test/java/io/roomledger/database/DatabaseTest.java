package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DatabaseTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  @Test
  void sessionsRunInUtcWhateverTheZoneOfServerAndMachine() throws SQLException {
    assertThat(TimeZone.getDefault().getRawOffset()).isNotZero();
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(Sql.single(connection, "show timezone")).isEqualTo("UTC");
      assertThat(Sql.single(connection, "select '2026-01-01 00:00Z'::timestamptz::text"))
          .isEqualTo("2026-01-01 00:00:00+00");
    }
  }

  @Test
  void aSessionThatRestsInATransactionIsEndedAfterAMinute() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(Sql.single(connection, "show idle_in_transaction_session_timeout"))
          .isEqualTo("1min");
    }
  }

  @Test
  void noStatementIsCompiledWhateverTheServerSays() throws SQLException {
    try (TestDatabase compiling = TestDatabase.empty().open()) {
      Sql.run(
          compiling.settings(),
          "do $$ begin execute format('alter database %I set jit = on', current_database()); end"
              + " $$");
      assertThat(Sql.single(compiling.settings(), "show jit")).isEqualTo("on");
      try (Connection connection = compiling.dataSource().getConnection()) {
        assertThat(Sql.single(connection, "show jit")).isEqualTo("off");
      }
    }
  }

  @Test
  void sessionsBearTheProgramsName() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(Sql.single(connection, "show application_name")).isEqualTo("roomledger");
    }
  }

  @Test
  void migratesNothingTwice() throws SQLException {
    String history = "select count(*) from flyway_schema_history";
    String before = Sql.single(database.settings(), history);
    database.database().migrate();
    assertThat(Sql.single(database.settings(), history)).isEqualTo(before);
  }

  @Test
  void severalNodesMayMigrateAtOnce() throws Exception {
    try (TestDatabase empty = TestDatabase.empty().open();
        Database one = Database.open(empty.settings(), 1);
        Database two = Database.open(empty.settings(), 1)) {
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(one::migrate, Thread::startVirtualThread);
      CompletableFuture<Void> second =
          CompletableFuture.runAsync(two::migrate, Thread::startVirtualThread);
      CompletableFuture.allOf(first, second).get();
      assertThat(Sql.single(empty.settings(), "select count(*) from flyway_schema_history"))
          .isEqualTo(Sql.single(database.settings(), "select count(*) from flyway_schema_history"));
    }
  }

  @Test
  void saysWhichRightsAnOrdinaryUserLacks() throws SQLException {
    try (TestDatabase empty = TestDatabase.empty().open()) {
      ConnectionSettings owner = empty.settings();
      String role = "tenant_" + System.nanoTime();
      Sql.run(owner, "create role %s login password 'secret'".formatted(role));
      ConnectionSettings settings = new ConnectionSettings(owner.url(), role, "secret");
      try {
        assertThatExceptionOfType(DatabaseStartException.class)
            .isThrownBy(() -> Schema.migrate(settings))
            .withMessageContaining("may not create tables")
            .withMessageContaining("grant create, usage on schema public to \"%s\"", role);
        Sql.run(owner, "grant create, usage on schema public to " + role);
        assertThatExceptionOfType(DatabaseStartException.class)
            .isThrownBy(() -> Schema.migrate(settings))
            .withMessageContaining("run there: create extension btree_gist;");
        Sql.run(owner, "create extension btree_gist");
        assertThatNoException().isThrownBy(() -> Schema.migrate(settings));
      } finally {
        Sql.run(owner, "drop owned by %s cascade".formatted(role), "drop role " + role);
      }
    }
  }

  @Test
  void saysWhyItIsNotLetIn() {
    ConnectionSettings right = database.settings();
    assertRefused(
        new ConnectionSettings(right.url(), right.user(), "wrong"),
        "does not let user \"%s\" in".formatted(right.user()));
    String elsewhere = right.url().replaceFirst("/test_[a-z0-9_]+", "/nowhere");
    assertRefused(
        new ConnectionSettings(elsewhere, right.user(), right.password()), "no such database");
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertRefused(
        new ConnectionSettings("jdbc:postgresql://127.0.0.1:%d/x".formatted(port), "x", "secret"),
        "cannot be reached");
  }

  @Test
  void refusesVersionsThatAreTooOld() {
    for (int version : List.of(9, 14)) {
      assertThatExceptionOfType(DatabaseStartException.class)
          .isThrownBy(() -> Database.checkVersion(database.settings(), version))
          .withMessageContaining("is version %d; 15 or newer is needed", version);
    }
    assertThatNoException().isThrownBy(() -> Database.checkVersion(database.settings(), 15));
  }

  private static void assertRefused(ConnectionSettings settings, String message) {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> Database.open(settings, 1, Duration.ZERO))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
