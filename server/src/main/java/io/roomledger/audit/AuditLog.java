package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit trail as the operator reads and checks it. */
public final class AuditLog {
  private final JdbcClient jdbc;
  private final TransactionTemplate oneMoment;

  public AuditLog(DataSource dataSource) {
    jdbc = JdbcClient.create(dataSource);
    oneMoment = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    oneMoment.setReadOnly(true);
  }

  /**
   * Which rows are wanted; null = any.
   *
   * @param after rows with a higher id
   * @param deed a deed, {@code app.disable}, or a kind of object, {@code app}
   * @param app an app_id
   * @param person an open_id
   * @param refused only what was refused
   */
  public record Filter(
      long after,
      int most,
      @Nullable Long tenantId,
      @Nullable String deed,
      @Nullable String app,
      @Nullable String person,
      boolean refused) {}

  /** A row with the names by which people know what it tells of. */
  public record Entry(
      long id,
      Instant at,
      @Nullable String tenantKey,
      String actor,
      @Nullable String appId,
      @Nullable String openId,
      @Nullable String osUser,
      @Nullable String address,
      String deed,
      @Nullable String objectId,
      int outcome,
      long times,
      @Nullable String detail,
      @Nullable String logId,
      @Nullable Long sequence) {}

  /** The rows, the oldest first. */
  public List<Entry> list(Filter filter) {
    return jdbc.sql(
            """
            select e.id, e.at, t.tenant_key, e.actor, a.app_id, p.open_id, e.os_user, e.address, e.deed, e.object_id,
                   e.outcome, e.times, e.detail, e.log_id, e.sequence
              from audit_event e
              left join tenant t on t.id = e.tenant_id
              left join app a on a.id = e.app_id
              left join person p on p.tenant_id = e.tenant_id and p.id = e.person_id
             where e.id > :after
               and (cast(:tenant as bigint) is null or e.tenant_id = :tenant)
               and (cast(:deed as text) is null or e.deed = :deed or split_part(e.deed, '.', 1) = :deed)
               and (cast(:app as text) is null or a.app_id = :app)
               and (cast(:person as text) is null or p.open_id = :person)
               and (not :refused or e.outcome <> 0)
             order by e.id
             limit :most
            """)
        .param("after", filter.after())
        .param("tenant", filter.tenantId())
        .param("deed", filter.deed())
        .param("app", filter.app())
        .param("person", filter.person())
        .param("refused", filter.refused())
        .param("most", filter.most())
        .query((row, index) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("tenant_key"),
        row.getString("actor"),
        row.getString("app_id"),
        row.getString("open_id"),
        row.getString("os_user"),
        row.getString("address"),
        row.getString("deed"),
        row.getString("object_id"),
        row.getInt("outcome"),
        row.getLong("times"),
        row.getString("detail"),
        row.getString("log_id"),
        row.getObject("sequence", Long.class));
  }

  /**
   * Checks the chains, as they are at one moment.
   *
   * @param tenantId null = all
   * @param headFile where the newest places are kept
   * @param atLeast a place, {@code <sequence>:<hash>}, that the tenant's chain must contain; null =
   *     none
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when a place is malformed
   */
  public List<AuditReport> verify(
      SigningKey key, @Nullable Long tenantId, Path headFile, @Nullable String atLeast)
      throws IOException {
    Place wanted = atLeast == null ? null : HeadFile.place(atLeast);
    Map<Long, Place> remembered = new HeadFile(headFile).read();
    return oneMoment.execute(status -> {
      AuditVerifier verifier = new AuditVerifier(jdbc, key);
      Set<Long> tenants =
          tenantId == null ? verifier.tenants(remembered.keySet()) : Set.of(tenantId);
      return tenants.stream()
          .map(tenant -> {
            List<Place> places = new ArrayList<>();
            Place before = remembered.get(tenant);
            if (before != null) {
              places.add(before);
            }
            if (wanted != null) {
              places.add(wanted);
            }
            return verifier.verify(tenant, places);
          })
          .toList();
    });
  }
}
