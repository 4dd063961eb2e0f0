package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ReservationStatus;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.ExportedSheet;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.reader.CellType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands in the cells: words, formats, zones, and text as it was given. */
final class ExportedRowsTest {
  private static final Instant DAY = Instant.parse("2024-03-04T00:00:00Z");

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final Organisation.Room room = organisation.room(organisation.root(), "会议室一");
  private final Organisation.Person booker = organisation.person("韩梅梅", "人事部");

  private ExportedSheet export(Instant from, Duration length) {
    return program.api().export(token, ExportOrder.of("0", from, from.plus(length)));
  }

  private static Instant hour(int number) {
    return DAY.plus(Duration.ofHours(number));
  }

  @Test
  void everyStatusHasItsWord() {
    ReservationStatus[] statuses = ReservationStatus.values();
    for (int i = 0; i < statuses.length; i++) {
      var reservation = organisation.reserve(room, hour(i), hour(i + 1)).status(statuses[i]);
      if (statuses[i].released()) {
        reservation.released(statuses[i], booker, hour(i).plusSeconds(900));
      }
      reservation.save();
    }

    ExportedSheet sheet = export(DAY, Duration.ofDays(1));

    assertThat(sheet.column("会议室预定状态"))
        .containsExactly(
            "审批中", "预定成功", "已释放（手动释放）", "已释放（会议结束后自动释放）", "已释放（未签到被释放）", "已释放（传感器自动释放）");
    assertThat(sheet.column("释放人")).containsExactly("", "", "韩梅梅", "韩梅梅", "韩梅梅", "韩梅梅");
    assertThat(sheet.column("释放时间"))
        .startsWith("", "", "2024.03.04 10:15:00 (GMT+08:00)", "2024.03.04 11:15:00 (GMT+08:00)");
  }

  @Test
  void everyCheckInStatusHasItsWord() {
    CheckInStatus[] statuses = CheckInStatus.values();
    for (int i = 0; i < statuses.length; i++) {
      organisation.reserve(room, hour(i), hour(i + 1)).checkIn(statuses[i]).save();
    }

    assertThat(export(DAY, Duration.ofDays(1)).column("会议室签到状态"))
        .containsExactly(
            "无需签到（即时预定）",
            "无需签到（未开启签到设置）",
            "无需签到",
            "超时未签到",
            "签到时间未结束",
            "无需签到（未安装签到设备）",
            "已签到",
            "待签到",
            "不可签到（会议室被禁用）");
  }

  @Test
  void everyCheckInDeviceHasItsWord() {
    CheckInDevice[] devices = CheckInDevice.values();
    for (int i = 0; i < devices.length; i++) {
      organisation
          .reserve(room, hour(i), hour(i + 1))
          .checkedIn(devices[i], hour(i).minusSeconds(61))
          .save();
    }

    ExportedSheet sheet = export(DAY, Duration.ofDays(1));

    assertThat(sheet.column("签到设备")).containsExactly("签到板", "签到二维码", "控制器", "触屏板", "设备离线，自动签到");
    assertThat(sheet.column("会议室签到状态")).containsOnly("已签到");
    assertThat(sheet.column("会议室签到时间"))
        .startsWith("2024.03.04 07:58:59 (GMT+08:00)", "2024.03.04 08:58:59 (GMT+08:00)");
  }

  @Test
  void timesAreToldInTheZoneOfTheRoom() {
    Organisation.Level newYork = level(organisation.root(), "New York", "America/New_York");
    Organisation.Level floor = organisation.level(newYork, "Floor 1");
    Organisation.Level guests = level(floor, "Guests of London", "Europe/London");
    Organisation.Level mumbai = level(organisation.root(), "Mumbai", "Asia/Kolkata");
    Instant summer = Instant.parse("2024-07-01T12:00:00Z");
    List<Organisation.Room> rooms =
        List.of(
            room,
            organisation.room(newYork, "a"),
            organisation.room(floor, "b"),
            organisation.room(guests, "c"),
            organisation.room(mumbai, "d"));
    for (Organisation.Room each : rooms) {
      organisation.reserve(each, summer, summer.plusSeconds(1)).save();
    }

    assertThat(export(summer, Duration.ofHours(1)).column("会议开始时间"))
        .containsExactly(
            "2024.07.01 20:00:00 (GMT+08:00)",
            "2024.07.01 08:00:00 (GMT-04:00)",
            "2024.07.01 08:00:00 (GMT-04:00)",
            "2024.07.01 13:00:00 (GMT+01:00)",
            "2024.07.01 17:30:00 (GMT+05:30)");
  }

