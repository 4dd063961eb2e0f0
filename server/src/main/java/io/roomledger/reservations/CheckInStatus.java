package io.roomledger.reservations;

/** How the check-in of a reservation stands. The code is what the database keeps. */
public enum CheckInStatus {
  NOT_NEEDED_INSTANT_BOOKING(1),
  NOT_NEEDED_SWITCHED_OFF(2),
  NOT_NEEDED(3),
  MISSED(4),
  WINDOW_OPEN(5),
  NOT_NEEDED_NO_DEVICE(6),
  CHECKED_IN(7),
  WAITING(8),
  ROOM_DISABLED(9);

  private final int code;

  CheckInStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
