package io.roomledger.reservations;

/** How a reservation stands. The code is what the database keeps. */
public enum ReservationStatus {
  PENDING_APPROVAL(1),
  RESERVED(2),
  RELEASED_BY_HAND(3),
  RELEASED_AFTER_END(4),
  RELEASED_NOT_CHECKED_IN(5),
  RELEASED_BY_SENSOR(6),
  CANCELLED(11),
  DECLINED(12);

  private final int code;

  ReservationStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /**
   * Whether the room was given back before, at or after the end; such a reservation has a release
   * time.
   */
  public boolean released() {
    return code >= RELEASED_BY_HAND.code && code <= RELEASED_BY_SENSOR.code;
  }

  /** Whether an export shows it: everything but what was cancelled or declined. */
  public boolean exported() {
    return code < CANCELLED.code;
  }
}
