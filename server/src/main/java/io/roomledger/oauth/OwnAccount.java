package io.roomledger.oauth;

import io.roomledger.identity.UserGrants;
import io.roomledger.oauth.ClientApps.Tenant;
import io.roomledger.signin.Accounts;
import io.roomledger.signin.Sessions.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What people see of their own account, and what they do about it. */
final class OwnAccount {
  private static final String TENANTS =
      "select id, tenant_key as key, name from tenant where state = 'active'";

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Accounts accounts;
  private final InstantSource clock;

  OwnAccount(
      JdbcClient jdbc, TransactionOperations transaction, Accounts accounts, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** An app that somebody allowed something. */
  record Allowed(String appId, String name, List<String> scopes) {
    Allowed {
      scopes = List.copyOf(scopes);
    }
  }

  /** The tenants that are not suspended, two at most. */
  List<Tenant> tenants() {
    return jdbc.sql(TENANTS + " limit 2").query(Tenant.class).list();
  }

  /** The one that somebody names by its key or its whole name. */
  Optional<Tenant> tenant(String word) {
    List<Tenant> found =
        jdbc.sql(TENANTS + " and (tenant_key = :word or lower(name) = lower(:word)) limit 2")
            .param("word", word)
            .query(Tenant.class)
            .list();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The name under which the person signs in, which everybody has. */
  SignInName signInName(Session session) {
    return jdbc.sql(
            """
            select t.tenant_key as tenant, p.user_id as name
              from person p join tenant t on t.id = p.tenant_id
             where p.tenant_id = :tenant and p.id = :person
            """)
        .param("tenant", session.tenantId())
        .param("person", session.personId())
        .query(SignInName.class)
        .single();
  }

  /** A tenant's key and a user_id in it. */
  record SignInName(String tenant, String name) {}

  /**
   * Takes this password from now on; all sessions end.
   *
   * @return false when it is too short, or among those that everybody tries first
   */
  boolean changePassword(Session session, String password) {
    try {
      accounts.setPassword(session.tenantId(), session.personId(), password);
      return true;
    } catch (Accounts.RefusedPasswordException e) {
      return false;
    }
  }

  /** The apps that act, or may act, for the person. */
  List<Allowed> allowed(Session session) {
    return jdbc.sql(
            """
            select a.app_id, a.name, array_agg(distinct s.scope order by s.scope)
                   filter (where s.scope is not null) as scopes
              from authorization_grant g
              join app a on a.id = g.app_id
              left join unnest(g.scopes) as s (scope) on true
             where g.tenant_id = :tenant and g.person_id = :person and g.revoked_at is null
               and g.expires_at > :now
             group by a.id
             order by a.name, a.id
            """)
        .param("tenant", session.tenantId())
        .param("person", session.personId())
        .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .query((row, index) -> allowed(row))
        .list();
  }

  private static Allowed allowed(ResultSet row) throws SQLException {
    java.sql.Array scopes = row.getArray("scopes");
    return new Allowed(
        row.getString("app_id"),
        row.getString("name"),
        scopes == null ? List.of() : List.of((String[]) scopes.getArray()));
  }

  /** Takes back all that the person allowed an app; of one that there is none of, nothing. */
  void revoke(Session session, String appId) {
    transaction.executeWithoutResult(status ->
        new UserGrants(jdbc).revokeByPerson(session.tenantId(), session.personId(), appId));
  }
}
