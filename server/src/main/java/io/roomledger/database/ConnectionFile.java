package io.roomledger.database;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The owner-only file through which commands find the embedded server, and where its password is
 * kept between runs.
 *
 * @param port of the last or the present run; 0 before the first
 */
record ConnectionFile(int port, String password) {
  static final String HOST = "127.0.0.1";
  static final String USER = "roomledger";
  static final String DATABASE = "roomledger";

  /** Empty when it does not exist. */
  static Optional<ConnectionFile> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Properties properties = new Properties();
      properties.load(
          new StringReader(new String(OwnerOnlyFile.read(file), StandardCharsets.UTF_8)));
      String password = properties.getProperty("password", "");
      int port = Integer.parseInt(properties.getProperty("port", "0"));
      if (password.isEmpty()) {
        throw new IllegalArgumentException("no password in it");
      }
      return Optional.of(new ConnectionFile(port, password));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new DatabaseStartException(
          "%s is damaged (%s). Delete it; a new one is made at the next start."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void write(Path file) throws IOException {
    String text =
        """
        # PostgreSQL of this data directory while the server runs. Written at every start.
        url=%s
        host=%s
        port=%d
        user=%s
        password=%s
        """
            .formatted(settings().url(), HOST, port, USER, password);
    OwnerOnlyFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  ConnectionFile withPort(int newPort) {
    return new ConnectionFile(newPort, password);
  }

  ConnectionSettings settings() {
    return settings(DATABASE);
  }

  /** As whom to enter a database of the embedded server. */
  ConnectionSettings settings(String database) {
    // Whoever else listens on that port, when PostgreSQL is gone, never gets the password in the
    // clear.
    String url =
        DatabaseAddress.PREFIX + HOST + ":" + port + "/" + database + "?requireAuth=scram-sha-256";
    return new ConnectionSettings(url, USER, password);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "ConnectionFile[port=" + port + ", password=…]";
  }
}
