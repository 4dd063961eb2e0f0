package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives rows their place in the chain, one node at a time. Which rows are new is said by the rows
 * themselves and not by the highest number so far, so that one whose transaction took long to
 * commit is sealed when it is seen.
 */
final class AuditSealer {
  private static final Logger log = LoggerFactory.getLogger(AuditSealer.class);
  private static final int ROWS_AT_ONCE = 5000;

  /** The advisory lock of whoever seals or prunes. */
  static final long LOCK = 0x726f6f6d61756474L;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final SigningKey key;
  private final InstantSource clock;
  private final KnownHeads known;

  /** Chains that cannot be gone on with; looked at again when the program starts anew. */
  private final Set<Long> broken = new HashSet<>();

  private boolean signedAnew;

  AuditSealer(
      JdbcClient jdbc,
      TransactionOperations transaction,
      SigningKey key,
      InstantSource clock,
      KnownHeads known) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.key = key;
    this.clock = clock;
    this.known = known;
  }

  /** Seals all rows that are there now, unless another node is at it; how many. */
  synchronized int seal() {
    int sealed = 0;
    int rows;
    do {
      rows = sealSome();
      sealed += rows;
    } while (rows == ROWS_AT_ONCE);
    return sealed;
  }

  private int sealSome() {
    Map<Long, AuditHead> heads = new TreeMap<>();
    Integer rows =
        transaction.execute(status -> {
          boolean mine =
              jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                  .param("lock", LOCK)
                  .query(Boolean.class)
                  .single();
          if (!mine) {
            return 0;
          }
          signAnew();
          List<AuditEvent> events = unsealed();
          extend(events, heads);
          return events.size();
        });
    // Only now is it certain that they stand in the database.
    known.advance(jdbc, heads.values());
    return rows;
  }

  private List<AuditEvent> unsealed() {
    return jdbc.sql(
            "select "
                + AuditEvent.COLUMNS
                + """
                  from audit_event e
                 where sequence is null and tenant_id <> all (cast(:broken as bigint[]))
                 order by id
                 limit :most
                """)
        .param("broken", broken.toArray(Long[]::new))
        .param("most", ROWS_AT_ONCE)
        .query((row, index) -> AuditEvent.of(row))
        .list();
  }

  private void extend(List<AuditEvent> events, Map<Long, AuditHead> heads) {
    Map<Long, List<AuditEvent>> byTenant = new TreeMap<>();
    events.forEach(event ->
        byTenant.computeIfAbsent(event.tenantId(), tenant -> new ArrayList<>()).add(event));
    byTenant.forEach((tenant, ofTenant) -> {
      Optional<AuditHead> head = goodHead(tenant);
      if (head.isPresent()) {
        AuditHead extended = extend(head.get(), ofTenant);
        extended.save(jdbc, clock.instant());
        heads.put(tenant, extended);
      } else {
        broken.add(tenant);
      }
    });
  }

  private AuditHead extend(AuditHead head, List<AuditEvent> events) {
    Place end = head.end();
    List<Long> ids = new ArrayList<>();
    List<Long> sequences = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (AuditEvent event : events) {
      long sequence = end.sequence() + 1;
      end = new Place(sequence, event.hashAfter(end.hash(), sequence));
      ids.add(event.id());
      sequences.add(sequence);
      hashes.add(HexFormat.of().formatHex(end.hash()));
    }
    int updated =
        jdbc.sql(
                """
                update audit_event e
                   set sequence = s.sequence, hash = decode(s.hash, 'hex')
                  from unnest(cast(:ids as bigint[]), cast(:sequences as bigint[]), cast(:hashes as text[]))
                       as s (id, sequence, hash)
                 where e.id = s.id and e.sequence is null
                """)
            .param("ids", ids.toArray(Long[]::new))
            .param("sequences", sequences.toArray(Long[]::new))
            .param("hashes", hashes.toArray(String[]::new))
            .update();
    if (updated != events.size()) {
      throw new IllegalStateException("rows of the audit trail went away while they were sealed");
    }
    return AuditHead.sign(head.tenantId(), head.base(), end, key);
  }

  /** The end to go on from. To go on from a forged one would make it a good one. */
  private Optional<AuditHead> goodHead(long tenant) {
    Optional<AuditHead> head = AuditHead.find(jdbc, tenant);
    if (head.isEmpty()) {
      boolean rows =
          jdbc.sql(
                  "select exists (select from audit_event where tenant_id = :tenant and sequence is"
                      + " not null)")
              .param("tenant", tenant)
              .query(Boolean.class)
              .single();
      if (rows) {
        log.error(
            "the audit trail of tenant {} has lost its head: it is not sealed any more", tenant);
        return Optional.empty();
      }
      return Optional.of(AuditHead.first(tenant, key));
    }
    if (!head.get().signedBy(key)) {
      log.error(
          "the head of the audit trail of tenant {} is not signed by server key {}: it is not"
              + " sealed any more",
          tenant,
          head.get().keyId());
      return Optional.empty();
    }
    return head;
  }

  /** Once a key was rotated, the old one is needed until all heads are signed with the new one. */
  private void signAnew() {
    if (signedAnew) {
      return;
    }
    for (AuditHead head : AuditHead.all(jdbc)) {
      if (head.keyId() != key.currentId() && head.signedBy(key)) {
        AuditHead.sign(head.tenantId(), head.base(), head.end(), key).save(jdbc, clock.instant());
      }
    }
    signedAnew = true;
  }
}
