package io.roomledger.reservations;

/** How a reservation stands. The code is what the database keeps. */
public enum ReservationStatus {
  PENDING_APPROVAL(1, "审批中"),
  RESERVED(2, "预定成功"),
  RELEASED_BY_HAND(3, "已释放（手动释放）"),
  RELEASED_AFTER_END(4, "已释放（会议结束后自动释放）"),
  RELEASED_NOT_CHECKED_IN(5, "已释放（未签到被释放）"),
  RELEASED_BY_SENSOR(6, "已释放（传感器自动释放）"),
  CANCELLED(11, ""),
  DECLINED(12, "");

  private final int code;
  private final String word;

  ReservationStatus(int code, String word) {
    this.code = code;
    this.word = word;
  }

  public int code() {
    return code;
  }

  /**
   * The documented word, letter for letter (parentheses and commas are full-width); empty for what
   * no export shows.
   */
  public String word() {
    return word;
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
