package io.roomledger.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables, as the migrations on the class path make them. */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final String MIGRATIONS = "classpath:db/migration";

  private Schema() {}

  /** On connections of its own: migrating needs several, whatever the size of the pool. */
  static void migrate(ConnectionSettings settings) {
    try {
      checkRights(settings);
      MigrateResult result =
          Flyway.configure()
              .dataSource(settings.url(), settings.user(), settings.password())
              .initSql(Database.SESSION_SQL)
              .locations(MIGRATIONS)
              .load()
              .migrate();
      if (result.migrationsExecuted > 0) {
        LOG.info("The schema is now at version {}", result.targetSchemaVersion);
      }
    } catch (SQLException | FlywayException e) {
      throw new DatabaseStartException(
          "The schema could not be brought up to date: " + e.getMessage(), e);
    }
  }

  /** Whether no migration is missing. */
  static boolean isCurrent(DataSource dataSource) {
    return Flyway.configure()
            .dataSource(dataSource)
            .locations(MIGRATIONS)
            .load()
            .info()
            .pending()
            .length
        == 0;
  }

  /** Says in one sentence what the migrations would say in a page. */
  private static void checkRights(ConnectionSettings settings) throws SQLException {
    try (Connection connection = settings.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select current_database() as database,
                       current_user as role,
                       current_schema() as schema,
                       coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create_table,
                       has_database_privilege(current_database(), 'create') as may_create_extension,
                       exists (select from pg_extension where extname = 'btree_gist') as installed,
                       exists (select from pg_available_extensions where name = 'btree_gist') as available
                """)) {
      row.next();
      String database = row.getString("database");
      String role = row.getString("role");
      if (!row.getBoolean("may_create_table")) {
        throw new DatabaseStartException(
            "User \"%s\" may not create tables in database \"%s\". Let its owner run there: grant create, usage on schema %s to \"%s\";"
                .formatted(role, database, row.getString("schema"), role));
      }
      if (row.getBoolean("installed")) {
        return;
      }
      if (!row.getBoolean("available")) {
        throw new DatabaseStartException(
            "The database server lacks the extension btree_gist. Install PostgreSQL's contrib"
                + " package on it (for example postgresql-contrib).");
      }
      if (!row.getBoolean("may_create_extension")) {
        throw new DatabaseStartException(
            "User \"%s\" may not create the extension btree_gist. Let the owner of database \"%s\" run there: create extension btree_gist;"
                .formatted(role, database));
      }
    }
  }
}
