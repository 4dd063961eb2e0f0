package io.roomledger.reservations;

/**
 * The statement that reads a range of reservations in the order of an export: begin, room, id.
 *
 * <p>COPY takes no parameters. What is put into the text here are numbers only, which cannot be
 * anything else.
 *
 * <p>"Overlaps the range" alone could use no index. Reservations of up to 24 hours begin later than
 * 24 hours before the range, so they are a slice of the index (tenant_id, begin_at, room_id, id),
 * which has the row order too; the few longer ones come from their own small index of the same
 * order, and the two are merged. Each branch says its order too: the planner looks at a branch with
 * conditions by itself, and without being asked for one forgets that its index has an order, so
 * that all rows would be sorted before the first one comes.
 */
final class ReservationSql {
  /**
   * So few rooms are looked up one by one; more are picked out of the tenant's range as it streams
   * by.
   */
  static final int FEW_ROOMS = 16;

  private ReservationSql() {}

  static String copy(ReservationQuery query) {
    return """
    copy (
      select room_id, booker_id, invited_count, accepted_count, begin_at, finish_at,
             status, check_in_device, check_in_status, checked_in_at, released_by, released_at, %s
        from (%s) in_range
       order by begin_at, room_id, id
    ) to stdout (format binary)
    """
        .formatted(
            query.topics() ? "topic" : "null::text",
            inRange(query, "\n            order by begin_at, room_id, id"));
  }

  /** How many rows {@link #copy} has. */
  static String count(ReservationQuery query) {
    return "select count(*) from (%s) in_range".formatted(inRange(query, ""));
  }

  /**
   * About the rows of {@link #copy}, in conditions that the planner has statistics for: of a length
   * of time it has none.
   */
  static String planned(ReservationQuery query) {
    return """
    select 1 from reservation
     where tenant_id = %d and begin_at > to_timestamp(%d) - interval '1 hour' and begin_at < to_timestamp(%d)
       and status < 11%s
    """
        .formatted(
            query.tenantId(),
            query.fromSecond(),
            query.toSecond(),
            fewRooms(query) ? roomPredicate(query) : "");
  }

  private static String inRange(ReservationQuery query, String order) {
    return """
          (select * from reservation
            where tenant_id = %1$d
              and begin_at > to_timestamp(%2$d) - interval '24 hours' and begin_at < to_timestamp(%3$d)
              and finish_at > to_timestamp(%2$d)
              and finish_at - begin_at <= interval '24 hours'
              and status < 11%4$s%5$s)
          union all
          (select * from reservation
            where tenant_id = %1$d
              and begin_at < to_timestamp(%3$d)
              and finish_at > to_timestamp(%2$d)
              and finish_at - begin_at > interval '24 hours'
              and status < 11%4$s%5$s)
    """
        .formatted(
            query.tenantId(), query.fromSecond(), query.toSecond(), roomPredicate(query), order);
  }

  private static String roomPredicate(ReservationQuery query) {
    if (query.rooms() == null) {
      return "";
    }
    // "+ 0" keeps a long list out of the index condition, where every member would start a scan
    // of its own; as a constant array in a filter it is hashed once.
    String column = fewRooms(query) ? "room_id" : "room_id + 0";
    return "\n               and " + column + " = any('" + query.rooms().literal() + "'::bigint[])";
  }

  static boolean fewRooms(ReservationQuery query) {
    return query.rooms() != null && query.rooms().size() <= FEW_ROOMS;
  }
}
