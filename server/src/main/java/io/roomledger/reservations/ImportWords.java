package io.roomledger.reservations;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of one column: the platform's Chinese ones, and our stable English codes. */
final class ImportWords<E extends Enum<E>> {
  static final ImportWords<ReservationStatus> STATUS =
      new ImportWords<>(
          ReservationStatus.class,
          Map.of(
              ReservationStatus.PENDING_APPROVAL, "审批中",
              ReservationStatus.RESERVED, "预定成功",
              ReservationStatus.RELEASED_BY_HAND, "已释放（手动释放）",
              ReservationStatus.RELEASED_AFTER_END, "已释放（会议结束后自动释放）",
              ReservationStatus.RELEASED_NOT_CHECKED_IN, "已释放（未签到被释放）",
              ReservationStatus.RELEASED_BY_SENSOR, "已释放（传感器自动释放）"));

  static final ImportWords<CheckInDevice> CHECK_IN_DEVICE =
      new ImportWords<>(
          CheckInDevice.class,
          Map.of(
              CheckInDevice.DISPLAY, "签到板",
              CheckInDevice.QR_CODE, "签到二维码",
              CheckInDevice.CONTROLLER, "控制器",
              CheckInDevice.TOUCH_PANEL, "触屏板",
              CheckInDevice.DEVICE_OFFLINE, "设备离线，自动签到"));

  static final ImportWords<CheckInStatus> CHECK_IN_STATUS =
      new ImportWords<>(
          CheckInStatus.class,
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

  private final Map<String, E> byWord = new HashMap<>();
  private final String right;

  private ImportWords(Class<E> type, Map<E, String> chinese) {
    Map<E, String> words = new EnumMap<>(chinese);
    StringBuilder list = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      String code = value.name().toLowerCase(Locale.ROOT);
      byWord.put(code, value);
      list.append(list.isEmpty() ? "" : ", ").append(code);
      String word = words.get(value);
      if (word != null) {
        byWord.put(word, value);
        list.append(" (").append(word).append(')');
      }
    }
    right = list.toString();
  }

  @Nullable E find(String word) {
    return byWord.get(word);
  }

  /** All words, for a message. */
  String right() {
    return right;
  }
}
