package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PostgresProgramsTest {
  @Test
  void knowsThePlatformsThatBinariesAreMadeFor() {
    assertThat(PostgresPrograms.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(PostgresPrograms.platform("Linux", "aarch64")).isEqualTo("linux-arm_64");
    assertThat(PostgresPrograms.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm_64");
    assertThat(PostgresPrograms.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }

  @Test
  void namesThePlatformThatHasNone() {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> PostgresPrograms.archive("sunos-sparc"))
        .withMessageContaining("no PostgreSQL for sunos-sparc")
        .withMessageContaining("ROOMLEDGER_DB_URL");
  }

  @Test
  void keepsVersionsApart() throws IOException {
    PostgresPrograms programs = PostgresPrograms.unpacked(Prepared.PROGRAMS);
    assertThat(programs.directory().getFileName()).hasToString("postgres-18.6.0");
    assertThat(programs.majorVersion()).isEqualTo("18");
    assertThat(programs.program("initdb")).isExecutable();
  }
}
