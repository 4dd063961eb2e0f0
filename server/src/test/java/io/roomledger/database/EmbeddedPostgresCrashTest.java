package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left behind by programs that are killed, and what the next start makes of it. */
final class EmbeddedPostgresCrashTest {
  @TempDir Path home;

  @Test
  void killedProgramTakesItsServerAlong() throws Exception {
    try (PostgresChild child = startChild()) {
      long server = child.awaitReady();
      writeDown("before the kill");
      child.kill();
      awaitEnd(server);
      PostgresChild.awaitNoServer(data());
    }
    assertNextStartHas("before the kill");
  }

  @Test
  void aServerThatIsKilledIsStartedAgainAtTheSameAddress() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      ConnectionSettings before = postgres.connection();
      Sql.run(before, "create table kept as select 'committed' as word");
      for (int i = 0; i < 2; i++) {
        long killed = postgres.pid();
        assertThat(ProcessHandle.of(killed).map(ProcessHandle::destroyForcibly)).contains(true);
        Await.until("another server", () -> postgres.pid() != killed && postgres.alive());
        assertThat(postgres.connection()).isEqualTo(before);
        assertThat(Sql.single(before, "select word from kept")).isEqualTo("committed");
        assertThat(EmbeddedPostgres.running(data())).contains(before);
      }
    }
    PostgresChild.awaitNoServer(data());
    assertNextStartHas("committed");
  }

  @Test
  void aServerThatCannotBeStartedAgainIsTriedOnUntilItCan() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      Sql.run(postgres.connection(), "create table kept as select 'still' as word");
      Path settings = data().resolve("postgres/postgresql.auto.conf");
      String good = Files.readString(settings);
      Files.writeString(settings, "shared_buffers = nonsense\n");
      assertThat(ProcessHandle.of(postgres.pid()).map(ProcessHandle::destroyForcibly))
          .contains(true);
      Await.until(
          "a try that fails",
          () -> Files.readString(data().resolve("postgres.log")).contains("nonsense"));
      assertThat(postgres.alive()).isFalse();
      Files.writeString(settings, good);
      Await.until("another server", postgres::alive);
      Await.until("its answer", () -> EmbeddedPostgres.running(data()).isPresent());
      assertThat(Sql.single(postgres.connection(), "select word from kept")).isEqualTo("still");
    }
  }

  @Test
  void aServerThatIsBeingStartedAgainCanBeClosed() throws Exception {
    EmbeddedPostgres postgres = start();
    assertThat(ProcessHandle.of(postgres.pid()).map(ProcessHandle::destroyForcibly)).contains(true);
    postgres.close();
    assertThat(postgres.alive()).isFalse();
    PostgresChild.awaitNoServer(data());
  }

  @Test
  void programThatEndsWithoutClosingTakesItsServerAlong() throws Exception {
    try (PostgresChild child = startChild()) {
      long server = child.awaitReady();
      child.terminate();
      awaitEnd(server);
      PostgresChild.awaitNoServer(data());
    }
  }

  @Test
  void nextStartNeedNotWaitUntilTheOldServerIsGone() throws Exception {
    try (PostgresChild child = startChild()) {
      child.awaitReady();
      writeDown("just now");
      child.kill();
      assertNextStartHas("just now");
    }
  }

  @Test
  void recoversWhenProgramAndServerAreKilledTogether() throws Exception {
    try (PostgresChild child = startChild()) {
      long server = child.awaitReady();
      writeDown("committed");
      // The server first, so that it cannot hear of the program's end.
      assertThat(ProcessHandle.of(server).map(ProcessHandle::destroyForcibly)).contains(true);
      child.kill();
      assertNextStartHas("committed");
    }
  }

  @Test
  void stopsTheServerThatWasLeftWhereTheKernelCannot() throws Exception {
    // Only what runs as root needs; no setpriv, so nobody tells the server that its program is
    // gone.
    try (PostgresChild child = startWithOnly("unshare", "true")) {
      long server = child.awaitReady();
      writeDown("orphan");
      child.kill();
      assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isPresent();
      assertNextStartHas("orphan");
      assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void saysWhatToDoWhenRootCannotBeHidden() throws Exception {
    try (PostgresChild child = startWithOnly("setsid", "setpriv", "true")) {
      if (ProgramLauncher.runningAsRoot()) {
        assertThat(child.awaitRefusal())
            .contains("refuses to run as root")
            .contains("ordinary user")
            .contains("ROOMLEDGER_DB_URL");
      } else {
        assertThat(child.awaitReady()).isPositive();
      }
    }
  }

  @Test
  void ignoresTheLockFileWhoseNumberWentToAnotherProcess() throws Exception {
    start().close();
    Process stranger = new ProcessBuilder("cat").start();
    try {
      Path cluster = data().resolve("postgres");
      Files.write(
          cluster.resolve("postmaster.pid"),
          List.of(Long.toString(stranger.pid()), cluster.toString(), "1", "5432", "", "127.0.0.1"));
      try (EmbeddedPostgres postgres = start()) {
        assertThat(postgres.alive()).isTrue();
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void severalProgramsMayUnpackAtOnce() throws Exception {
    Path programs = home.resolve("programs");
    try (PostgresChild one = PostgresChild.start(data(), programs);
        PostgresChild two = PostgresChild.start(home.resolve("data2"), programs)) {
      assertThat(one.awaitReady()).isNotEqualTo(two.awaitReady());
    }
    assertThat(names(programs)).filteredOn(name -> !name.startsWith(".")).hasSize(1);
  }

  @Test
  void runsForAnOrdinaryUser() throws Exception {
    // Root's own files may be out of reach for others: give them copies.
    List<String> before =
        ProgramLauncher.runningAsRoot()
            ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            : List.of();
    OpenHome open = OpenHome.in(home);
    try (PostgresChild child =
        PostgresChild.start(
            before, Map.of(), open.classPath(), open.path().resolve("data"), open.path())) {
      long server = child.awaitReady();
      Optional<String> user = ProcessHandle.of(server).flatMap(process -> process.info().user());
      assertThat(user).isPresent().get().isNotEqualTo("root");
      child.kill();
      awaitEnd(server);
    }
  }

  private PostgresChild startWithOnly(String... tools) throws Exception {
    Path bin = Files.createDirectories(home.resolve("bin"));
    for (String tool : tools) {
      Files.copy(onPath(tool), bin.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Prepared.data(data());
    return PostgresChild.start(
        List.of(),
        Map.of("PATH", bin.toString()),
        System.getProperty("java.class.path"),
        data(),
        Prepared.PROGRAMS);
  }

  private static Path onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("this system has no " + tool));
  }

  private PostgresChild startChild() throws IOException {
    Prepared.data(data());
    return PostgresChild.start(data(), Prepared.PROGRAMS);
  }

  private Path data() {
    return home.resolve("data");
  }

  private EmbeddedPostgres start() {
    if (!Files.exists(data())) {
      Prepared.data(data());
    }
    return EmbeddedPostgres.start(data(), Prepared.PROGRAMS);
  }

  private void writeDown(String word) throws SQLException {
    ConnectionSettings settings = EmbeddedPostgres.running(data()).orElseThrow();
    Sql.run(settings, "create table kept as select '%s' as word".formatted(word));
  }

  private void assertNextStartHas(String word) throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(Sql.single(postgres.connection(), "select word from kept")).isEqualTo(word);
    }
  }

  private static void awaitEnd(long pid) {
    Await.until(
        "the end of process " + pid,
        () -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
  }

  private static List<String> names(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
