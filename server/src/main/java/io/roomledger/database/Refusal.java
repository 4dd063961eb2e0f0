package io.roomledger.database;

import java.sql.SQLException;
import java.util.Set;

/** Why PostgreSQL does not let us in, by the codes of its manual's appendix A. */
final class Refusal {
  /** No connection (the driver's own code), server starting, server stopping, too many sessions. */
  private static final Set<String> MAY_PASS = Set.of("08001", "08006", "57P03", "53300");

  private Refusal() {}

  /** Whether trying again can help. */
  static boolean mayPass(SQLException e) {
    return MAY_PASS.contains(state(e));
  }

  static DatabaseStartException explain(ConnectionSettings settings, SQLException e) {
    String advice =
        switch (state(e)) {
          case "28P01", "28000", "08004" ->
              "does not let user \"%s\" in. Check ROOMLEDGER_DB_USER, ROOMLEDGER_DB_PASSWORD and the server's pg_hba.conf."
                  .formatted(settings.user());
          case "3D000" ->
              "has no such database. Create it: create database … owner \"%s\";"
                  .formatted(settings.user());
          case "08001" ->
              "cannot be reached. Check ROOMLEDGER_DB_URL, and that it runs and listens there.";
          case "53300" ->
              "has no session left for us. Raise its max_connections, or end other sessions.";
          default -> "does not let us in.";
        };
    return new DatabaseStartException(
        "The PostgreSQL at %s %s (%s)".formatted(settings.url(), advice, e.getMessage()), e);
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
