package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes back what people allowed apps, with all the codes and tokens that came of it. Each is part
 * of the caller's transaction, and told to all nodes with its commit.
 */
public final class UserGrants {
  private final JdbcClient jdbc;

  public UserGrants(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One grant, ours by number.
   *
   * @return false when it was revoked already
   */
  public boolean revoke(long grantId) {
    int revoked =
        jdbc.sql(
                """
                update authorization_grant set revoked_at = now() where id = :grant and revoked_at is null
                """)
            .param("grant", grantId)
            .update();
    // Only the first time, so that nobody empties all caches by showing the same code again.
    if (revoked > 0) {
      AccessNotice.send(jdbc);
    }
    return revoked > 0;
  }

  /** All that a person allowed any app. */
  public void revokeOfPerson(long tenantId, long personId) {
    jdbc.sql(
            """
            update authorization_grant set revoked_at = now()
             where tenant_id = :tenant and person_id = :person and revoked_at is null
            """)
        .param("tenant", tenantId)
        .param("person", personId)
        .update();
    AccessNotice.send(jdbc);
  }

  /** All that a person allowed an app, which they take back themselves. */
  public void revokeByPerson(long tenantId, long personId, String appId) {
    int revoked =
        AuditTrail.bind(
                jdbc.sql(
                    """
                    with revoked as (
                      update authorization_grant set revoked_at = now()
                       where tenant_id = :tenant and person_id = :person and revoked_at is null
                         and app_id = (select id from app where app_id = :app)
                      returning tenant_id, person_id)
                    """
                        + AuditTrail.insertFrom(
                            "(select distinct tenant_id, person_id from revoked) r join person p on"
                                + " p.tenant_id = r.tenant_id and p.id = r.person_id",
                            "p.open_id")),
                new Deed(tenantId, "grant.revoke", "", appId + " by the person"))
            .param("tenant", tenantId)
            .param("person", personId)
            .param("app", appId)
            .update();
    if (revoked > 0) {
      AccessNotice.send(jdbc);
    }
  }

  /** All that the people of a tenant allowed an app. */
  void revokeOfApp(long appNumber, long tenantId) {
    jdbc.sql(
            """
            update authorization_grant set revoked_at = now()
             where app_id = :app and tenant_id = :tenant and revoked_at is null
            """)
        .param("app", appNumber)
        .param("tenant", tenantId)
        .update();
    AccessNotice.send(jdbc);
  }
}
