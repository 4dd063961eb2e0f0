package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where things are in a data directory.
 *
 * @param path absolute, without symbolic links, so that one directory has one name
 */
record DataDirectory(Path path) {
  static DataDirectory of(Path path) throws IOException {
    return new DataDirectory(OwnerOnlyFile.createDirectories(path.toAbsolutePath()).toRealPath());
  }

  /** PostgreSQL's own data directory (PGDATA). Exists only when it is complete. */
  Path cluster() {
    return path.resolve("postgres");
  }

  /** Where a data directory of PostgreSQL is made before it gets its name. */
  Path partialCluster() {
    return path.resolve("postgres.partial");
  }

  /** Address, user and password of the embedded server, for commands beside it. */
  Path connectionFile() {
    return path.resolve("connection.properties");
  }

  Path lockFile() {
    return path.resolve("roomledger.lock");
  }

  Path log() {
    return path.resolve("postgres.log");
  }

  Path olderLog() {
    return path.resolve("postgres.1.log");
  }
}
