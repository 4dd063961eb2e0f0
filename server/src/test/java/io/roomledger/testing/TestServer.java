package io.roomledger.testing;

import io.roomledger.database.ConnectionSettings;
import io.roomledger.database.Database;
import io.roomledger.database.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The one PostgreSQL of a test JVM, and the migrated database that all others are copies of. */
final class TestServer {
  private static final String PREFIX = "ROOMLEDGER_TEST_DB";
  private static final Path DIRECTORY = Path.of("target", "test-postgres");

  /**
   * Neither UTC nor the product's default nor a whole hour off: who forgets a zone is found out.
   */
  private static final String ODD_ZONE = "America/St_Johns";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ConnectionSettings superuser;

  /** Unique, since several test runs may share an external server. */
  private final String name =
      "test_%d_%x".formatted(ProcessHandle.current().pid(), System.nanoTime());

  private TestServer(ConnectionSettings superuser) {
    this.superuser = superuser;
  }

  static TestServer shared() {
    return Shared.SERVER;
  }

  ConnectionSettings createDatabase(boolean migrated) {
    String database = name + "_" + NUMBER.incrementAndGet();
    execute(
        "create database %s template %s".formatted(database, migrated ? name : "template0"),
        "alter database %s set timezone to '%s'".formatted(database, ODD_ZONE));
    return in(database);
  }

  void dropDatabase(ConnectionSettings settings) {
    String url = settings.url().split("\\?", 2)[0];
    drop(url.substring(url.lastIndexOf('/') + 1));
  }

  private void drop(String database) {
    execute("drop database if exists %s with (force)".formatted(database));
  }

  private void createTemplate() {
    execute("create database %s template template0".formatted(name));
    try (Database database = Database.open(in(name), 1)) {
      database.migrate();
    }
  }

  private ConnectionSettings in(String database) {
    String[] parts = superuser.url().split("\\?", 2);
    String query = parts.length == 2 ? "?" + parts[1] : "";
    String server = parts[0].substring(0, parts[0].lastIndexOf('/') + 1);
    return new ConnectionSettings(
        server + database + query, superuser.user(), superuser.password());
  }

  private void execute(String... statements) {
    try (Connection connection =
            DriverManager.getConnection(superuser.url(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestServer start() {
    TimeZone.setDefault(TimeZone.getTimeZone(ODD_ZONE));
    Map<String, String> settings = new HashMap<>(System.getenv());
    System.getProperties().forEach((key, value) -> settings.put(key.toString(), value.toString()));
    Optional<ConnectionSettings> external = ConnectionSettings.fromEnvironment(settings, PREFIX);
    TestServer server = external.map(TestServer::new).orElseGet(TestServer::startEmbedded);
    server.createTemplate();
    if (external.isPresent()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> server.drop(server.name)));
    }
    return server;
  }

  private static TestServer startEmbedded() {
    Path data = DIRECTORY.resolve("data-" + ProcessHandle.current().pid());
    delete(data);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(data, DIRECTORY.resolve("programs"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              postgres.close();
              delete(data);
            }));
    TestServer server = new TestServer(postgres.connection());
    // Nothing here has to survive a power cut.
    server.execute(
        "alter system set fsync = off",
        "alter system set synchronous_commit = off",
        "alter system set full_page_writes = off",
        "select pg_reload_conf()");
    return server;
  }

  static void delete(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started by the first who asks. */
  private static final class Shared {
    static final TestServer SERVER = start();
  }
}
