package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an import stores, counts and refuses. */
class ReservationImportTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private static final String SHORT =
      "external_id,room_name,start_time,end_time,status,release_time\n";
  private static final String PEOPLE =
      "external_id,level_path,room_name,room_capacity,start_time,end_time,topic,booker_user_id,booker_name,booker_department\n";

  private final ImportTenant tenant = new ImportTenant(database.dataSource());

  @Test
  void everyValueIsStored() throws IOException {
    String topic = "=1+1 +86138 -5 @x\tTab\r\nZeile \"zitiert\" 会议 😀 _x0041_";
    String csv =
        "external_id,level_path,level_id,room_name,room_id,room_capacity,topic,booker_user_id,booker_name,booker_department,invited_count,accepted_count,start_time,end_time,status,check_in_device,check_in_status,check_in_time,released_by_user_id,released_by_name,released_by_department,release_time\n"
            + "r1,上海 /"
            + " A座,omb_57c9cc7d9a81e27e54c8fabfd02759e7,海棠,omm_eada1d61a550955240c28757e7dec3af,8,\""
            + topic.replace("\"", "\"\"")
            + "\",u1,张三,总部 /"
            + " 人事部,10,8,2026-11-01T09:00:00+08:00,2026-11-01T10:00:00+08:00,released_by_sensor,qr_code,checked_in,2026-11-01T08:59:00+08:00,u2,Li"
            + " Lei,IT,2026-11-01T09:30:00+08:00\n";
    ImportOutcome outcome = tenant.load(csv);
    assertThat(outcome)
        .isEqualTo(
            new ImportOutcome(true, 1, 1, 0, 0, 0, new ImportOutcome.Made(3, 1, 3, 2), List.of()));
    assertThat(
            tenant.one(
                """
                select concat_ws('|', r.external_id, leaf.name, leaf.open_level_id, top.name, root.name,
                         root.open_level_id ~ '^omb_[0-9a-f]{32}$', room.name, room.open_room_id, room.capacity,
                         b.user_id, b.name, bd.name, bt.name, b.open_id ~ '^ou_[0-9a-f]{32}$', b.union_id ~ '^on_',
                         bd.open_department_id ~ '^od-', b.state, invited_count, accepted_count, begin_at, finish_at,
                         status, check_in_device, check_in_status, checked_in_at, p.name, released_at, held)
                  from reservation r
                  join room on room.tenant_id = r.tenant_id and room.id = r.room_id
                  join room_level leaf on leaf.tenant_id = r.tenant_id and leaf.id = room.level_id
                  join room_level top on top.tenant_id = r.tenant_id and top.id = leaf.parent_id
                  join room_level root on root.tenant_id = r.tenant_id and root.id = top.parent_id
                  join person b on b.tenant_id = r.tenant_id and b.id = r.booker_id
                  join department bd on bd.tenant_id = r.tenant_id and bd.id = b.department_id
                  join department bt on bt.tenant_id = r.tenant_id and bt.id = bd.parent_id
                  join person p on p.tenant_id = r.tenant_id and p.id = r.released_by
                 where r.tenant_id = :tenant
                """))
        .isEqualTo(
            "r1|A座|omb_57c9cc7d9a81e27e54c8fabfd02759e7|上海|Musterwerk|t|海棠|omm_eada1d61a550955240c28757e7dec3af|8|u1|张三|人事部|总部|t|t|t|active|10|8|2026-11-01"
                + " 01:00:00+00|2026-11-01 02:00:00+00|6|2|7|2026-11-01 00:59:00+00|Li"
                + " Lei|2026-11-01 01:30:00+00|[\"2026-11-01 01:00:00+00\",\"2026-11-01"
                + " 01:30:00+00\")");
    assertThat(tenant.one("select topic from reservation where tenant_id = :tenant"))
        .isEqualTo(topic);
  }

  @Test
  void theSameAgainChangesNothingAndOtherValuesUpdate() throws IOException {
    String first =
        PEOPLE
            + "a,上海,R1,4,2026-11-01T01:00:00Z,2026-11-01T02:00:00Z,one,u1,张三,人事部\n"
            + "b,上海,R1,4,2026-11-01T02:00:00Z,2026-11-01T03:00:00Z,two,u2,李四,人事部\n";
    assertThat(tenant.load(first).inserted()).isEqualTo(2);
    long version = tenant.directoryVersion();
    String before = everything();
    ImportOutcome again = tenant.load(first);
    assertThat(again)
        .isEqualTo(new ImportOutcome(true, 2, 0, 0, 2, 0, ImportOutcome.Made.NOTHING, List.of()));
    assertThat(everything()).isEqualTo(before);
    assertThat(tenant.directoryVersion()).isEqualTo(version);

    String ids = String.join(",", tenant.rows(IDS));
    ImportOutcome changed =
        tenant.load(
            PEOPLE
                + "a,上海,R1,4,2026-11-01T01:00:00Z,2026-11-01T02:00:00Z,other,u1,,\n"
                + "b,上海,R1,4,2026-11-01T02:00:00Z,2026-11-01T02:30:00Z,two,u2,李四,\n"
                + "c,上海,R1,4,2026-11-01T02:30:00Z,2026-11-01T03:00:00Z,new,u1,,\n");
    assertThat(changed)
        .isEqualTo(new ImportOutcome(true, 3, 1, 2, 0, 0, ImportOutcome.Made.NOTHING, List.of()));
    assertThat(tenant.rows(IDS).subList(0, 2)).containsExactly(ids.split(","));
    assertThat(tenant.rows("select topic from reservation where tenant_id = :tenant order by 1"))
        .containsExactly("new", "other", "two");
    assertThat(tenant.directoryVersion()).isEqualTo(version);
  }

  private static final String IDS =
      "select id from reservation where tenant_id = :tenant order by external_id";

  @Test
  void namesDepartmentsAndCapacitiesFollowTheLastGoodLine() throws IOException {
    tenant.load(PEOPLE + "a,上海,R1,4,100,200,,u1,old,IT\n");
    long version = tenant.directoryVersion();
    ImportOutcome outcome =
        tenant.loadGood(
            PEOPLE
                + "b,上海,R1,6,200,300,,u1,middle,HR\n"
                + "c,上海,R1,9,300,400,,u1,new,\n"
                + "d,上海,R1,0,400,500,,u1,,\n"
                + "e,上海,R1,7,450,500,,u1,bad,Bad\n");
    assertThat(outcome.bad()).isEqualTo(1);
    assertThat(outcome.made()).isEqualTo(new ImportOutcome.Made(0, 0, 1, 0));
    assertThat(
            tenant.one(
                "select person.name || ' ' || department.name from person join department on"
                    + " department.id = department_id where person.tenant_id = :tenant"))
        .isEqualTo("new HR");
    assertThat(tenant.one("select capacity from room where tenant_id = :tenant")).isEqualTo("9");
    assertThat(tenant.directoryVersion()).isEqualTo(version + 1);
  }

  @Test
  void eachRunIsWrittenDownOnceWithItsCounts() throws IOException {
    tenant.load(PEOPLE + "a,上海,R1,4,100,200,secret title,u1,old,IT\n");
    tenant.load(PEOPLE + "b,上海,R1,4,100,300,,u1,old,IT\n");

    List<String> noted =
        tenant.rows(
            "select deed || ' ' || actor || ' ' || detail from audit_event where tenant_id ="
                + " :tenant and object_kind = 'reservation' order by id");
    assertThat(noted)
        .containsExactly(
            "reservation.import operator loaded: lines=1 inserted=1 updated=0 unchanged=0 bad=0"
                + " levels=2 rooms=1 departments=1 people=1",
            "reservation.import operator nothing loaded: lines=1 inserted=0 updated=0 unchanged=0"
                + " bad=1 levels=0 rooms=0 departments=0 people=0");
  }

  @Test
  void nothingIsLoadedWhenOneLineIsBad() throws IOException {
    ImportOutcome outcome =
        tenant.load(SHORT + "a,R1,100,200,,\nb,R2,100,90,,\nc,R3,100,200,reserved,150\n");
    assertThat(outcome.loaded()).isFalse();
    assertThat(outcome.lines()).isEqualTo(3);
    assertThat(outcome.bad()).isEqualTo(2);
    assertThat(outcome.problems())
        .containsExactly(
            new ImportProblem(
                3,
                "end_time",
                "1970-01-01T00:01:30Z is not after start_time, 1970-01-01T00:01:40Z"),
            new ImportProblem(4, "release_time", "stands only with a status that says released"));
    assertThat(everything()).isEqualTo("0 0 0 0");
    assertThat(tenant.directoryVersion()).isEqualTo(1);
  }

  @Test
  void whatCannotBeStoredIsNamed() throws IOException {
    String longest = "x".repeat(ReservationCheck.LONGEST_TEXT);
    ImportOutcome outcome =
        tenant.loadGood(
            "external_id,room_name,start_time,end_time,topic,room_id,level_id\n"
                + "a,R,100,200,a\u0000b,,\n"
                + "b,R,200,300,"
                + longest
                + "x,,\n"
                + "c,R,300,400,"
                + longest
                + ",,\n"
                + "x".repeat(256)
                + ",R,400,500,,,\n"
                + "d,R,500,600,,omm_1,omb_XYZ\n"
                + "e,R,600,253402300800,,,\n");
    assertThat(outcome.problems().stream().map(ImportProblem::toString))
        .containsExactly(
            "line 2, topic: contains U+0000 at character 2, which cannot be stored",
            "line 3, topic: has 32768 characters: at most 32767",
            "line 5, external_id: has 256 characters: at most 255",
            "line 6, level_id: is not omb_ and 32 hex digits in lower case",
            "line 6, room_id: is not omm_ and 32 hex digits in lower case",
            "line 7, end_time: 253402300800 is past the year 9999: write 2026-11-01T09:00:00+08:00,"
                + " or unix seconds such as 1793494800");
    assertThat(tenant.one("select length(topic) from reservation where tenant_id = :tenant"))
        .isEqualTo("32767");
  }

  @Test
  void idsThatContradictWhatIsKnownAreBad() throws IOException {
    String header = "external_id,level_path,level_id,room_name,room_id,start_time,end_time\n";
    String level = "omb_" + "1".repeat(32);
    String room = "omm_" + "1".repeat(32);
    tenant.load(header + "a,上海 / A座," + level + ",R," + room + ",100,200\n");
    ImportOutcome outcome =
        tenant.loadGood(
            header
                + "b,上海 / B座,"
                + level
                + ",R,,100,200\n"
                + "c,上海 / A座,omb_"
                + "2".repeat(32)
                + ",R,,200,300\n"
                + "d,,omb_"
                + "2".repeat(32)
                + ",R,,300,400\n"
                + "e,上海 / A座,,Other,"
                + room
                + ",400,500\n"
                + "f,上海,,R,"
                + room
                + ",500,600\n"
                + "g,,"
                + level
                + ",R,,600,700\n"
                + "h,上海 / A座,,R,omm_"
                + "2".repeat(32)
                + ",700,800\n"
                + "i,上海 / C座,,N,,100,200\n"
                + "j,上海 / C座,omb_"
                + "3".repeat(32)
                + ",N,omm_"
                + "3".repeat(32)
                + ",200,300\n");
    assertThat(outcome.problems().stream().map(ImportProblem::toString))
        .containsExactly(
            "line 2, level_id: is the id of the level '上海 / A座'",
            "line 3, level_id: the level '上海 / A座' has the id " + level,
            "line 4, level_id: is not known here: level_path must say where it is",
            "line 5, room_id: is the id of the room 'R' in the level '上海 / A座'",
            "line 6, room_id: is the id of the room 'R' in the level '上海 / A座'",
            "line 8, room_id: the room of this name in the level '上海 / A座' has the id " + room);
    assertThat(outcome.made()).isEqualTo(new ImportOutcome.Made(1, 1, 0, 0));
    assertThat(tenant.rows("select name from room_level where tenant_id = :tenant order by name"))
        .containsExactly("A座", "C座", "Musterwerk", "上海");
    assertThat(tenant.rows("select open_room_id from room where tenant_id = :tenant order by 1"))
        .containsExactly(room, "omm_" + "3".repeat(32));
  }

  @Test
  void twoRoomsOfOneNameNeedTheirIds() throws IOException {
    String header = "external_id,room_name,room_id,start_time,end_time\n";
    String lines =
        "a,R,omm_" + "1".repeat(32) + ",100,200\nb,R,omm_" + "2".repeat(32) + ",100,200\n";
    assertThat(tenant.load(header + lines).made().rooms()).isEqualTo(2);
    assertThat(tenant.load(header + lines).unchanged()).isEqualTo(2);
    assertThat(tenant.load(header + "c,R,,300,400\n").problems())
        .containsExactly(
            new ImportProblem(
                2,
                "room_name",
                "2 rooms of the level the root are named so: room_id must say which is meant"));
  }

  @Test
  void tenantsDoNotSeeEachOther() throws IOException {
    String csv = PEOPLE + "a,上海,R1,4,100,200,one,u1,张三,人事部\n";
    ImportTenant other = new ImportTenant(database.dataSource());
    assertThat(tenant.load(csv).inserted()).isEqualTo(1);
    assertThat(other.load(csv).inserted()).isEqualTo(1);
    assertThat(other.load(csv.replace("one", "two")).updated()).isEqualTo(1);
    assertThat(tenant.rows("select topic from reservation where tenant_id = :tenant"))
        .containsExactly("one");
    assertThat(everything()).isEqualTo("2 1 1 1");
  }

  @Test
  void badLinesAreHandedOverAsTheyStoodThere() throws IOException {
    List<String> bad = new ArrayList<>();
    BadLines lines =
        new BadLines() {
          @Override
          public void add(@Nullable String text, List<ImportProblem> why) {
            bad.add(text + " <- " + why.stream().map(ImportProblem::column).toList());
          }

          @Override
          public void end() {
            bad.add("end");
          }
        };
    ImportOutcome outcome =
        tenant.load(
            SHORT
                + "a,R,3600,7200,,\n"
                + "\"b\",\"R\n1\",x,y,,\n"
                + "c,R,7000,7300,,\n"
                + "a,S,3600,7200,,\n"
                + "d,R,7200\n",
            true,
            lines);
    assertThat(bad)
        .containsExactly(
            "\"b\",\"R\n1\",x,y,, <- [start_time, end_time]",
            "c,R,7000,7300,, <- [start_time]",
            "a,S,3600,7200,, <- [external_id]",
            "d,R,7200 <- []",
            "end");
    assertThat(outcome.bad()).isEqualTo(4);
    assertThat(outcome.inserted()).isEqualTo(1);
    assertThat(outcome.made().rooms()).isEqualTo(1);
  }

  @Test
  void aBrokenConnectionLosesAndDoublesNothing() throws IOException {
    tenant.load(SHORT + "l5,R,100,200,,\n");
    String before = everything();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    String csv = lines(60_000);
    for (ImportProgress.Stage when : ImportProgress.Stage.values()) {
      ImportProgress killer =
          (stage, count) -> {
            if (stage == when) {
              jdbc.sql(
                      """
                      select pg_terminate_backend(pid) from pg_locks
                       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
                      """)
                  .query()
                  .listOfRows();
            }
          };
      assertThatThrownBy(
              () -> tenant.load(ImportTenant.bytes(csv), new ImportOptions(false, null, killer)))
          .isInstanceOf(ImportFailedException.class)
          .hasMessageStartingWith("Nothing was loaded");
      assertThat(everything()).isEqualTo(before);
    }
    assertThat(tenant.load(csv).inserted()).isEqualTo(59_999);
    assertThat(tenant.load(csv).unchanged()).isEqualTo(60_000);
  }

  @Test
  void importsIntoOneTenantTakeTurns() throws Exception {
    String csv = lines(2_000);
    List<ImportOutcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<ImportOutcome>> four = Collections.nCopies(4, () -> tenant.load(csv));
      for (Future<ImportOutcome> outcome : threads.invokeAll(four)) {
        outcomes.add(outcome.get());
      }
    }
    assertThat(outcomes.stream().mapToLong(ImportOutcome::inserted).sum()).isEqualTo(2_000);
    assertThat(outcomes.stream().mapToLong(ImportOutcome::unchanged).sum()).isEqualTo(6_000);
    assertThat(everything()).isEqualTo("1 50 0 2000");
  }

  @Test
  void aSourceThatBreaksOffLoadsNothing() {
    assertThatThrownBy(() -> tenant.load(SHORT + "a,R,100,200,,\nb,R,200,300,,\n\"c"))
        .isInstanceOf(UnreadableFileException.class);
    assertThat(everything()).isEqualTo("0 0 0 0");
  }

  /** Levels, rooms, people, reservations. */
  private String everything() {
    return tenant.one(
        """
        select concat_ws(' ', (select count(*) from room_level where tenant_id = :tenant),
                 (select count(*) from room where tenant_id = :tenant),
                 (select count(*) from person where tenant_id = :tenant),
                 (select count(*) from reservation where tenant_id = :tenant))
        """);
  }

  private static String lines(int count) {
    StringBuilder csv = new StringBuilder(SHORT);
    for (int i = 0; i < count; i++) {
      csv.append("l%d,R%d,%d,%d,,\n".formatted(i, i % 50, 1000 + i, 1050 + i));
    }
    return csv.toString();
  }
}
