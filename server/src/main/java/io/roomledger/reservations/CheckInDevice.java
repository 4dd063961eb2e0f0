package io.roomledger.reservations;

/** By what a room was checked in to. The code is what the database keeps. */
public enum CheckInDevice {
  DISPLAY(1),
  QR_CODE(2),
  CONTROLLER(3),
  TOUCH_PANEL(4),
  DEVICE_OFFLINE(5);

  private final int code;

  CheckInDevice(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
