package io.roomledger.command;

import io.roomledger.database.ConnectionSettings;
import io.roomledger.database.Database;
import io.roomledger.database.EmbeddedPostgres;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database with today's schema: the one that the environment names, or the embedded one of the
 * data directory.
 */
final class OpenDatabase implements AutoCloseable {
  private static final int CONNECTIONS_OF_A_COMMAND = 4;

  private final @Nullable EmbeddedPostgres embedded;
  private final Database database;

  private OpenDatabase(@Nullable EmbeddedPostgres embedded, Database database) {
    this.embedded = embedded;
    this.database = database;
  }

  /** For a server: the embedded database must be its own. */
  static OpenDatabase forServer(DataHome home, Map<String, String> environment) {
    Optional<ConnectionSettings> external = ConnectionSettings.fromEnvironment(environment);
    return external.isPresent()
        ? open(null, external.get(), Database.DEFAULT_CONNECTIONS)
        : openEmbedded(home, Database.DEFAULT_CONNECTIONS);
  }

  /**
   * For a command beside it: that of the server that runs on the directory, else started for the
   * command alone.
   */
  static OpenDatabase forCommand(DataHome home, Map<String, String> environment) {
    Optional<ConnectionSettings> known =
        ConnectionSettings.fromEnvironment(environment)
            .or(() -> EmbeddedPostgres.running(home.directory()));
    return known.isPresent()
        ? open(null, known.get(), CONNECTIONS_OF_A_COMMAND)
        : openEmbedded(home, CONNECTIONS_OF_A_COMMAND);
  }

  private static OpenDatabase openEmbedded(DataHome home, int connections) {
    EmbeddedPostgres embedded = EmbeddedPostgres.start(home.directory());
    return open(embedded, embedded.connection(), connections);
  }

  private static OpenDatabase open(
      @Nullable EmbeddedPostgres embedded, ConnectionSettings settings, int connections) {
    boolean opened = false;
    try {
      Database database = Database.open(settings, connections);
      database.migrate();
      opened = true;
      return new OpenDatabase(embedded, database);
    } finally {
      if (!opened && embedded != null) {
        embedded.close();
      }
    }
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
