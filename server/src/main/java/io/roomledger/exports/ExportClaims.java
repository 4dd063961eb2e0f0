package io.roomledger.exports;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes tasks out of the queue, the tenants in turn: the next is the oldest task of the first
 * tenant after the one that was served last, so that somebody with a single task waits for one of
 * each other tenant at most, however many those have. Each node remembers its own turn; together
 * they are as fair, since each is.
 *
 * <p>Finding the next is one probe into an index. Whatever may not be claimed now is kept out of
 * the way: a task that waits for its next try is not in the index before its time has come ({@link
 * #promote}), and a tenant that has its share running is cut out of what is searched.
 *
 * <p>While somebody reads an old snapshot, which a long export does, the index keeps entries of
 * tasks that were claimed since. So that they are not all looked at, nothing is searched that is
 * older than the last time when nothing was found.
 */
final class ExportClaims {
  private static final Duration PROMOTED_EVERY = Duration.ofMillis(250);
  private static final int PROMOTED_AT_ONCE = 1000;

  /** So long after a task could be claimed, its transaction has committed. */
  private static final Duration LATEST_COMMIT = Duration.ofSeconds(5);

  /** For what committed still later, and for what another claimer held and did not take. */
  private static final Duration SEARCHED_WHOLE_EVERY = Duration.ofSeconds(5);

  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  /** The parts are searched in their order, and no further than to the first that has a task. */
  private static final String CLAIM =
      """
      update export_task
         set state = 'running', attempt = attempt + 1, claimed_by = :worker, rows_done = 0,
             rows_expected = null, progressed_at = null,
             lease_until = now() + make_interval(secs => :lease), started_at = now()
       where task_id = (
               select next.task_id
                 from unnest(cast(:lanes as text[]), cast(:froms as bigint[]), cast(:tos as bigint[]))
                        as part (lane, from_tenant, to_tenant)
                cross join lateral (
                  select task_id from export_task
                   where state = 'queued' and ready and lane = part.lane
                     and tenant_id >= part.from_tenant and tenant_id <= part.to_tenant
                     and available_at between now() - make_interval(secs => :age) and now()
                   order by lane, tenant_id, available_at, task_id
                   limit 1
                     for update skip locked) next
                limit 1)
         and state = 'queued'
      returning
      """
          + TaskRow.COLUMNS;

  private final JdbcClient jdbc;
  private final int mostRunning;
  private final Map<Lane, AtomicLong> served = new EnumMap<>(Lane.class);
  private final AtomicInteger claims = new AtomicInteger();
  private final AtomicLong promotedAt =
      new AtomicLong(System.nanoTime() - PROMOTED_EVERY.toNanos());

  /** When nothing was in a lane; absent = never yet. */
  private final Map<Lane, Long> emptyAt = new ConcurrentHashMap<>();

  private final AtomicLong searchedWholeAt =
      new AtomicLong(System.nanoTime() - SEARCHED_WHOLE_EVERY.toNanos());

  /**
   * @param mostRunning tasks of one tenant that may run at once; 0 = any number. Nodes that claim
   *     at the very same moment may each let one more through.
   */
  ExportClaims(JdbcClient jdbc, int mostRunning) {
    this.jdbc = jdbc;
    this.mostRunning = mostRunning;
    for (Lane lane : Lane.values()) {
      served.put(lane, new AtomicLong());
    }
  }

  /** A slice of a lane: the tenants from one to another, both included. */
  private record Part(Lane lane, long from, long to) {}

  /** Takes the task whose turn it is, for so long, out of one of these lanes. */
  Optional<ExportTask> claim(String worker, List<Lane> lanes, Duration lease) {
    if (System.nanoTime() - promotedAt.get() >= PROMOTED_EVERY.toNanos()) {
      promote();
    }
    Optional<ExportTask> task = claimReady(worker, lanes, lease);
    return task.isEmpty() && promote() > 0 ? claimReady(worker, lanes, lease) : task;
  }

  private Optional<ExportTask> claimReady(String worker, List<Lane> lanes, Duration lease) {
    long begin = System.nanoTime();
    List<Long> full = mostRunning == 0 ? List.of() : withTheirShare();
    List<Part> parts = parts(lanes, full);
    Optional<ExportTask> task =
        jdbc.sql(ExportQueue.noted(CLAIM, "'task.claim'", "'attempt ' || attempt", "*"))
            .param("worker", worker)
            .param("lease", lease.toMillis() / 1000.0)
            .param("age", searchedAge(lanes, begin).toMillis() / 1000.0)
            .param("lanes", parts.stream().map(part -> part.lane().word()).toArray(String[]::new))
            .param("froms", parts.stream().map(Part::from).toArray(Long[]::new))
            .param("tos", parts.stream().map(Part::to).toArray(Long[]::new))
            .query((row, number) -> TaskRow.of(row))
            .optional();
    if (task.isPresent()) {
      lastServed(task.get().lane()).set(task.get().tenantId());
    } else if (full.isEmpty()) {
      lanes.forEach(
          lane -> emptyAt.merge(lane, begin, (one, other) -> one - other > 0 ? one : other));
    }
    return task;
  }

  /** How old a task may be that can be there. */
  private Duration searchedAge(List<Lane> lanes, long now) {
    long last = searchedWholeAt.get();
    if (!emptyAt.keySet().containsAll(lanes)
        || (now - last >= SEARCHED_WHOLE_EVERY.toNanos()
            && searchedWholeAt.compareAndSet(last, now))) {
      return ANY_AGE;
    }
    long age =
        lanes.stream()
            .mapToLong(lane -> now - requireNonNull(emptyAt.get(lane)))
            .max()
            .orElseThrow();
    return Duration.ofNanos(age).plus(LATEST_COMMIT);
  }

  private AtomicLong lastServed(Lane lane) {
    return requireNonNull(served.get(lane));
  }

  /** All tenants of these lanes, beginning after the last one served; lanes take turns, too. */
  private List<Part> parts(List<Lane> lanes, List<Long> full) {
    int first = claims.getAndIncrement() & Integer.MAX_VALUE;
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get((first + i) % lanes.size());
      long last = lastServed(lane).get();
      addWithout(full, new Part(lane, last + 1, Long.MAX_VALUE), parts);
      addWithout(full, new Part(lane, Long.MIN_VALUE, last), parts);
    }
    return parts;
  }

  /** Adds what remains of a part without some tenants, which are in their order. */
  private static void addWithout(List<Long> tenants, Part part, List<Part> parts) {
    long from = part.from();
    for (long tenant : tenants) {
      if (tenant >= from && tenant <= part.to()) {
        if (tenant > from) {
          parts.add(new Part(part.lane(), from, tenant - 1));
        }
        from = tenant + 1;
      }
    }
    if (from <= part.to()) {
      parts.add(new Part(part.lane(), from, part.to()));
    }
  }

  /** Tenants of which no more tasks may run now. What runs is few: not more than workers are. */
  private List<Long> withTheirShare() {
    return jdbc.sql(
            """
            select tenant_id from export_task where state = 'running'
             group by tenant_id having count(*) >= :most order by tenant_id
            """)
        .param("most", mostRunning)
        .query(Long.class)
        .list();
  }

  /** Lets tasks be claimed that waited for their next try long enough; tells how many. */
  private int promote() {
    promotedAt.set(System.nanoTime());
    return jdbc.sql(
            """
            update export_task
               set ready = true, available_at = now()
             where task_id in (select task_id from export_task
                                where state = 'queued' and not ready and available_at <= now()
                                order by available_at limit :most for update skip locked)
               and state = 'queued' and not ready
            """)
        .param("most", PROMOTED_AT_ONCE)
        .update();
  }

  /**
   * Puts a task that turned out to be long among those, to be claimed by another worker at once;
   * false when it is no longer this attempt's, or has been put there before. The attempt keeps its
   * number, which no later one may have, and does not count as a try.
   */
  boolean putBack(ExportTask claimed) {
    return jdbc.sql(
                ExportQueue.noted(
                    """
                    update export_task
                       set state = 'queued', lane = 'long', handed_back = handed_back + 1, lease_until = null, ready = true, available_at = now()
                     where task_id = :task and state = 'running' and attempt = :attempt and lane = 'quick'
                    returning task_id, tenant_id, app_id, owner_id, log_id, attempt
                    """,
                    "'task.put_back'",
                    "'attempt ' || attempt || ', found to be long'",
                    "count(*)"))
            .param("task", claimed.taskId())
            .param("attempt", claimed.attempt())
            .query(Long.class)
            .single()
        == 1;
  }
}
