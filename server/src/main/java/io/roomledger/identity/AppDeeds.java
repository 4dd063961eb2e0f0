package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes what is done to apps, in the transaction that does it. */
final class AppDeeds {
  private AppDeeds() {}

  private record Named(String appId, @Nullable Long ownerTenantId) {}

  /** Notes it in the chain of the tenant that owns the app; a store app has none. */
  static void record(JdbcClient jdbc, long appNumber, String deed, @Nullable String detail) {
    Named app = named(jdbc, appNumber);
    Long owner = app.ownerTenantId();
    AuditTrail.record(
        jdbc, new Deed(owner == null ? Deed.NO_TENANT : owner, deed, app.appId(), detail));
  }

  /** Notes it in the chain of the tenant where it is done. */
  static void recordIn(
      JdbcClient jdbc, long tenantId, long appNumber, String deed, @Nullable String detail) {
    AuditTrail.record(jdbc, new Deed(tenantId, deed, named(jdbc, appNumber).appId(), detail));
  }

  private static Named named(JdbcClient jdbc, long appNumber) {
    return jdbc.sql("select app_id, owner_tenant_id from app where id = :app")
        .param("app", appNumber)
        .query(Named.class)
        .single();
  }
}
