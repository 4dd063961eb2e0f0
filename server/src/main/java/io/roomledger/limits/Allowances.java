package io.roomledger.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.roomledger.wire.RateTier.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is left of each window's allowance. All nodes share one in the database; a node takes a
 * block of it beforehand and spends that without asking again.
 *
 * <p>A block is subtracted for everybody before the first request of it is let through, so that all
 * nodes together never let through more than the limit. What a node took and does not spend by the
 * window's end is lost: somebody who calls several nodes may be refused early, by less than a tenth
 * of the limit for each further node.
 */
final class Allowances {
  private static final int BLOCKS_PER_WINDOW = 10;
  private static final int MOST_KEPT = 100_000;

  /** Nodes whose clocks differ by more do not share a window. */
  private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

  /**
   * Takes a block, or nothing when nothing is left. A row of a later window belongs to a node whose
   * clock is a little ahead: that window is drawn from, so that no window is drawn from twice.
   */
  private static final String TAKE =
      """
      insert into rate_allowance as r (tenant_id, app_id, api, window_seconds, window_start, taken, granted)
      values (:tenant, :app, :api, :seconds, :start, least(:block, :limit), least(:block, :limit))
      on conflict (tenant_id, app_id, api, window_seconds) do update
         set window_start = case when r.window_start between :start and :ahead then r.window_start else :start end,
             granted = case when r.window_start between :start and :ahead then least(:block, :limit - r.taken)
                            else least(:block, :limit) end,
             taken = case when r.window_start between :start and :ahead then least(:limit, r.taken + :block)
                          else least(:block, :limit) end
       where r.window_start not between :start and :ahead or r.taken < :limit
      returning window_start, granted
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final LoadingCache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_KEPT)
          .expireAfterAccess(Duration.ofMinutes(5))
          .build(Bucket::new);

  Allowances(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Who calls what, in windows of which length. */
  record Key(long tenantId, long appNumber, String api, Rate rate) {}

  /** A limit that is reached: its number, and the seconds until its window ends. */
  record Reached(long limit, long resetSeconds) {}

  /** Spends one request of each rate, or none; the limit that stands in the way, if any. */
  Optional<Reached> spend(long tenantId, long appNumber, String api, List<Rate> rates) {
    List<Runnable> givingBack = new ArrayList<>(rates.size());
    for (Rate rate : rates) {
      Bucket bucket = buckets.get(new Key(tenantId, appNumber, api, rate));
      Spending spending = bucket.spend();
      if (spending.reached() != null) {
        givingBack.forEach(Runnable::run);
        return Optional.of(spending.reached());
      }
      givingBack.add(() -> bucket.giveBack(spending.windowEnd()));
    }
    return Optional.empty();
  }

  /** Forgets windows that are long over. */
  int prune() {
    return jdbc.sql("delete from rate_allowance where window_start < :before")
        .param("before", clock.instant().minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * What came of one request at one rate.
   *
   * @param reached the limit, when it was refused
   */
  private record Spending(@Nullable Reached reached, Instant windowEnd) {}

  private record Block(Instant windowStart, long granted) {}

  /** This node's share of one key's present window. */
  private final class Bucket {
    private final Key key;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant windowEnd = Instant.MIN;
    private long left;
    private boolean exhausted;
    private long failedAt;
    private @Nullable RuntimeException failure;

    Bucket(Key key) {
      this.key = key;
    }

    Spending spend() {
      long cameAt = System.nanoTime();
      lock.lock();
      try {
        if (failure != null && failedAt - cameAt > 0) {
          // Whoever waited while the database did not answer has waited enough.
          throw failure;
        }
        Instant now = clock.instant();
        Instant start = windowStart(now);
        if (!now.isBefore(windowEnd)) {
          left = 0;
          exhausted = false;
        }
        if (left == 0 && !exhausted) {
          take(start);
        }
        if (left > 0) {
          left--;
          return new Spending(null, windowEnd);
        }
        return new Spending(
            new Reached(key.rate().requests(), secondsUntil(now, windowEnd)), windowEnd);
      } finally {
        lock.unlock();
      }
    }

    /** A request was refused by another rate; in a later window there is nothing to give back. */
    void giveBack(Instant ofWindow) {
      lock.lock();
      try {
        if (ofWindow.equals(windowEnd)) {
          left++;
        }
      } finally {
        lock.unlock();
      }
    }

    private void take(Instant start) {
      Optional<Block> block;
      try {
        block = block(start);
        failure = null;
      } catch (RuntimeException e) {
        failure = e;
        failedAt = System.nanoTime();
        throw e;
      }
      // Nothing is left of the window, which then is this node's or the next one.
      left = block.map(Block::granted).orElse(0L);
      exhausted = left == 0;
      windowEnd = block.map(Block::windowStart).orElse(start).plusSeconds(key.rate().seconds());
    }

    private Optional<Block> block(Instant start) {
      long limit = key.rate().requests();
      return jdbc.sql(TAKE)
          .param("tenant", key.tenantId())
          .param("app", key.appNumber())
          .param("api", key.api())
          .param("seconds", key.rate().seconds())
          .param("start", start.atOffset(ZoneOffset.UTC))
          .param("ahead", start.plus(LARGEST_SKEW).atOffset(ZoneOffset.UTC))
          .param("limit", limit)
          .param("block", Math.max(1, limit / BLOCKS_PER_WINDOW))
          .query((row, index) ->
              new Block(
                  row.getObject("window_start", OffsetDateTime.class).toInstant(),
                  row.getLong("granted")))
          .optional();
    }

    private Instant windowStart(Instant now) {
      long length = key.rate().seconds();
      return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), length) * length);
    }
  }

  /** Whole seconds, at least one: a client that waits so long finds a new window. */
  static long secondsUntil(Instant now, Instant end) {
    return Math.max(1, Duration.between(now, end).plusMillis(999).toSeconds());
  }
}
