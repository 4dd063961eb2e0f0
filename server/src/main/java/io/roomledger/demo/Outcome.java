package io.roomledger.demo;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ReservationStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of a booking.
 *
 * @param device there exactly when checked in
 * @param checkedInAt seconds of the epoch or {@link #NEVER}
 * @param releasedAt seconds of the epoch or {@link #NEVER}
 */
record Outcome(
    ReservationStatus status,
    @Nullable CheckInDevice device,
    CheckInStatus checkIn,
    long checkedInAt,
    @Nullable SamplePerson releasedBy,
    long releasedAt) {

  static final long NEVER = Long.MIN_VALUE;

  /** Neither checked in nor released. */
  static Outcome open(ReservationStatus status, CheckInStatus checkIn) {
    return new Outcome(status, null, checkIn, NEVER, null, NEVER);
  }

  static Outcome released(
      ReservationStatus status,
      CheckInStatus checkIn,
      @Nullable SamplePerson releasedBy,
      long releasedAt) {
    return new Outcome(status, null, checkIn, NEVER, releasedBy, releasedAt);
  }

  Outcome checkedIn(CheckInDevice by, long at) {
    return new Outcome(status, by, CheckInStatus.CHECKED_IN, at, releasedBy, releasedAt);
  }
}
