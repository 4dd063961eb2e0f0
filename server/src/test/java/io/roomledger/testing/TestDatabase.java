package io.roomledger.testing;

import io.roomledger.database.ConnectionSettings;
import io.roomledger.database.Database;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh database for one test class, with the schema of all migrations:
 *
 * <pre>{@code
 * @RegisterExtension static final TestDatabase database = new TestDatabase();
 * }</pre>
 *
 * <p>Outside of JUnit, {@link #open} and {@link #close}. It lives in the embedded PostgreSQL, one
 * for all tests of a JVM, or in the server that {@code ROOMLEDGER_TEST_DB_URL}, {@code _USER} and
 * {@code _PASSWORD} name (environment or system properties; a superuser).
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private final boolean migrated;
  private @Nullable ConnectionSettings settings;
  private @Nullable Database database;

  /** Takes shape before the first test of the class. */
  public TestDatabase() {
    this(true);
  }

  private TestDatabase(boolean migrated) {
    this.migrated = migrated;
  }

  /** A database without any table of ours. */
  public static TestDatabase empty() {
    return new TestDatabase(false);
  }

  /** Makes the database now. */
  public TestDatabase open() {
    settings = TestServer.shared().createDatabase(migrated);
    return this;
  }

  /** How to enter it, as a superuser. */
  public ConnectionSettings settings() {
    if (settings == null) {
      throw new IllegalStateException("no database yet: is the field static?");
    }
    return settings;
  }

  /** The door to it, opened at the first call. */
  public synchronized Database database() {
    if (database == null) {
      database = Database.open(settings());
    }
    return database;
  }

  public DataSource dataSource() {
    return database().dataSource();
  }

  /** Drops the database, whoever is still in it. */
  @Override
  public synchronized void close() {
    if (database != null) {
      database.close();
      database = null;
    }
    if (settings != null) {
      TestServer.shared().dropDatabase(settings);
      settings = null;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    open();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }
}
