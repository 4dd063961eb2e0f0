package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DatabaseTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  @Test
  void sessionsRunInUtcWhateverTheZoneOfServerAndMachine() throws SQLException {
    assertThat(single("show timezone")).isEqualTo("UTC");
  }

  private static String single(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
