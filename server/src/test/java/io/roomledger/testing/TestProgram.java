package io.roomledger.testing;

import io.roomledger.Server;
import io.roomledger.database.Database;
import io.roomledger.files.Disks;
import io.roomledger.files.FileStore;
import io.roomledger.identity.ServerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The program as it runs: server, workers, database and files, asked over HTTP.
 *
 * <pre>{@code
 * @RegisterExtension static final TestProgram program = TestProgram.shared();
 * }</pre>
 *
 * <p>One program serves all test classes that only need tenants of their own ({@link
 * #organisation}); a class that stops nodes, moves the clock or changes settings starts its own.
 */
public final class TestProgram implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  /** So few per node that many nodes fit one PostgreSQL. */
  private static final int CONNECTIONS = 8;

  public static final ServerKey SERVER_KEY =
      ServerKey.parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

  private static final TestProgram SHARED = new TestProgram(Map.of(), true);

  private final Map<String, Object> settings;
  private final boolean shared;
  private final TestClock clock = new TestClock();
  private final TestDatabase database = new TestDatabase();
  private final List<TestNode> nodes = new ArrayList<>();
  private @Nullable Path directory;

  private TestProgram(Map<String, Object> settings, boolean shared) {
    this.settings = Map.copyOf(settings);
    this.shared = shared;
  }

  /** The one of this JVM: as it is without configuration. */
  public static TestProgram shared() {
    return SHARED;
  }

  /**
   * A program of the test class's own.
   *
   * @param settings overrides of keys in {@code application.yaml}
   */
  public static TestProgram with(Map<String, Object> settings) {
    return new TestProgram(settings, false);
  }

  /** Starts the first node. */
  public synchronized TestProgram open() {
    if (directory == null) {
      try {
        directory = Files.createTempDirectory("roomledger-test");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      database.open();
      startNode(Map.of());
    }
    return this;
  }

  /** Starts one more node on the same database and files. */
  public TestNode startNode(Map<String, Object> overrides) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "roomledger.server.port",
                0,
                // Tests poll faster than clients may; a suite of its own is about the limits.
                "roomledger.limits.factor",
                1_000_000,
                "roomledger.limits.token-requests-per-address",
                0));
    all.putAll(settings);
    all.putAll(overrides);
    Database pool = Database.open(database.settings(), CONNECTIONS);
    Server server = Server.start(new Server.Foundation(pool, disks(), SERVER_KEY, all), clock);
    TestNode node = new TestNode(server, pool);
    nodes.add(node);
    return node;
  }

  /** The first node that was started and still runs. */
  public TestNode node() {
    return nodes.stream()
        .filter(TestNode::running)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node runs: is the field static?"));
  }

  /** Calls of the first node. */
  public Api api() {
    return node().api();
  }

  /** A new tenant, with nothing but a root level. */
  public Organisation organisation() {
    return Organisation.create(database.dataSource());
  }

  /** Moves time for all nodes, not for the database. */
  public TestClock clock() {
    return clock;
  }

  public TestDatabase database() {
    return database;
  }

  public JdbcClient sql() {
    return JdbcClient.create(database.dataSource());
  }

  /** The first node's store of files. */
  public FileStore files() {
    return node().files();
  }

  /** Where finished files lie. */
  public Path finishedFiles() {
    return directory().resolve("finished");
  }

  private Disks disks() {
    return new Disks(directory(), List.of());
  }

  private Path directory() {
    if (directory == null) {
      throw new IllegalStateException("not started: is the field static?");
    }
    return directory;
  }

  @Override
  public synchronized void close() {
    nodes.forEach(TestNode::close);
    nodes.clear();
    database.close();
    if (directory != null) {
      TestServer.delete(directory);
      directory = null;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (shared) {
      // Closed with the store, which is after the last class of the run.
      context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(TestProgram.class))
          .computeIfAbsent(TestProgram.class, key -> open());
    } else {
      open();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!shared) {
      close();
    }
  }
}
