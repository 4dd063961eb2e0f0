package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Words are PostgreSQL 18's own. */
final class StartFailureTest {
  @Test
  void knowsATakenPort() {
    assertThat(
            StartFailure.portTaken(
                """
                LOG:  could not bind IPv4 address "127.0.0.1": Address already in use
                HINT:  Is another postmaster already running on port 5432? If not, wait a few seconds and retry.
                FATAL:  could not create any TCP/IP sockets
                """))
        .isTrue();
    assertThat(StartFailure.portTaken("FATAL:  something else")).isFalse();
  }

  @Test
  void knowsALockThatWillGo() {
    assertThat(
            StartFailure.stillLocked(
                """
                FATAL:  lock file "postmaster.pid" already exists
                HINT:  Is another postmaster (PID 42) running in data directory "/data/postgres"?
                """))
        .isTrue();
    assertThat(
            StartFailure.stillLocked(
                "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use"))
        .isTrue();
    assertThat(StartFailure.stillLocked("FATAL:  something else already exists")).isFalse();
  }

  @Test
  void saysWhatToDo() {
    assertThat(explained("FATAL: could not write to file: No space left on device"))
        .contains("The disk is full");
    assertThat(explained("FATAL: could not access directory: Permission denied"))
        .contains("must own the directory");
    assertThat(explained("could not create shared memory segment: Cannot allocate memory"))
        .contains("memory");
    assertThat(explained("initdb: error while loading shared libraries: libc.so.6"))
        .contains("ROOMLEDGER_DB_URL");
    assertThat(
            StartFailure.explain(
                new DataDirectory(Path.of("/data")), new IOException("No space left on device")))
        .hasMessageContaining("The disk is full");
    assertThat(explained("FATAL: something new"))
        .contains("FATAL: something new")
        .contains("/data/postgres.log");
  }

  private static String explained(String words) {
    DataDirectory directory = new DataDirectory(Path.of("/data"));
    return String.valueOf(
        StartFailure.explain("PostgreSQL did not start", directory, words).getMessage());
  }
}
