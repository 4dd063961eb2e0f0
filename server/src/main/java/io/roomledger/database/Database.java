package io.roomledger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: a pool of connections to a PostgreSQL that was found fit for use, its schema, and its
 * notices. Needs no Spring context, so that commands use it as the server does.
 *
 * <p>Sessions run in time zone UTC, whatever the zone of this machine or of the server.
 */
public final class Database implements AutoCloseable {
  /** Connections when nothing else is asked for. */
  public static final int DEFAULT_CONNECTIONS = 16;

  static final int OLDEST_VERSION = 15;

  /**
   * The driver sends the JVM's zone when it connects, and no setting of the connection overrides
   * that.
   */
  static final String SESSION_SQL = "set time zone 'UTC'";

  /**
   * The locks of a node that was frozen between two statements hold up nobody for long.
   *
   * <p>A PostgreSQL that compiles does so anew for each statement that it expects to cost much, and
   * takes up to 100 ms. What it expects of a few days' export grows with all that is stored; what
   * they really take does not.
   */
  private static final String POOLED_SESSION_SQL =
      SESSION_SQL + "; set idle_in_transaction_session_timeout = '60s'; set jit = off";

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** How long a server that cannot be reached yet, or is just starting, is waited for. */
  private static final Duration REACH_LIMIT = Duration.ofSeconds(15);

  private static final Duration REACH_PAUSE = Duration.ofMillis(250);
  private static final Duration BORROW_LIMIT = Duration.ofSeconds(10);

  /**
   * A server or a network that says nothing for so long is taken for gone: no thread waits for it
   * for ever. Who asks for more work than that at once says so on the connection.
   */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
  private static final int IDLE_CONNECTIONS = 2;

  private final ConnectionSettings settings;
  private final HikariDataSource pool;
  private final Notices notices;

  private Database(ConnectionSettings settings, HikariDataSource pool, Notices notices) {
    this.settings = settings;
    this.pool = pool;
    this.notices = notices;
  }

  /** {@link #open(ConnectionSettings, int)} with {@value #DEFAULT_CONNECTIONS} connections. */
  public static Database open(ConnectionSettings settings) {
    return open(settings, DEFAULT_CONNECTIONS);
  }

  /**
   * Opens the pool. A server that is not up yet is waited for, some seconds long.
   *
   * @param connections most that the pool holds; notices take up to two more
   * @throws DatabaseStartException when the server cannot be reached, refuses the login, or is
   *     older than PostgreSQL 15
   */
  public static Database open(ConnectionSettings settings, int connections) {
    return open(settings, connections, REACH_LIMIT);
  }

  static Database open(ConnectionSettings settings, int connections, Duration reachLimit) {
    checkServer(settings, reachLimit);
    return new Database(settings, pool(settings, connections), new Notices(settings));
  }

  /** Connections in autocommit mode; closing one gives it back. */
  public DataSource dataSource() {
    return pool;
  }

  /** LISTEN and NOTIFY on connections of their own. */
  public Notices notices() {
    return notices;
  }

  /**
   * Brings the schema up to date from {@code classpath:db/migration}. Several nodes may do so at
   * once: they take turns.
   *
   * @throws DatabaseStartException when the user lacks a right for it, or a migration fails
   */
  public void migrate() {
    Schema.migrate(settings);
  }

  /** Whether the schema has all migrations that this program brings along. */
  public static boolean schemaIsCurrent(DataSource dataSource) {
    return Schema.isCurrent(dataSource);
  }

  @Override
  public void close() {
    notices.close();
    pool.close();
  }

  private static void checkServer(ConnectionSettings settings, Duration reachLimit) {
    long begin = System.nanoTime();
    boolean told = false;
    while (true) {
      try (Connection connection = settings.connect()) {
        checkVersion(settings, connection.getMetaData().getDatabaseMajorVersion());
        return;
      } catch (SQLException e) {
        if (!Refusal.mayPass(e) || System.nanoTime() - begin > reachLimit.toNanos()) {
          throw Refusal.explain(settings, e);
        }
        if (!told) {
          LOG.info("Waiting for PostgreSQL at {}: {}", settings.url(), e.getMessage());
          told = true;
        }
      }
      try {
        Thread.sleep(REACH_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DatabaseStartException("Interrupted while waiting for PostgreSQL.", e);
      }
    }
  }

  static void checkVersion(ConnectionSettings settings, int version) {
    if (version < OLDEST_VERSION) {
      throw new DatabaseStartException(
          "The PostgreSQL at %s is version %d; %d or newer is needed."
              .formatted(settings.url(), version, OLDEST_VERSION));
    }
  }

  private static HikariDataSource pool(ConnectionSettings settings, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(Math.min(IDLE_CONNECTIONS, connections));
    config.setConnectionTimeout(BORROW_LIMIT.toMillis());
    config.setKeepaliveTime(KEEP_ALIVE.toMillis());
    config.setConnectionInitSql(POOLED_SESSION_SQL);
    // What stands in the address wins over these.
    config.addDataSourceProperty("ApplicationName", ConnectionSettings.APPLICATION);
    config.addDataSourceProperty("connectTimeout", ConnectionSettings.CONNECT_SECONDS);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", Long.toString(LONGEST_SILENCE.toSeconds()));
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    // Our statements are few and repeated: keep the server's plan from the third use on.
    config.addDataSourceProperty("prepareThreshold", "3");
    return new HikariDataSource(config);
  }
}
