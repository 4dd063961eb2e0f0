package io.roomledger.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement on a connection of its own. */
final class Sql {
  private Sql() {}

  static void run(ConnectionSettings settings, String... statements) throws SQLException {
    try (Connection connection = settings.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** First column of the first row. */
  static String single(ConnectionSettings settings, String sql) throws SQLException {
    try (Connection connection = settings.connect()) {
      return single(connection, sql);
    }
  }

  static String single(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
