package io.roomledger.identity;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Columns of new rows as arrays, for imports that store thousands of rows in one statement. */
public final class ImportArrays {
  private ImportArrays() {}

  /** One value of each, for {@code unnest(?::bigint[])}. */
  public static <T> Array longs(
      Connection connection, List<T> rows, Function<T, @Nullable Long> value) throws SQLException {
    @Nullable Object[] values = new Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    return connection.createArrayOf("bigint", values);
  }

  /** One value of each, for {@code unnest(?::text[])}. */
  public static <T> Array texts(
      Connection connection, List<T> rows, Function<T, @Nullable String> value)
      throws SQLException {
    @Nullable Object[] values = new Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    return connection.createArrayOf("text", values);
  }

  /** Takes numbers for new rows from the sequence of the table's {@code id}. */
  public static long[] newIds(Connection connection, String table, int count) throws SQLException {
    long[] ids = new long[count];
    String sql = "select nextval(pg_get_serial_sequence(?, 'id')) from generate_series(1, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      statement.setInt(2, count);
      try (ResultSet rows = statement.executeQuery()) {
        for (int i = 0; rows.next(); i++) {
          ids[i] = rows.getLong(1);
        }
      }
    }
    return ids;
  }
}