  private Organisation.Level level(Organisation.Level parent, String name, String zone) {
    return organisation.level(parent, name, zone, organisation.newLevelId());
  }

  @Test
  void aNightInWhichTheClocksChangeIsToldRight() {
    Organisation.Level newYork = level(organisation.root(), "New York", "America/New_York");
    Organisation.Room there = organisation.room(newYork, "a");
    Instant fallBack = Instant.parse("2024-11-03T05:30:00Z");
    Instant springForward = Instant.parse("2024-03-10T06:30:00Z");
    organisation.reserve(there, fallBack, fallBack.plus(Duration.ofHours(2))).save();
    organisation.reserve(there, springForward, springForward.plus(Duration.ofHours(1))).save();

    ExportedSheet sheet = export(springForward, Duration.ofDays(365));

    assertThat(sheet.column("会议开始时间"))
        .containsExactly("2024.03.10 01:30:00 (GMT-05:00)", "2024.11.03 01:30:00 (GMT-04:00)");
    assertThat(sheet.column("会议结束时间"))
        .containsExactly("2024.03.10 03:30:00 (GMT-04:00)", "2024.11.03 02:30:00 (GMT-05:00)");
    assertThat(sheet.column("会议时长")).containsExactly("01:00:00", "02:00:00");
  }

  @Test
  void durationsAreHoursMinutesSeconds() {
    List<Duration> lengths =
        List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(59 * 60 + 59),
            Duration.ofHours(24),
            Duration.ofHours(100).plusSeconds(61),
            Duration.ofDays(500));
    Instant begin = DAY;
    for (Duration length : lengths) {
      organisation.reserve(room, begin, begin.plus(length)).save();
      begin = begin.plus(length);
    }

