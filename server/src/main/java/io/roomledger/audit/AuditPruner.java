package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets the oldest rows of each chain; the signed head then says where it begins. Rows that do
 * not fit their hashes are kept: nobody must get rid of the traces by waiting.
 */
final class AuditPruner {
  private static final Logger log = LoggerFactory.getLogger(AuditPruner.class);
  private static final int ROWS_AT_ONCE = 5000;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final SigningKey key;
  private final InstantSource clock;

  AuditPruner(
      JdbcClient jdbc, TransactionOperations transaction, SigningKey key, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.key = key;
    this.clock = clock;
  }

  /** Forgets what is older; how many rows. */
  int prune(Duration retention) {
    OffsetDateTime before = clock.instant().minus(retention).atOffset(ZoneOffset.UTC);
    int pruned = 0;
    for (AuditHead head : AuditHead.all(jdbc)) {
      int some;
      do {
        some = pruneSome(head.tenantId(), before);
        pruned += some;
      } while (some == ROWS_AT_ONCE);
    }
    jdbc.sql("delete from audit_refusal where minute < :before").param("before", before).update();
    return pruned;
  }

  private int pruneSome(long tenant, OffsetDateTime before) {
    Integer pruned =
        transaction.execute(status -> {
          jdbc.sql("select pg_advisory_xact_lock(:lock)")
              .param("lock", AuditSealer.LOCK)
              .query(row -> {});
          AuditHead head = AuditHead.find(jdbc, tenant).orElse(null);
          if (head == null || !head.signedBy(key)) {
            return 0;
          }
          Place base = head.base();
          for (AuditEvent event : oldest(head)) {
            if (!event.at().isBefore(before.toInstant())) {
              break;
            }
            long sequence = base.sequence() + 1;
            Place next = new Place(sequence, event.hashAfter(base.hash(), sequence));
            Long place = event.sequence();
            byte[] hash = event.hash();
            if (place == null || hash == null || !next.same(new Place(place, hash))) {
              log.error(
                  "the audit trail of tenant {} is broken at {}: not pruned", tenant, sequence);
              break;
            }
            base = next;
          }
          if (base.sequence() == head.base().sequence()) {
            return 0;
          }
          AuditHead.sign(tenant, base, head.end(), key).save(jdbc, clock.instant());
          return jdbc.sql("delete from audit_event where tenant_id = :tenant and sequence <= :base")
              .param("tenant", tenant)
              .param("base", base.sequence())
              .update();
        });
    return pruned;
  }

  private List<AuditEvent> oldest(AuditHead head) {
    return jdbc.sql(
            "select "
                + AuditEvent.COLUMNS
                + """
                  from audit_event e
                 where tenant_id = :tenant and sequence between :from and :end
                 order by sequence
                 limit :most
                """)
        .param("tenant", head.tenantId())
        .param("from", head.base().sequence() + 1)
        .param("end", head.end().sequence())
        .param("most", ROWS_AT_ONCE)
        .query((row, index) -> AuditEvent.of(row))
        .list();
  }
}
