package io.roomledger.exports;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ReservationStatus;
import io.roomledger.sheets.Dictionary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The documented words of the sheet, letter for letter: parentheses and commas are full-width. */
final class ReservationWords {
  static final Map<ReservationStatus, String> STATUS =
      new EnumMap<>(
          Map.of(
              ReservationStatus.PENDING_APPROVAL, "审批中",
              ReservationStatus.RESERVED, "预定成功",
              ReservationStatus.RELEASED_BY_HAND, "已释放（手动释放）",
              ReservationStatus.RELEASED_AFTER_END, "已释放（会议结束后自动释放）",
              ReservationStatus.RELEASED_NOT_CHECKED_IN, "已释放（未签到被释放）",
              ReservationStatus.RELEASED_BY_SENSOR, "已释放（传感器自动释放）"));

  static final Map<CheckInDevice, String> CHECK_IN_DEVICE =
      new EnumMap<>(
          Map.of(
              CheckInDevice.DISPLAY, "签到板",
              CheckInDevice.QR_CODE, "签到二维码",
              CheckInDevice.CONTROLLER, "控制器",
              CheckInDevice.TOUCH_PANEL, "触屏板",
              CheckInDevice.DEVICE_OFFLINE, "设备离线，自动签到"));

  static final Map<CheckInStatus, String> CHECK_IN_STATUS =
      new EnumMap<>(
          Map.of(
              CheckInStatus.NOT_NEEDED_INSTANT_BOOKING, "无需签到（即时预定）",
              CheckInStatus.NOT_NEEDED_SWITCHED_OFF, "无需签到（未开启签到设置）",
              CheckInStatus.NOT_NEEDED, "无需签到",
              CheckInStatus.MISSED, "超时未签到",
              CheckInStatus.WINDOW_OPEN, "签到时间未结束",
              CheckInStatus.NOT_NEEDED_NO_DEVICE, "无需签到（未安装签到设备）",
              CheckInStatus.CHECKED_IN, "已签到",
              CheckInStatus.WAITING, "待签到",
              CheckInStatus.ROOM_DISABLED, "不可签到（会议室被禁用）"));

  private ReservationWords() {}

  /**
   * The words in the order of the codes, which have no gaps, so that a code tells a word's place.
   */
  static Dictionary dictionary(Map<? extends Enum<?>, String> words) {
    List<String> inOrder = new ArrayList<>(words.values());
    return Dictionary.of(inOrder);
  }
}