    assertThat(export(DAY, Duration.ofDays(700)).column("会议时长"))
        .containsExactly("00:00:01", "00:59:59", "24:00:00", "100:01:01", "12000:00:00");
  }

  @Test
  void withoutTopicsTheColumnStaysAndItsCellsAreEmpty() {
    organisation.reserve(room, hour(1), hour(2)).topic("秘密").booker(booker).save();

    ExportedSheet sheet =
        program.api().export(token, ExportOrder.of("0", DAY, hour(24)).withoutTopics());

    assertThat(sheet.header()).hasSize(15).startsWith("会议室名称", "会议主题", "预定人");
    assertThat(sheet.column("会议主题")).containsExactly("");
    assertThat(sheet.column("预定人")).containsExactly("韩梅梅");
    assertThat(sheet.rows().toString()).doesNotContain("秘密");
  }

  @Test
  void bookersMayBeUnknownOrGoneOrWithoutDepartment() {
    Organisation.Person left = organisation.person("李雷", "财务部");
    Organisation.Person alone = organisation.person("Jim Green");
    organisation.reserve(room, hour(1), hour(2)).save();
    organisation.reserve(room, hour(2), hour(3)).booker(left).save();
    organisation.reserve(room, hour(3), hour(4)).booker(alone).save();
    organisation.setPersonState(left, "left");

    ExportedSheet sheet = export(DAY, Duration.ofDays(1));

    assertThat(sheet.column("预定人")).containsExactly("", "李雷", "Jim Green");
    assertThat(sheet.column("预定人所属部门")).containsExactly("", "财务部", "");
  }

  @Test
  void countsAreNumbersAndAllElseIsText() {
    organisation
        .reserve(room, hour(1), hour(2))
        .topic("42")
        .booker(booker)
        .counts(Integer.MAX_VALUE, 0)
        .save();

    ExportedSheet sheet = export(DAY, Duration.ofDays(1));
    List<CellType> types = sheet.types().getFirst();

    assertThat(sheet.column("邀请人数")).containsExactly("2147483647");
    assertThat(sheet.column("接受人数")).containsExactly("0");
    assertThat(types.subList(0, 10))
        .containsExactly(
            CellType.STRING,
            CellType.STRING,
            CellType.STRING,
            CellType.STRING,
            CellType.NUMBER,
            CellType.NUMBER,
            CellType.STRING,
            CellType.STRING,
            CellType.STRING,
            CellType.STRING);
  }

  @Test
  void topicsArriveLetterForLetter() {
    List<String> topics =
        List.of(
            "=1+1",
            "+8613800138000",
            "-5",
            "@SUM(A1)",
            "\ttab",
            "a\tb",
            "line\nbreak",
            "  blanks around  ",
            "<b>&amp;\"'</b>",
            "]]>",
            "0012",
            "1E5",
            "TRUE",
            "周会 🚀👩‍👩‍👧",
            "שלום עולם",
            "\u202eright to left",
            "e\u0301 and \u00e9",
            "\ufffd\ufeff",
            "长".repeat(32_767),
            "x".repeat(32_767));
    topics.forEach(topic -> saveInTurn(topics.indexOf(topic), topic));

    assertThat(export(DAY, Duration.ofDays(2)).topics()).containsExactlyElementsOf(topics);
  }

  /** A reader that does not know the escapes of ECMA-376 shows them as they stand in the file. */
  @Test
  void whatXmlCannotHoldIsEscapedAsTheStandardSays() {
    List<String> topics =
        List.of("a\u0001b", "a\r\nb", "_x0041_", "_x005F_x0041_", "_x00", "\u001f");
    IntStream.range(0, topics.size()).forEach(i -> saveInTurn(i, topics.get(i)));

    List<String> read = export(DAY, Duration.ofDays(1)).topics();

    assertThat(read.stream().map(ExportedRowsTest::unescaped).toList())
        .containsExactlyElementsOf(topics);
  }

  private static String unescaped(String cell) {
    return java.util.regex.Pattern.compile("_x([0-9A-Fa-f]{4})_")
        .matcher(cell)
        .replaceAll(match ->
            java.util.regex.Matcher.quoteReplacement(
                Character.toString(Integer.parseInt(match.group(1), 16))));
  }

  private void saveInTurn(int turn, String topic) {
    organisation.reserve(room, hour(turn), hour(turn + 1)).topic(topic).save();
  }

  @Test
  void namesArriveLetterForLetterToo() {
    String[] names = {"=A1", "<第二>会议室&", "_x0041_", "room\nwith a break", "名".repeat(2000)};
    Arrays.stream(names)
        .forEach(name -> {
          Organisation.Room named = organisation.room(organisation.root(), name);
          organisation
              .reserve(named, hour(1), hour(2))
              .booker(organisation.person(name, name))
              .save();
        });

    ExportedSheet sheet = export(DAY, Duration.ofDays(1));

    for (String column : List.of("会议室名称", "预定人", "预定人所属部门")) {
      assertThat(sheet.column(column).stream().map(ExportedRowsTest::unescaped).toList())
          .containsExactly(names);
    }
  }

  @Test
  void aNewNameIsInTheNextExport() {
    organisation.reserve(room, hour(1), hour(2)).booker(booker).save();
    assertThat(export(DAY, Duration.ofDays(1)).column("会议室名称")).containsExactly("会议室一");

    program
        .sql()
        .sql("update room set name = '新名' where tenant_id = ? and id = ?")
        .params(organisation.tenantId(), room.number())
        .update();
    organisation.directoryChanged();

    assertThat(export(DAY, Duration.ofDays(1)).column("会议室名称")).containsExactly("新名");
  }
}
