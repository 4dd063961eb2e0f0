package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.reservations.ImportedReservation.Person;
import io.roomledger.reservations.ImportedReservation.Room;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CsvReservationsTest {
  private static final String ALL =
      "external_id,level_path,level_id,room_name,room_id,room_capacity,topic,booker_user_id,booker_name,booker_department,invited_count,accepted_count,start_time,end_time,status,check_in_device,check_in_status,check_in_time,released_by_user_id,released_by_name,released_by_department,release_time";

  @Test
  void everyColumn() throws IOException {
    String line =
        "r1,上海 / A\\/B座 /"
            + " 3F,omb_57c9cc7d9a81e27e54c8fabfd02759e7,海棠,omm_eada1d61a550955240c28757e7dec3af,8,=1+1,u1,张三,总部"
            + " / 人事部,10,8,2026-11-01T09:00:00+08:00,1793498400,已释放（手动释放）,"
            + "\"设备离线，自动签到\",已签到,2026-11-01T01:01:02Z,u2,Li,IT,2026-11-01T09:30+08:00";
    assertThat(read(ALL + "\n" + line))
        .containsExactly(
            new ImportLine.Readable(
                2,
                new ImportedReservation(
                    "r1",
                    new Room(
                        List.of("上海", "A/B座", "3F"),
                        "omb_57c9cc7d9a81e27e54c8fabfd02759e7",
                        "海棠",
                        "omm_eada1d61a550955240c28757e7dec3af",
                        8),
                    "=1+1",
                    new Person("u1", "张三", List.of("总部", "人事部")),
                    10,
                    8,
                    Instant.parse("2026-11-01T01:00:00Z"),
                    Instant.ofEpochSecond(1793498400),
                    ReservationStatus.RELEASED_BY_HAND,
                    CheckInDevice.DEVICE_OFFLINE,
                    CheckInStatus.CHECKED_IN,
                    Instant.parse("2026-11-01T01:01:02Z"),
                    new Person("u2", "Li", List.of("IT")),
                    Instant.parse("2026-11-01T01:30:00Z")),
                line));
  }

  @Test
  void columnsInAnyOrderAndOnlyTheRequiredOnes() throws IOException {
    assertThat(read("end_time,room_name,start_time,external_id\n200,R,100,x\n"))
        .containsExactly(
            new ImportLine.Readable(
                2,
                new ImportedReservation(
                    "x",
                    new Room(List.of(), null, "R", null, 0),
                    "",
                    null,
                    0,
                    0,
                    Instant.ofEpochSecond(100),
                    Instant.ofEpochSecond(200),
                    ReservationStatus.RESERVED,
                    null,
                    CheckInStatus.NOT_NEEDED_SWITCHED_OFF,
                    null,
                    null,
                    null),
                "200,R,100,x"));
  }

  @Test
  void everyBadFieldOfALineIsNamedWithWhatWouldBeRight() throws IOException {
    String header =
        "external_id,room_name,level_path,room_capacity,start_time,end_time,status,check_in_device,check_in_status,booker_name,booker_user_id,invited_count,released_by_user_id,release_time";
    ImportLine line =
        read(header + "\n,,上海/A座,-1,1793494800000,2026-11-01 10:00,reserved!,x,y,张三,,3.5,,soon\n")
            .getFirst();
    assertThat(line).isInstanceOf(ImportLine.Unreadable.class);
    List<String> problems =
        ((ImportLine.Unreadable) line).problems().stream().map(ImportProblem::toString).toList();
    assertThat(problems)
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).isEqualTo("line 2, external_id: is missing"),
            one -> assertThat(one).startsWith("line 2, level_path: has a slash that is not ' / '"),
            one -> assertThat(one).isEqualTo("line 2, room_name: is missing"),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "line 2, room_capacity: '-1' is not a whole number from 0 to 2147483647"),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "line 2, start_time: 1793494800000 looks like milliseconds: write seconds,"
                            + " 1793494800"),
            one ->
                assertThat(one)
                    .startsWith(
                        "line 2, end_time: '2026-11-01 10:00' is no time with an offset: write"
                            + " 2026-11-01T09:00:00+08:00"),
            one ->
                assertThat(one)
                    .startsWith("line 2, status: 'reserved!' is none of: pending_approval (审批中), "),
            one -> assertThat(one).startsWith("line 2, check_in_device: 'x' is none of: display"),
            one -> assertThat(one).startsWith("line 2, check_in_status: 'y' is none of: "),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "line 2, booker_user_id: is missing: booker_name and booker_department say"
                            + " nothing without it"),
            one -> assertThat(one).startsWith("line 2, invited_count: '3.5' is not a whole number"),
            one -> assertThat(one).startsWith("line 2, release_time: 'soon' is no time"));
  }

  @Test
  void aLineWithTooManyOrTooFewFieldsIsBadByItself() throws IOException {
    List<ImportLine> lines =
        read("external_id,room_name,start_time,end_time\na,R,1\nb,R,1,2,3\nc,R,1,2\n");
    assertThat(lines.get(0).toString()).contains("has 3 fields where the header has 4");
    assertThat(lines.get(1).toString()).contains("has 5 fields where the header has 4");
    assertThat(lines.get(2)).isInstanceOf(ImportLine.Readable.class);
  }

  @Test
  void theHeaderNamesKnownColumnsOnceAndAllThatAreRequired() {
    assertThatThrownBy(() -> read("external_id,room,start_time,end_time\n"))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageStartingWith("line 1: there is no column 'room'; there are: external_id, ");
    assertThatThrownBy(() -> read("external_id,topic\n"))
        .hasMessage("line 1: missing columns: room_name, start_time, end_time");
    assertThatThrownBy(() -> read("external_id,room_name,start_time,end_time,topic,topic"))
        .hasMessage("line 1: the column topic stands there twice");
    assertThatThrownBy(() -> read("external_id,room_name,problem,start_time,end_time"))
        .hasMessage("line 1: the column problem must be the last");
    assertThatThrownBy(() -> read("")).hasMessageContaining("the file is empty");
  }

  /** So that a file of bad lines can be corrected and imported. */
  @Test
  void aLastColumnOfProblemsIsNotRead() throws IOException {
    CsvReservations source =
        new CsvReservations(
            ImportTenant.bytes(
                """
                external_id,room_name,start_time,end_time,problem
                x,R,1,2,"start_time: ""was""
                bad"
                """));
    assertThat(source.header()).isEqualTo("external_id,room_name,start_time,end_time");
    assertThat(source.next()).extracting(ImportLine::text).isEqualTo("x,R,1,2");
  }

  @Test
  void bothKindsOfWords() throws IOException {
    for (ReservationStatus status : ReservationStatus.values()) {
      assertThat(ImportWords.STATUS.find(status.name().toLowerCase(Locale.ROOT))).isEqualTo(status);
    }
    assertThat(ImportWords.STATUS.find("审批中")).isEqualTo(ReservationStatus.PENDING_APPROVAL);
    assertThat(ImportWords.STATUS.find("已释放(手动释放)")).isNull();
    assertThat(ImportWords.CHECK_IN_STATUS.find("不可签到（会议室被禁用）"))
        .isEqualTo(CheckInStatus.ROOM_DISABLED);
    assertThat(ImportWords.CHECK_IN_DEVICE.find("触屏板")).isEqualTo(CheckInDevice.TOUCH_PANEL);
  }

  @Test
  void pathsOfNames() {
    assertThat(NamePath.parse("").names()).isEmpty();
    assertThat(NamePath.parse(" 上海  /  A 座 ").names()).containsExactly("上海", "A 座");
    assertThat(NamePath.parse("a\\/b / c\\\\d").names()).containsExactly("a/b", "c\\d");
    assertThat(NamePath.parse("3F/4F").fault()).contains("slash");
    assertThat(NamePath.parse("a / ").fault()).isNotEmpty();
    assertThat(NamePath.parse("a /  / b").fault()).contains("empty name");
    assertThat(NamePath.parse("a\\b").fault()).contains("backslash");
  }

  private static List<ImportLine> read(String csv) throws IOException {
    CsvReservations source = new CsvReservations(ImportTenant.bytes(csv));
    List<ImportLine> lines = new ArrayList<>();
    ImportLine line;
    while ((line = source.next()) != null) {
      lines.add(line);
    }
    return lines;
  }
}
