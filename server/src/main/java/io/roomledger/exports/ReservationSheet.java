package io.roomledger.exports;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.Directory;
import io.roomledger.reservations.ReservationRow;
import io.roomledger.reservations.ReservationStatus;
import io.roomledger.sheets.Column;
import io.roomledger.sheets.Dictionary;
import io.roomledger.sheets.SheetLayout;
import io.roomledger.sheets.SheetWriter;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sheet 会议室预定数据: its 15 columns, in order, with their documented headers, words and formats.
 */
final class ReservationSheet {
  static final String NAME = "会议室预定数据";

  private static final Dictionary STATUS_WORDS =
      words(
          Arrays.stream(ReservationStatus.values())
              .filter(ReservationStatus::exported)
              .map(ReservationStatus::word));
  private static final Dictionary DEVICE_WORDS =
      words(Arrays.stream(CheckInDevice.values()).map(CheckInDevice::word));
  private static final Dictionary CHECK_IN_WORDS =
      words(Arrays.stream(CheckInStatus.values()).map(CheckInStatus::word));

  private final SheetWriter writer;
  private final Directory directory;
  private final Map<ZoneId, ZoneClock> clocks = new HashMap<>();
  private final ZoneClock[] clockOfRoom;

  ReservationSheet(SheetWriter writer, SheetDirectory names) {
    this.writer = writer;
    this.directory = names.directory();
    this.clockOfRoom = new ZoneClock[directory.roomCount()];
  }

  /** Words in the order of their codes, which have no gaps: a code tells a word's place. */
  private static Dictionary words(Stream<String> inOrder) {
    return Dictionary.of(inOrder.toList());
  }

  /** The columns; widths are in characters. */
  static SheetLayout layout(SheetDirectory names) {
    TimeFormat time = new TimeFormat();
    return new SheetLayout(
        NAME,
        List.of(
            Column.words("会议室名称", 24, names.rooms()),
            Column.text("会议主题", 36),
            Column.words("预定人", 16, names.people()),
            Column.words("预定人所属部门", 20, names.departments()),
            Column.number("邀请人数", 10),
            Column.number("接受人数", 10),
            Column.stamp("会议开始时间", 33, time),
            Column.stamp("会议结束时间", 33, time),
            Column.stamp("会议时长", 12, new DurationFormat()),
            Column.words("会议室预定状态", 30, STATUS_WORDS),
            Column.words("签到设备", 20, DEVICE_WORDS),
            Column.words("会议室签到状态", 32, CHECK_IN_WORDS),
            Column.stamp("会议室签到时间", 33, time),
            Column.words("释放人", 16, names.people()),
            Column.stamp("释放时间", 33, time)));
  }

  /** Writes one reservation. */
  void write(ReservationRow row) throws IOException {
    int room = directory.room(row.roomId());
    ZoneClock clock = clock(room);
    int booker =
        row.bookerId() == ReservationRow.NOBODY ? Directory.NONE : directory.person(row.bookerId());
    // Looked up before it is needed: that may take a while, in which the first cells are written.
    int department = booker == Directory.NONE ? Directory.NONE : directory.departmentOf(booker);
    writer.beginRow();
    writer.word(room);
    if (row.topicLength() == 0) {
      writer.empty();
    } else {
      writer.text(row.topic(), row.topicOffset(), row.topicLength());
    }
    word(booker);
    word(department);
    writer.number(row.invitedCount());
    writer.number(row.acceptedCount());
    time(row.beginSecond(), clock);
    time(row.finishSecond(), clock);
    writer.stamp(row.finishSecond() - row.beginSecond());
    writer.word(row.status() - ReservationStatus.PENDING_APPROVAL.code());
    word(row.checkInDevice() - CheckInDevice.DISPLAY.code());
    writer.word(row.checkInStatus() - CheckInStatus.NOT_NEEDED_INSTANT_BOOKING.code());
    time(row.checkedInSecond(), clock);
    word(
        row.releasedBy() == ReservationRow.NOBODY
            ? Directory.NONE
            : directory.person(row.releasedBy()));
    time(row.releasedSecond(), clock);
    writer.endRow();
  }

  private void word(int ordinal) throws IOException {
    if (ordinal < 0) {
      writer.empty();
    } else {
      writer.word(ordinal);
    }
  }

  private void time(long epochSecond, ZoneClock clock) throws IOException {
    if (epochSecond == ReservationRow.NO_TIME) {
      writer.empty();
    } else {
      writer.stamp(TimeFormat.value(epochSecond, clock.offsetSeconds(epochSecond)));
    }
  }

  private ZoneClock clock(int room) {
    ZoneClock clock = clockOfRoom[room];
    if (clock == null) {
      clock = clocks.computeIfAbsent(directory.zoneOfRoom(room), ZoneClock::new);
      clockOfRoom[room] = clock;
    }
    return clock;
  }
}
