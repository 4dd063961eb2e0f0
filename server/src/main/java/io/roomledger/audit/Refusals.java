package io.roomledger.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Refusals that are too many to be written one by one: those of the gateway and of reads, taken
 * together by caller, API and code for a second; and those of callers whom nobody knows, counted by
 * minute, API and code. Both wait in memory, a second at most and bounded, so that a flood of them
 * costs next to nothing.
 */
final class Refusals {
  /** The deed of a row that tells of refusals. */
  static final String DEED = "api.call";

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final int MOST_KEPT = 10_000;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final InstantSource clock;
  private final Map<Known, Refused> ofCallers = new ConcurrentHashMap<>();
  private final Map<Unknown, Long> ofUnknown = new ConcurrentHashMap<>();

  Refusals(JdbcClient jdbc, TransactionOperations transaction, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  private record Known(
      long tenantId, @Nullable Long app, @Nullable Long person, String api, int code) {}

  private record Refused(Actor first, @Nullable String detail, long times) {}

  private record Unknown(Instant minute, String api, int code) {}

  /** Writes a refusal now. */
  void write(Actor actor, String api, int code, @Nullable String detail) {
    insert(known(actor, api, code), new Refused(actor, detail, 1));
  }

  /** Takes a refusal of a caller together with others like it. */
  void gather(Actor actor, String api, int code, @Nullable String detail) {
    Known key = known(actor, api, code);
    if (ofCallers.size() >= MOST_KEPT && !ofCallers.containsKey(key)) {
      count(api, code);
      return;
    }
    ofCallers.merge(
        key,
        new Refused(actor, detail, 1),
        (before, one) ->
            new Refused(before.first(), before.detail(), before.times() + one.times()));
  }

  /** Counts a refusal of a caller whom nobody knows. */
  void count(String api, int code) {
    Unknown key = new Unknown(clock.instant().truncatedTo(ChronoUnit.MINUTES), api, code);
    if (ofUnknown.size() < MOST_KEPT || ofUnknown.containsKey(key)) {
      ofUnknown.merge(key, 1L, Long::sum);
    }
  }

  private static Known known(Actor actor, String api, int code) {
    Long tenant = actor.tenantId();
    return new Known(
        tenant == null ? Deed.NO_TENANT : tenant, actor.appNumber(), actor.personId(), api, code);
  }

  /** Writes what was gathered; what cannot be written now stays for the next time. */
  synchronized void flush() {
    if (ofCallers.isEmpty() && ofUnknown.isEmpty()) {
      return;
    }
    Map<Known, Refused> callers = taken(ofCallers);
    Map<Unknown, Long> unknown = taken(ofUnknown);
    try {
      transaction.executeWithoutResult(status -> {
        callers.forEach(this::insert);
        unknown.forEach(this::add);
      });
    } catch (RuntimeException e) {
      callers.forEach((key, refused) ->
          ofCallers.merge(
              key,
              refused,
              (now, before) ->
                  new Refused(before.first(), before.detail(), before.times() + now.times())));
      unknown.forEach((key, times) -> ofUnknown.merge(key, times, Long::sum));
      log.warn("refusals could not be written, trying again: {}", e.toString());
    }
  }

  /** What is counted while this runs is either in the result or stays. */
  private static <K, V> Map<K, V> taken(Map<K, V> map) {
    Map<K, V> taken = new HashMap<>();
    for (K key : List.copyOf(map.keySet())) {
      V value = map.remove(key);
      if (value != null) {
        taken.put(key, value);
      }
    }
    return taken;
  }

  private void insert(Known key, Refused refused) {
    Actor actor = refused.first();
    jdbc.sql(
            """
            insert into audit_event (tenant_id, actor, app_id, person_id, address, log_id, deed, object_kind,
                                     object_id, outcome, times, detail)
            values (:tenant, :actor, :app, :person, :address, :log, :deed, 'api', :api, :code, :times, :detail)
            """)
        .param("tenant", key.tenantId())
        .param("actor", actor.kind())
        .param("app", key.app())
        .param("person", key.person())
        .param("address", actor.address())
        .param("log", actor.logId())
        .param("deed", DEED)
        .param("api", key.api())
        .param("code", key.code())
        .param("times", refused.times())
        .param("detail", refused.detail())
        .update();
  }

  private void add(Unknown key, long times) {
    jdbc.sql(
            """
            insert into audit_refusal as r (minute, api, code, times) values (:minute, :api, :code, :times)
            on conflict (minute, api, code) do update set times = r.times + excluded.times
            """)
        .param("minute", key.minute().atOffset(ZoneOffset.UTC))
        .param("api", key.api())
        .param("code", key.code())
        .param("times", times)
        .update();
  }
}
