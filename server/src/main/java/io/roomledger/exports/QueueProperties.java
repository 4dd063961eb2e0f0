package io.roomledger.exports;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the queue: who waits for whom, and for how long.
 *
 * @param quickRows so many rows to read make an export a quick one; 0 = no worker is kept for those
 * @param maxReadTime the longest time that one export reads; zero = any
 * @param maxUnfinishedPerApp the most tasks that an app has queued and running in a tenant; 0 = any
 * @param maxUnfinishedPerTenant the most tasks that a tenant has queued and running; 0 = any
 * @param maxRunningPerTenant the most tasks of a tenant that run at once, on all nodes; 0 = any
 */
@ConfigurationProperties("roomledger.queue")
record QueueProperties(
    long quickRows,
    Duration maxReadTime,
    int maxUnfinishedPerApp,
    int maxUnfinishedPerTenant,
    int maxRunningPerTenant) {
  QueueProperties {
    notNegative("quick-rows", quickRows);
    notNegative("max-unfinished-per-app", maxUnfinishedPerApp);
    notNegative("max-unfinished-per-tenant", maxUnfinishedPerTenant);
    notNegative("max-running-per-tenant", maxRunningPerTenant);
    if (maxReadTime.isNegative()) {
      throw new IllegalArgumentException(
          "roomledger.queue.max-read-time must not be negative: " + maxReadTime);
    }
  }

  private static void notNegative(String key, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "roomledger.queue." + key + " must not be negative: " + value);
    }
  }
}
