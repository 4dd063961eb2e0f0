package io.roomledger.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Puts a sample organisation into a database: all of it, or nothing. */
public final class DemoData {

  /** The tenant that a sample organisation becomes; a database holds at most one. */
  public static final String TENANT_KEY = "demo";

  private DemoData() {}

  /**
   * Loads the organisation in one transaction, or finds it there already. While it loads into a
   * database without reservations, nobody else can use the tables of tenants, people and rooms.
   *
   * @param database migrated
   * @throws IllegalStateException the database holds a sample of another seed or size
   */
  public static DemoTenant load(DataSource database, SampleOrganisation organisation)
      throws SQLException {
    // Closed before the commit, a connection takes everything back: no half sample.
    try (Connection connection = database.getConnection()) {
      // Some of its statements take minutes when the sample is large.
      connection.setNetworkTimeout(Runnable::run, 0);
      connection.setAutoCommit(false);
      DemoTenant tenant = loadOrFind(connection, organisation);
      connection.commit();
      connection.setAutoCommit(true);
      if (tenant.loaded()) {
        tidy(connection);
      }
      return tenant;
    }
  }

  private static DemoTenant loadOrFind(Connection connection, SampleOrganisation organisation)
      throws SQLException {
    oneAtATime(connection);
    String insert =
        """
        insert into tenant (tenant_key, name, time_zone)
        values (?, ?, ?)
        on conflict (tenant_key) do nothing
        returning id
        """;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, TENANT_KEY);
      statement.setString(2, SampleOrganisation.NAME);
      statement.setString(3, SampleOrganisation.TIME_ZONE);
      try (ResultSet result = statement.executeQuery()) {
        if (result.next()) {
          long tenantId = result.getLong(1);
          long administratorId = new SampleLoader(connection, tenantId, organisation).load();
          return new DemoTenant(tenantId, TENANT_KEY, administratorId, true);
        }
      }
    }
    return find(connection, organisation);
  }

  /**
   * Of two that load at once the second waits for the first, and then finds its tenant. The row of
   * the tenant would not do as the lock: who waits for it holds the table, which the first one
   * needs alone.
   */
  private static void oneAtATime(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtext(?))")) {
      statement.setString(1, DemoData.class.getName());
      statement.execute();
    }
  }

  private static DemoTenant find(Connection connection, SampleOrganisation organisation)
      throws SQLException {
    String select =
        """
        select t.id, p.id
        from tenant t
        join reservation r on r.tenant_id = t.id and r.external_id = ?
        join person p on p.tenant_id = t.id and p.open_id = ?
        where t.tenant_key = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, organisation.marker());
      statement.setString(2, organisation.directory().administrator().contact().openId());
      statement.setString(3, TENANT_KEY);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          throw new IllegalStateException(
              "The database holds a sample organisation of another size or seed than "
                  + organisation.marker());
        }
        return new DemoTenant(result.getLong(1), TENANT_KEY, result.getLong(2), false);
      }
    }
  }

  /** Spares the first reader what COPY leaves behind: no statistics, no visibility marks. */
  private static void tidy(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("vacuum (analyze) person, room_level, room, reservation")) {
      statement.execute();
    }
  }
}
