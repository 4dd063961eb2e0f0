package io.roomledger.exports;

import static java.util.Objects.requireNonNull;

import io.roomledger.identity.Caller;
import io.roomledger.wire.ApiException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many tasks may be queued and running at once: of an app in a tenant, and of a tenant. Counted
 * in the transaction that makes more, by an index, and no further than to the limit.
 *
 * <p>All nodes together never let more through: near a limit they count one after the other, under
 * a lock of the tenant that ends with their transaction. Far from it they need not wait for each
 * other, since what all of them add meanwhile does not reach it.
 */
final class TaskLimits {
  /** More than the transactions of all nodes add at one time: 64 of them, at 128 tasks each. */
  private static final int NEAR = 8192;

  /** Distinguishes these advisory locks from others. */
  private static final int LOCK_CLASS = 0x5461_736B;

  /** Nobody can tell when a task ends; clients that wait so long do no harm by asking again. */
  private static final long TRY_AGAIN_SECONDS = 10;

  private final JdbcClient jdbc;
  private final QueueProperties properties;

  TaskLimits(JdbcClient jdbc, QueueProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  private record App(long tenantId, long appNumber) {
    static App of(Caller caller) {
      return new App(caller.tenantId(), caller.appNumber());
    }
  }

  private record Count(long tenantId, long appId, long ofApp, long ofTenant) {}

  /** What is left for these callers, each of whom makes one task; in a transaction that is open. */
  Room room(Collection<Caller> callers) {
    List<App> apps = callers.stream().map(App::of).distinct().toList();
    if (properties.maxUnfinishedPerApp() == 0 && properties.maxUnfinishedPerTenant() == 0) {
      return new Room(List.of());
    }
    List<Count> counts = count(apps);
    boolean near =
        counts.stream()
            .anyMatch(count ->
                isNear(count.ofApp(), properties.maxUnfinishedPerApp())
                    || isNear(count.ofTenant(), properties.maxUnfinishedPerTenant()));
    if (!near) {
      return new Room(counts);
    }
    lock(apps);
    return new Room(count(apps));
  }

  private static boolean isNear(long count, long limit) {
    return limit > 0 && count + NEAR > limit;
  }

  /** Always in the same order, so that two who lock several never wait for each other. */
  private void lock(List<App> apps) {
    Long[] tenants = apps.stream().map(App::tenantId).distinct().sorted().toArray(Long[]::new);
    var _ =
        jdbc.sql(
                """
                select pg_advisory_xact_lock(:class, (tenant_id % 2147483647)::int)
                  from unnest(cast(:tenants as bigint[])) as given (tenant_id)
                """)
            .param("class", LOCK_CLASS)
            .param("tenants", tenants)
            .query((row, number) -> number)
            .list();
  }

  private List<Count> count(List<App> apps) {
    return jdbc.sql(
            """
            select given.tenant_id, given.app_id,
                   (select count(*) from (
                      select 1 from export_task t
                       where t.tenant_id = given.tenant_id and t.app_id = given.app_id and t.state in ('queued', 'running')
                       limit :mostOfApp) few) as of_app,
                   (select count(*) from (
                      select 1 from export_task t
                       where t.tenant_id = given.tenant_id and t.state in ('queued', 'running')
                       limit :mostOfTenant) few) as of_tenant
              from unnest(cast(:tenants as bigint[]), cast(:apps as bigint[])) as given (tenant_id, app_id)
            """)
        .param("mostOfApp", properties.maxUnfinishedPerApp())
        .param("mostOfTenant", properties.maxUnfinishedPerTenant())
        .param("tenants", apps.stream().map(App::tenantId).toArray(Long[]::new))
        .param("apps", apps.stream().map(App::appNumber).toArray(Long[]::new))
        .query(Count.class)
        .list();
  }

  /** What is left, of which each new task takes its part. */
  final class Room {
    private final Map<App, Long> ofApps = new HashMap<>();
    private final Map<Long, Long> ofTenants = new HashMap<>();

    private Room(List<Count> counts) {
      for (Count count : counts) {
        ofApps.put(new App(count.tenantId(), count.appId()), count.ofApp());
        ofTenants.put(count.tenantId(), count.ofTenant());
      }
    }

    /** Takes the place of one task; refused when there is none. */
    void take(Caller caller) {
      App app = App.of(caller);
      check("app", ofApps.get(app), properties.maxUnfinishedPerApp());
      check("tenant", ofTenants.get(app.tenantId()), properties.maxUnfinishedPerTenant());
      ofApps.merge(app, 1L, Long::sum);
      ofTenants.merge(app.tenantId(), 1L, Long::sum);
    }

    private static void check(String whose, @Nullable Long count, long limit) {
      if (limit > 0 && requireNonNull(count) >= limit) {
        throw ApiException.tooMany(
            limit,
            TRY_AGAIN_SECONDS,
            "the %s has %d exports queued or running, and may have no more (max-unfinished-per-%s): wait until some are done, or cancel some"
                .formatted(whose, limit, whose));
      }
    }
  }
}
