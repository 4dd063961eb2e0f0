package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The organisations. */
public final class Tenants {
  private static final String SELECT =
      """
      select id, tenant_key as key, name, time_zone, state = 'active' as active from tenant
      """;

  private final JdbcClient jdbc;
  private final Secrets secrets;

  public Tenants(JdbcClient jdbc, Secrets secrets) {
    this.jdbc = jdbc;
    this.secrets = secrets;
  }

  /** An organisation; {@code key} is what programs and people name it by, {@code id} our number. */
  public record Tenant(long id, String key, String name, String timeZone, boolean active) {}

  /**
   * Makes an organisation.
   *
   * @param timeZone an IANA zone, already checked
   */
  public Tenant create(String name, String timeZone) {
    String key = secrets.id("", 16);
    long id =
        AuditTrail.bind(
                jdbc.sql(
                    """
                    with made as (
                      insert into tenant (tenant_key, name, time_zone) values (:key, :name, :zone)
                      returning id, tenant_key),
                    noted as (%s)
                    select id from made
                    """
                        .formatted(AuditTrail.insertFrom("made", "made.id", "made.tenant_key"))),
                Deed.of(Deed.NO_TENANT, "tenant.create", key))
            .param("key", key)
            .param("name", name)
            .param("zone", timeZone)
            .query(Long.class)
            .single();
    return new Tenant(id, key, name, timeZone, true);
  }

  public Optional<Tenant> find(String key) {
    return jdbc.sql(SELECT + " where tenant_key = :key")
        .param("key", key)
        .query(Tenant.class)
        .optional();
  }

  /** All organisations, the oldest first. */
  public List<Tenant> list() {
    return jdbc.sql(SELECT + " order by id").query(Tenant.class).list();
  }

  /** Lets the organisation's apps and people in, or keeps them all out, from now on. */
  public void setActive(long tenantId, boolean active) {
    String noted = AuditTrail.insertFrom("changed", "changed.id", "changed.tenant_key");
    AuditTrail.bind(
            jdbc.sql(
                """
                with changed as (
                  update tenant set state = :state where id = :tenant returning id, tenant_key),
                noted as (%s)
                select id, pg_notify(:channel, '') from changed
                """
                    .formatted(noted)),
            Deed.of(Deed.NO_TENANT, active ? "tenant.resume" : "tenant.suspend", ""))
        .param("state", active ? "active" : "suspended")
        .param("tenant", tenantId)
        .param("channel", AccessNotice.CHANNEL)
        .query(row -> {});
  }
}
