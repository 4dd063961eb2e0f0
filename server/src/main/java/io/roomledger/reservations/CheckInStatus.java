package io.roomledger.reservations;

/** How the check-in of a reservation stands. The code is what the database keeps. */
public enum CheckInStatus {
  NOT_NEEDED_INSTANT_BOOKING(1, "无需签到（即时预定）"),
  NOT_NEEDED_SWITCHED_OFF(2, "无需签到（未开启签到设置）"),
  NOT_NEEDED(3, "无需签到"),
  MISSED(4, "超时未签到"),
  WINDOW_OPEN(5, "签到时间未结束"),
  NOT_NEEDED_NO_DEVICE(6, "无需签到（未安装签到设备）"),
  CHECKED_IN(7, "已签到"),
  WAITING(8, "待签到"),
  ROOM_DISABLED(9, "不可签到（会议室被禁用）");

  private final int code;
  private final String word;

  CheckInStatus(int code, String word) {
    this.code = code;
    this.word = word;
  }

  public int code() {
    return code;
  }

  /** The documented word, letter for letter (parentheses and commas are full-width). */
  public String word() {
    return word;
  }
}
