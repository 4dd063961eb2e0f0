package io.roomledger.exports;

import io.roomledger.reservations.Directory;
import io.roomledger.reservations.ReservationQuery;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which reservations a request means. */
final class ExportScope {
  private ExportScope() {}

  /** What to read; null when no room is meant, and so nothing. */
  static @Nullable ReservationQuery query(
      long tenantId, ExportTask.Request request, Directory directory) {
    long[] rooms = rooms(request, directory);
    if (rooms.length == 0 && directory.roomCount() > 0) {
      return null;
    }
    // The documented sample has both times equal: it means that instant.
    long until = Math.max(request.endSecond(), request.startSecond() + 1);
    return new ReservationQuery(
        tenantId,
        request.startSecond(),
        until,
        rooms.length == directory.roomCount() ? null : ReservationQuery.RoomSet.of(rooms),
        request.needTopic());
  }

  /** The rooms below the level, with or without the ones named. */
  private static long[] rooms(ExportTask.Request request, Directory directory) {
    long[] below = directory.roomsBelow(request.levelId());
    if (request.roomIds().isEmpty()) {
      return below;
    }
    Set<Long> named = new HashSet<>(request.roomIds());
    return Arrays.stream(below)
        .filter(room -> named.contains(room) != request.isExclude())
        .toArray();
  }
}
