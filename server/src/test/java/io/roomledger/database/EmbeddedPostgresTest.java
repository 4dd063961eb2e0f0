package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in its ordinary life. */
final class EmbeddedPostgresTest {
  @TempDir Path home;

  @Test
  void keepsDataPasswordAndPortFromRunToRun() throws SQLException {
    ConnectionSettings first;
    try (EmbeddedPostgres postgres = start()) {
      first = postgres.connection();
      Sql.run(first, "create table kept (word text)", "insert into kept values ('预定')");
    }
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.connection()).isEqualTo(first);
      assertThat(Sql.single(postgres.connection(), "select word from kept")).isEqualTo("预定");
      assertThat(postgres.alive()).isTrue();
    }
  }

  @Test
  void isAPostgresThatDataCanBeTrustedTo() throws SQLException {
    // From nothing, this once.
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data(), Prepared.PROGRAMS);
        Connection connection = postgres.connection().connect()) {
      assertThat(Sql.single(connection, "show server_version")).startsWith("18.");
      assertThat(Sql.single(connection, "show fsync")).isEqualTo("on");
      assertThat(Sql.single(connection, "show full_page_writes")).isEqualTo("on");
      assertThat(Sql.single(connection, "show synchronous_commit")).isEqualTo("on");
      assertThat(Sql.single(connection, "show data_checksums")).isEqualTo("on");
      assertThat(Sql.single(connection, "show server_encoding")).isEqualTo("UTF8");
      assertThat(Sql.single(connection, "select lower('ÄÉ')")).isEqualTo("äé");
      assertThat(
              Sql.single(
                  connection,
                  "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"))
          .isEqualTo("scram-sha-256");
      assertThat(Sql.single(connection, "show unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      ConnectionSettings right = postgres.connection();
      assertThat(right.password()).matches("[A-Za-z0-9_-]{32}");
      for (String wrong : List.of("", "roomledger", right.password() + "x")) {
        ConnectionSettings settings = new ConnectionSettings(right.url(), right.user(), wrong);
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> settings.connect().close())
            .satisfies(e -> assertThat(e.getSQLState()).isIn("28P01", "08004"));
      }
    }
  }

  @Test
  void listensOnTheLoopbackAddressOnly() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      String port = "%04X".formatted(port(postgres.connection()));
      assertThat(listeners("/proc/net/tcp", port)).containsExactly("0100007F:" + port);
      assertThat(listeners("/proc/net/tcp6", port)).isEmpty();
    }
  }

  @Test
  void givesAllItsFilesToTheOwnerAlone() throws IOException {
    // The programs too, this once.
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data());
        Stream<Path> files = Files.walk(data())) {
      assertThat(postgres.alive()).isTrue();
      List<Path> all = files.filter(file -> !Files.isSymbolicLink(file)).toList();
      assertThat(all).hasSizeGreaterThan(1000);
      assertThat(all)
          .allSatisfy(file ->
              assertThat(
                      PosixFilePermissions.toString(
                          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)))
                  .endsWith("------"));
    }
  }

  @Test
  void isNotReachedByACtrlCInTheTerminal() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(session(postgres.pid()))
          .isEqualTo(Long.toString(postgres.pid()))
          .isNotEqualTo(session(ProcessHandle.current().pid()));
    }
  }

  @Test
  void refusesASecondStartOnTheSameDirectory() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      Path link = Files.createSymbolicLink(home.resolve("link"), data());
      for (Path sameDirectory : List.of(data(), link)) {
        assertThatExceptionOfType(DatabaseStartException.class)
            .isThrownBy(() -> EmbeddedPostgres.start(sameDirectory, Prepared.PROGRAMS))
            .withMessageContaining("in use by another Roomledger")
            .withMessageContaining("process " + ProcessHandle.current().pid());
      }
      assertThat(postgres.alive()).isTrue();
      try (PostgresChild child = PostgresChild.start(data(), Prepared.PROGRAMS)) {
        assertThat(child.awaitRefusal())
            .contains("in use by another Roomledger")
            .contains("process " + ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void isFoundByCommandsBesideIt() throws SQLException {
    assertThat(EmbeddedPostgres.running(data())).isEmpty();
    try (EmbeddedPostgres postgres = start()) {
      assertThat(EmbeddedPostgres.running(data())).contains(postgres.connection());
    }
    assertThat(EmbeddedPostgres.running(data())).isEmpty();
  }

  @Test
  void takesAnotherPortWhenItsOwnWasTakenMeanwhile() throws IOException, SQLException {
    int port;
    try (EmbeddedPostgres postgres = start()) {
      port = port(postgres.connection());
    }
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EmbeddedPostgres postgres = start()) {
      assertThat(taken.isBound()).isTrue();
      assertThat(port(postgres.connection())).isNotEqualTo(port);
      assertThat(EmbeddedPostgres.running(data())).contains(postgres.connection());
    }
  }

  @Test
  void isWaitedForByThoseWhoComeBeforeItIsUp() throws Exception {
    ConnectionSettings settings;
    try (EmbeddedPostgres postgres = start()) {
      settings = postgres.connection();
    }
    CompletableFuture<Database> early =
        CompletableFuture.supplyAsync(() -> Database.open(settings, 2), Thread::startVirtualThread);
    try (EmbeddedPostgres postgres = start();
        Database database = early.get();
        Connection connection = database.dataSource().getConnection()) {
      assertThat(postgres.connection()).isEqualTo(settings);
      assertThat(Sql.single(connection, "select 1")).isEqualTo("1");
    }
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

  private static int port(ConnectionSettings settings) {
    return Integer.parseInt(settings.url().replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  /** Addresses with that port that are listened on; state 0A in proc(5)'s table. */
  private static List<String> listeners(String table, String port) throws IOException {
    return Files.readAllLines(Path.of(table)).stream()
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(columns -> columns.get(3).equals("0A") && columns.get(1).endsWith(":" + port))
        .map(columns -> columns.get(1).toUpperCase(Locale.ROOT))
        .toList();
  }

  private static String session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)).get(3);
  }
}
