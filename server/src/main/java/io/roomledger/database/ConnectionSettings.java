package io.roomledger.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where PostgreSQL is and as whom to enter it.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without user and password
 * @param user role that owns the schema
 * @param password may be empty when the server asks for none
 */
public record ConnectionSettings(String url, String user, String password) {
  static final String APPLICATION = "roomledger";
  static final String CONNECT_SECONDS = "5";

  /** A login is a few questions and answers. */
  private static final String LOGIN_SILENCE_SECONDS = "10";

  /**
   * @throws DatabaseStartException when the address is not one of PostgreSQL or the user is missing
   */
  public ConnectionSettings {
    if (!url.startsWith(DatabaseAddress.PREFIX)) {
      throw new DatabaseStartException(
          "The database address must look like jdbc:postgresql://host:5432/database"
              + " or postgres://host:5432/database.");
    }
    if (user.isEmpty()) {
      throw new DatabaseStartException("The database address has no user: set one.");
    }
  }

  /**
   * {@link #fromEnvironment(Map, String)} with the program's own names, {@code ROOMLEDGER_DB_…}.
   */
  public static Optional<ConnectionSettings> fromEnvironment(Map<String, String> environment) {
    return fromEnvironment(environment, "ROOMLEDGER_DB");
  }

  /**
   * Reads {@code <prefix>_URL}, {@code <prefix>_USER} and {@code <prefix>_PASSWORD}. The address
   * may also be {@code postgres://user:password@host/database}; the two variables win over what
   * stands inside it.
   *
   * @return empty when none of the three is set: the embedded server is meant
   * @throws DatabaseStartException when they are incomplete or wrong, naming the variable
   */
  public static Optional<ConnectionSettings> fromEnvironment(
      Map<String, String> environment, String prefix) {
    String url = environment.getOrDefault(prefix + "_URL", "").strip();
    String user = environment.getOrDefault(prefix + "_USER", "");
    String password = environment.getOrDefault(prefix + "_PASSWORD", "");
    if (url.isEmpty()) {
      if (user.isEmpty() && password.isEmpty()) {
        return Optional.empty();
      }
      throw new DatabaseStartException(
          "%s_USER or %s_PASSWORD is set, but %s_URL is not. Set it, for example to"
                  .formatted(prefix, prefix, prefix)
              + " postgres://host:5432/database, or unset all three to use the embedded"
              + " PostgreSQL.");
    }
    DatabaseAddress address = DatabaseAddress.parse(prefix + "_URL", url);
    String effectiveUser = user.isEmpty() ? address.user() : user;
    if (effectiveUser.isEmpty()) {
      throw new DatabaseStartException(prefix + "_USER is not set: name the database user.");
    }
    return Optional.of(
        new ConnectionSettings(
            address.url(), effectiveUser, password.isEmpty() ? address.password() : password));
  }

  /**
   * One connection outside of any pool. Logging in does not wait for ever for a server that says
   * nothing; what is asked afterwards may take as long as it takes.
   */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketTimeout", LOGIN_SILENCE_SECONDS);
    Connection connection = DriverManager.getConnection(url, properties);
    connection.setNetworkTimeout(Runnable::run, 0);
    return connection;
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "ConnectionSettings[url=" + url + ", user=" + user + ", password=…]";
  }
}
