package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that are not as the program left them, and messages that say what to do. */
final class EmbeddedPostgresRepairTest {
  @TempDir Path home;

  @Test
  void beginsAgainAfterAHalfFinishedStart() throws Exception {
    Path partial = Files.createDirectories(data().resolve("postgres.partial/cluster"));
    Files.writeString(partial.resolve("PG_VERSION"), "18\n");
    Path programs = Files.createDirectories(data().resolve("postgres-18.6.0.partial/bin"));
    Files.writeString(programs.resolve("postgres"), "half of it");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data())) {
      assertThat(postgres.alive()).isTrue();
    }
    assertThat(data().resolve("postgres.partial")).doesNotExist();
    assertThat(data().resolve("postgres-18.6.0.partial")).doesNotExist();
    assertThat(data().resolve("postgres-18.6.0/bin/postgres")).isExecutable();
  }

  @Test
  void givesANewPasswordWhenTheConnectionFileIsLost() throws Exception {
    ConnectionSettings before;
    try (EmbeddedPostgres postgres = start()) {
      before = postgres.connection();
      Sql.run(before, "create table kept as select 1 as number");
    }
    Files.delete(connectionFile());
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.connection().password()).isNotEqualTo(before.password());
      assertThat(Sql.single(postgres.connection(), "select number from kept")).isEqualTo("1");
    }
  }

  @Test
  void makesTheDatabaseWhenAStartWasKilledBeforeThat() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      Sql.run(
          ConnectionFile.read(connectionFile()).orElseThrow().settings("postgres"),
          "drop database roomledger");
      assertThat(postgres.alive()).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Sql.single(postgres.connection(), "select current_database()"))
          .isEqualTo("roomledger");
    }
  }

  @Test
  void namesAPasswordThatIsNotTheServers() throws Exception {
    start().close();
    ConnectionFile.read(connectionFile())
        .map(file -> new ConnectionFile(file.port(), "another"))
        .orElseThrow()
        .write(connectionFile());
    assertRefused("does not hold the password of this PostgreSQL");
    Files.delete(connectionFile());
    start().close();
  }

  @Test
  void refusesAConnectionFileThatOthersMayRead() throws Exception {
    start().close();
    Files.setPosixFilePermissions(connectionFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused("chmod 600");
    assertThat(connectionFile()).exists();
  }

  @Test
  void namesADamagedConnectionFile() throws Exception {
    start().close();
    Files.writeString(connectionFile(), "port=many\n");
    assertRefused("is damaged");
  }

  @Test
  void doesNotTouchTheDataOfAnotherMajorVersion() throws Exception {
    start().close();
    Files.writeString(data().resolve("postgres/PG_VERSION"), "17\n");
    assertRefused("was made by PostgreSQL 17, and this program brings PostgreSQL 18");
  }

  @Test
  void repeatsTheLastWordsOfAServerThatDoesNotStart() throws Exception {
    start().close();
    Files.delete(data().resolve("postgres/global/pg_control"));
    assertRefused("pg_control");
    assertThat(Files.readString(data().resolve("postgres.log"))).contains("pg_control");
  }

  @Test
  void namesADirectoryThatCannotBeMade() throws Exception {
    Files.writeString(home.resolve("file"), "");
    Path impossible = home.resolve("file/data");
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> EmbeddedPostgres.start(impossible))
        .withMessageContaining(impossible.toString());
  }

  /** And that nothing is held afterwards: the second refusal is the same. */
  private void assertRefused(String message) {
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(DatabaseStartException.class)
          .isThrownBy(this::start)
          .withMessageContaining(message);
    }
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path connectionFile() {
    return data().resolve("connection.properties");
  }

  private EmbeddedPostgres start() {
    if (!Files.exists(data())) {
      Prepared.data(data());
    }
    return EmbeddedPostgres.start(data(), Prepared.PROGRAMS);
  }
}
