package io.roomledger.oauth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The apps as the authorize page sees them. */
final class ClientApps {
  private final JdbcClient jdbc;

  ClientApps(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A tenant that is not suspended, in which an app is installed and enabled. */
  record Tenant(long id, String key, String name) {}

  /**
   * An app that is not disabled.
   *
   * @param tenants where people can use it, two at most: more do not matter
   */
  record ClientApp(
      long number, String appId, String name, Set<String> scopes, List<Tenant> tenants) {
    ClientApp {
      scopes = Set.copyOf(scopes);
      tenants = List.copyOf(tenants);
    }

    /** Whether a person must say which organisation is theirs. */
    boolean asksForTenant() {
      return tenants.size() > 1;
    }
  }

  private record Row(long number, String name, Set<String> scopes) {}

  /** The app with this id. */
  Optional<ClientApp> find(String appId) {
    return jdbc.sql(
            """
            select a.id, a.name, array(select scope from app_scope s where s.app_id = a.id) as scopes
              from app a where a.app_id = :appId and a.state = 'active'
            """)
        .param("appId", appId)
        .query((row, index) -> row(row))
        .optional()
        .map(row ->
            new ClientApp(row.number(), appId, row.name(), row.scopes(), tenants(row.number())));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        row.getString("name"),
        Set.of((String[]) row.getArray("scopes").getArray()));
  }

  private List<Tenant> tenants(long appNumber) {
    return jdbc.sql(
            """
            select t.id, t.tenant_key as key, t.name
              from app_installation i join tenant t on t.id = i.tenant_id and t.state = 'active'
             where i.app_id = :app and i.state = 'enabled'
             limit 2
            """)
        .param("app", appNumber)
        .query(Tenant.class)
        .list();
  }

  /**
   * The tenant that somebody names by its key or its whole name, when the app can be used there.
   */
  Optional<Tenant> tenant(long appNumber, String word) {
    List<Tenant> found =
        jdbc.sql(
                """
                select t.id, t.tenant_key as key, t.name
                  from app_installation i join tenant t on t.id = i.tenant_id and t.state = 'active'
                 where i.app_id = :app and i.state = 'enabled'
                   and (t.tenant_key = :word or lower(t.name) = lower(:word))
                 limit 2
                """)
            .param("app", appNumber)
            .param("word", word)
            .query(Tenant.class)
            .list();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** Whether people of this tenant can use the app. */
  boolean usableIn(long appNumber, long tenantId) {
    return jdbc.sql(
            """
            select exists (select from app_installation i join tenant t on t.id = i.tenant_id and t.state = 'active'
                            where i.app_id = :app and i.tenant_id = :tenant and i.state = 'enabled')
            """)
        .param("app", appNumber)
        .param("tenant", tenantId)
        .query(Boolean.class)
        .single();
  }
}
