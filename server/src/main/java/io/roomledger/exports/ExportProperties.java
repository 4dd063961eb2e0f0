package io.roomledger.exports;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the export engine.
 *
 * @param workers exports that run at once on this node
 * @param lease how long a worker may be silent before its task is taken from it
 * @param maxSilence how long the database may send nothing of an export before the attempt is given
 *     up
 * @param maxAttempts tries at one task before it fails
 * @param poll the longest wait for work that no notice told of
 * @param retention how long a task and its file are kept after the end
 * @param pruneEvery how often what has expired, and files that are nobody's, are deleted
 * @param maxRange the longest range of one export; zero = any
 * @param maxRoomIds the most room_ids of one request
 */
@ConfigurationProperties("roomledger.exports")
record ExportProperties(
    int workers,
    Duration lease,
    Duration maxSilence,
    int maxAttempts,
    Duration poll,
    Duration retention,
    Duration pruneEvery,
    Duration maxRange,
    int maxRoomIds) {
  ExportProperties {
    atLeast("workers", workers, 0);
    atLeast("max-attempts", maxAttempts, 1);
    atLeast("max-room-ids", maxRoomIds, 1);
    positive("lease", lease);
    positive("max-silence", maxSilence);
    positive("poll", poll);
    positive("retention", retention);
    positive("prune-every", pruneEvery);
    if (maxRange.isNegative()) {
      throw new IllegalArgumentException(
          "roomledger.exports.max-range must not be negative: " + maxRange);
    }
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "roomledger.exports." + key + " must be at least " + least + ": " + value);
    }
  }

  private static void positive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "roomledger.exports." + key + " must be longer than nothing: " + value);
    }
  }
}
