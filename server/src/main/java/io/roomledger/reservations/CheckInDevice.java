package io.roomledger.reservations;

/** By what a room was checked in to. The code is what the database keeps. */
public enum CheckInDevice {
  DISPLAY(1, "签到板"),
  QR_CODE(2, "签到二维码"),
  CONTROLLER(3, "控制器"),
  TOUCH_PANEL(4, "触屏板"),
  DEVICE_OFFLINE(5, "设备离线，自动签到");

  private final int code;
  private final String word;

  CheckInDevice(int code, String word) {
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
