package io.roomledger.reservations;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which reservations to read.
 *
 * @param fromSecond Unix seconds; those that end later are in the range
 * @param toSecond Unix seconds; those that begin earlier are in the range
 * @param rooms numbers of the rooms; null = all of the tenant
 * @param topics whether the titles are wanted
 */
public record ReservationQuery(
    long tenantId, long fromSecond, long toSecond, @Nullable RoomSet rooms, boolean topics) {
  private static final long HALF_HOUR_SECONDS = 1800;

  /** A range is read from a day before its start. */
  private static final long HALF_HOURS_BEFORE = 48;

  public ReservationQuery {
    if (toSecond <= fromSecond) {
      throw new IllegalArgumentException("an empty range: " + fromSecond + " to " + toSecond);
    }
  }

  /**
   * So many reservations are hardly ever exceeded, for the rooms and the length of the range: one
   * of half an hour after the other, day and night. Costs nothing to tell.
   *
   * @param roomsOfTenant how many rooms there are
   */
  public long mostLikely(int roomsOfTenant) {
    // All rooms are read when more than a few are asked for.
    long read = rooms != null && ReservationSql.fewRooms(this) ? rooms.size() : roomsOfTenant;
    long halfHours = (toSecond - fromSecond) / HALF_HOUR_SECONDS + 1;
    return halfHours > Integer.MAX_VALUE ? Long.MAX_VALUE : read * (halfHours + HALF_HOURS_BEFORE);
  }

  /** Some rooms, by number. */
  public static final class RoomSet {
    private final long[] ids;

    private RoomSet(long[] ids) {
      this.ids = ids;
    }

    public static RoomSet of(long[] ids) {
      return new RoomSet(ids.clone());
    }

    public boolean isEmpty() {
      return ids.length == 0;
    }

    int size() {
      return ids.length;
    }

    /** As PostgreSQL writes an array of numbers. */
    String literal() {
      StringBuilder text = new StringBuilder(ids.length * 8 + 2).append('{');
      for (int i = 0; i < ids.length; i++) {
        text.append(i == 0 ? "" : ",").append(ids[i]);
      }
      return text.append('}').toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof RoomSet set && Arrays.equals(ids, set.ids);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }
  }
}
