package io.roomledger.identity;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** In which tenants an app works, and whose rights count there. */
public final class AppInstallations {
  private final JdbcClient jdbc;
  private final TransactionOperations transaction;

  public AppInstallations(JdbcClient jdbc, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * An app in a tenant.
   *
   * @param openId the person whose rights count
   */
  public record Installation(String tenantKey, String openId, boolean enabled) {}

  /**
   * Installs the app, or changes its installation.
   *
   * @param personId the person of the tenant whose rights its tenant token has
   */
  public void install(long appNumber, long tenantId, long personId, boolean enabled) {
    transaction.executeWithoutResult(status -> {
      jdbc.sql(
              """
              insert into app_installation (tenant_id, app_id, creator_id, state)
              values (:tenant, :app, :person, :state)
              on conflict (tenant_id, app_id) do update set creator_id = :person, state = :state
              """)
          .param("tenant", tenantId)
          .param("app", appNumber)
          .param("person", personId)
          .param("state", enabled ? "enabled" : "disabled")
          .update();
      AppDeeds.recordIn(jdbc, tenantId, appNumber, "app.install", enabled ? "enabled" : "disabled");
      AccessNotice.send(jdbc);
    });
  }

  /**
   * Takes the app out of the tenant. Its tokens there are gone for good, also when it is installed
   * again.
   *
   * @return false when it was not installed
   */
  public boolean uninstall(long appNumber, long tenantId) {
    Boolean there =
        transaction.execute(status -> {
          jdbc.sql("delete from access_token where app_id = :app and tenant_id = :tenant")
              .param("app", appNumber)
              .param("tenant", tenantId)
              .update();
          int gone =
              jdbc.sql("delete from app_installation where app_id = :app and tenant_id = :tenant")
                  .param("app", appNumber)
                  .param("tenant", tenantId)
                  .update();
          if (gone > 0) {
            AppDeeds.recordIn(jdbc, tenantId, appNumber, "app.uninstall", null);
          }
          AccessNotice.send(jdbc);
          return gone > 0;
        });
    return there;
  }

  /** Where the app is installed. */
  public List<Installation> of(long appNumber) {
    return jdbc.sql(
            """
            select t.tenant_key, p.open_id, i.state = 'enabled' as enabled
              from app_installation i
              join tenant t on t.id = i.tenant_id
              join person p on p.tenant_id = i.tenant_id and p.id = i.creator_id
             where i.app_id = :app
             order by t.id
            """)
        .param("app", appNumber)
        .query(Installation.class)
        .list();
  }
}
