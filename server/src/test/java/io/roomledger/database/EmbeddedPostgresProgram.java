package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program to be killed: runs PostgreSQL until its input ends. Says one line: ready, or why not.
 */
final class EmbeddedPostgresProgram {
  private EmbeddedPostgresProgram() {}

  public static void main(String[] args) throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]), Path.of(args[1]))) {
      System.out.println(PostgresChild.READY + postgres.pid());
      while (System.in.read() >= 0) {
        // Whoever started us says nothing; it only closes.
      }
    } catch (DatabaseStartException e) {
      System.out.println(PostgresChild.REFUSED + e.getMessage());
    }
  }
}
