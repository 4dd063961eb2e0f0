package io.roomledger.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What may be said to the pool about a connection that it gave out. */
public final class PooledConnections {
  private PooledConnections() {}

  /** Has the pool close a connection when it gets it back, and give it to nobody else. */
  public static void discard(DataSource pool, Connection connection) throws SQLException {
    pool.unwrap(HikariDataSource.class).evictConnection(connection);
  }
}
