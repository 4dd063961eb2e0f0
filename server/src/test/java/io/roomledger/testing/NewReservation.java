package io.roomledger.testing;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ReservationStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A reservation on its way into the database. Unless told otherwise: reserved, by nobody. */
public final class NewReservation {
  private final JdbcClient jdbc;
  private final long tenantId;
  private final long roomNumber;
  private final Instant begin;
  private final Instant finish;
  private String topic = "";
  private Organisation.@Nullable Person booker;
  private int invited;
  private int accepted;
  private ReservationStatus status = ReservationStatus.RESERVED;
  private @Nullable CheckInDevice device;
  private CheckInStatus checkIn = CheckInStatus.NOT_NEEDED_SWITCHED_OFF;
  private @Nullable Instant checkedInAt;
  private Organisation.@Nullable Person releasedBy;
  private @Nullable Instant releasedAt;

  NewReservation(JdbcClient jdbc, long tenantId, long roomNumber, Instant begin, Instant finish) {
    this.jdbc = jdbc;
    this.tenantId = tenantId;
    this.roomNumber = roomNumber;
    this.begin = begin;
    this.finish = finish;
  }

  public NewReservation topic(String text) {
    topic = text;
    return this;
  }

  public NewReservation booker(Organisation.Person person) {
    booker = person;
    return this;
  }

  public NewReservation counts(int invitedCount, int acceptedCount) {
    invited = invitedCount;
    accepted = acceptedCount;
    return this;
  }

  public NewReservation status(ReservationStatus now) {
    status = now;
    return this;
  }

  /** Released at this time. */
  public NewReservation released(
      ReservationStatus how, Organisation.@Nullable Person by, Instant at) {
    status = how;
    releasedBy = by;
    releasedAt = at;
    return this;
  }

  public NewReservation checkIn(CheckInStatus how) {
    checkIn = how;
    return this;
  }

  public NewReservation checkedIn(CheckInDevice by, Instant at) {
    checkIn = CheckInStatus.CHECKED_IN;
    device = by;
    checkedInAt = at;
    return this;
  }

  /** Makes it; our number of it. */
  public long save() {
    return jdbc.sql(
            """
            insert into reservation (tenant_id, room_id, topic, booker_id, invited_count, accepted_count, begin_at,
                                     finish_at, status, check_in_device, check_in_status, checked_in_at, released_by,
                                     released_at)
            values (:tenant, :room, :topic, :booker, :invited, :accepted, :begin, :finish, :status, :device, :checkIn,
                    :checkedInAt, :releasedBy, :releasedAt)
            returning id
            """)
        .param("tenant", tenantId)
        .param("room", roomNumber)
        .param("topic", topic)
        .param("booker", booker == null ? null : booker.number())
        .param("invited", invited)
        .param("accepted", accepted)
        .param("begin", utc(begin))
        .param("finish", utc(finish))
        .param("status", status.code())
        .param("device", device == null ? null : device.code())
        .param("checkIn", checkIn.code())
        .param("checkedInAt", utc(checkedInAt))
        .param("releasedBy", releasedBy == null ? null : releasedBy.number())
        .param("releasedAt", utc(releasedAt))
        .query(Long.class)
        .single();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
