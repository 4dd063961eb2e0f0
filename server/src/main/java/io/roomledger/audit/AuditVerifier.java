package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Follows a chain from row to row to its signed end, and says where it does not hold. */
final class AuditVerifier {
  private static final int ROWS_AT_ONCE = 5000;
  private static final int MOST_PROBLEMS = 100;

  private final JdbcClient jdbc;
  private final SigningKey key;

  AuditVerifier(JdbcClient jdbc, SigningKey key) {
    this.jdbc = jdbc;
    this.key = key;
  }

  /** The state of one tenant's chain, all of it read in the transaction that is open. */
  AuditReport verify(long tenant, List<Place> atLeast) {
    List<String> problems = new ArrayList<>();
    Optional<AuditHead> found = AuditHead.find(jdbc, tenant);
    AuditHead head = found.orElseGet(() -> AuditHead.first(tenant, key));
    if (found.isPresent() && !head.signedBy(key)) {
      problems.add(
          "the signature of the head is not that of server key "
              + head.keyId()
              + ", if there is one");
    }
    Walk walk = new Walk(head, problems);
    walk.follow();
    for (Place place : atLeast) {
      if (!KnownHeads.liesOn(jdbc, head, place)) {
        problems.add(
            "the chain does not contain "
                + place.text()
                + ", which it once did: it was put back or"
                + " cut off");
      }
    }
    return new AuditReport(
        tenant, walk.rows, head.base().sequence(), head.end().text(), unsealed(tenant), problems);
  }

  /** All tenants that have rows, a head, or a place that is remembered. */
  Set<Long> tenants(Set<Long> remembered) {
    Set<Long> tenants = new TreeSet<>(remembered);
    tenants.addAll(
        jdbc.sql(
                "select tenant_id from audit_head union select distinct tenant_id from audit_event")
            .query(Long.class)
            .list());
    return tenants;
  }

  private long unsealed(long tenant) {
    return jdbc.sql(
            "select count(*) from audit_event where tenant_id = :tenant and sequence is null")
        .param("tenant", tenant)
        .query(Long.class)
        .single();
  }

  /** One way along a chain. */
  private final class Walk {
    private final AuditHead head;
    private final List<String> problems;
    private Place here;
    private long rows;

    Walk(AuditHead head, List<String> problems) {
      this.head = head;
      this.problems = problems;
      this.here = head.base();
    }

    void follow() {
      List<AuditEvent> page = page(0, 0);
      while (!page.isEmpty()) {
        page.forEach(this::step);
        AuditEvent last = page.getLast();
        Long sequence = last.sequence();
        page = page(sequence == null ? 0 : sequence, last.id());
      }
      if (here.sequence() < head.end().sequence()) {
        problem(missing(here.sequence() + 1, head.end().sequence()));
      } else if (here.sequence() == head.end().sequence() && !here.same(head.end())) {
        problem("the last row does not have the hash that the head was signed with");
      }
    }

    private void step(AuditEvent event) {
      rows++;
      Long sequence = event.sequence();
      byte[] hash = event.hash();
      if (sequence == null || hash == null) {
        return;
      }
      if (sequence <= here.sequence()) {
        problem("row " + sequence + " (id " + event.id() + ") was put in");
        return;
      }
      if (sequence > head.end().sequence()) {
        problem("row " + sequence + " lies behind the signed head: it was put in");
      } else {
        if (sequence > here.sequence() + 1) {
          problem(missing(here.sequence() + 1, sequence - 1));
        } else if (!new Place(sequence, event.hashAfter(here.hash(), sequence))
            .same(new Place(sequence, hash))) {
          problem("row " + sequence + " (id " + event.id() + ") was changed");
        }
      }
      // From here on by what stands there, so that one change is told once.
      here = new Place(sequence, hash);
    }

    private void problem(String text) {
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(text);
      } else if (problems.size() == MOST_PROBLEMS) {
        problems.add("and more");
      }
    }

    private static String missing(long from, long to) {
      return from == to
          ? "row " + from + " is missing"
          : "rows " + from + " to " + to + " are missing";
    }

    private List<AuditEvent> page(long afterSequence, long afterId) {
      return jdbc.sql(
              "select "
                  + AuditEvent.COLUMNS
                  + """
                    from audit_event e
                   where tenant_id = :tenant and sequence is not null and (sequence, id) > (:sequence, :id)
                   order by sequence, id
                   limit :most
                  """)
          .param("tenant", head.tenantId())
          .param("sequence", afterSequence)
          .param("id", afterId)
          .param("most", ROWS_AT_ONCE)
          .query((row, index) -> AuditEvent.of(row))
          .list();
    }
  }
}
