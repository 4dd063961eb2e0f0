package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the {@link HeadFile} up to date. A place in it only ever moves forward, and only along a
 * chain that it lies on itself: after a step back it stays, so that the step is found.
 */
final class KnownHeads {
  private static final Logger log = LoggerFactory.getLogger(KnownHeads.class);

  private final @Nullable HeadFile file;
  private @Nullable Map<Long, Place> places;
  private final Set<Long> told = new HashSet<>();

  private KnownHeads(@Nullable HeadFile file) {
    this.file = file;
  }

  /**
   * @param file empty = nothing is kept
   */
  static KnownHeads at(String file) {
    return new KnownHeads(file.isEmpty() ? null : new HeadFile(Path.of(file)));
  }

  /** Takes note of heads that were just written. */
  synchronized void advance(JdbcClient jdbc, Collection<AuditHead> heads) {
    if (file == null || heads.isEmpty()) {
      return;
    }
    try {
      Map<Long, Place> all = places == null ? file.read() : places;
      places = all;
      for (AuditHead head : heads) {
        Place before = all.get(head.tenantId());
        if (before == null || liesOn(jdbc, head, before)) {
          all.put(head.tenantId(), head.end());
        } else if (told.add(head.tenantId())) {
          log.error(
              "the audit trail of tenant {} no longer contains {}: it was put back or cut off",
              head.tenantId(),
              before.text());
        }
      }
      file.write(all);
    } catch (IOException e) {
      log.error("the newest ends of the audit trail could not be kept: {}", e.toString());
    }
  }

  /** Whether the chain goes through the place; one that was pruned is believed. */
  static boolean liesOn(JdbcClient jdbc, AuditHead head, Place place) {
    if (place.sequence() > head.end().sequence()) {
      return false;
    }
    if (place.sequence() == head.end().sequence()) {
      return place.same(head.end());
    }
    if (place.sequence() <= head.base().sequence()) {
      return place.sequence() < head.base().sequence() || place.same(head.base());
    }
    Optional<byte[]> hash =
        jdbc.sql("select hash from audit_event where tenant_id = :tenant and sequence = :sequence")
            .param("tenant", head.tenantId())
            .param("sequence", place.sequence())
            .query((row, index) -> row.getBytes("hash"))
            .optional();
    return hash.isPresent() && place.same(new Place(place.sequence(), hash.get()));
  }
}
