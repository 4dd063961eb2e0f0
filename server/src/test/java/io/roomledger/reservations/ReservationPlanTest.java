package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.reservations.ReservationQuery.RoomSet;
import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How PostgreSQL reads a range: along the index, wherever in time the range lies. */
final class ReservationPlanTest {
  /** A step of the plan, and not the "Sort Key" of another. */
  private static final Pattern SORT = Pattern.compile("(Incremental )?Sort +\\(");

  private static final Instant FIRST = Instant.parse("2015-01-01T00:00:00Z");
  private static final int ROOMS = 100;
  private static final int DAYS = 600;
  private static final int PER_DAY = 4;
  private static final long TOTAL = (long) ROOMS * DAYS * PER_DAY;

  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private static long tenant;

  /** A week somewhere in the data. */
  enum Slice {
    OLDEST(0),
    MIDDLE(DAYS / 2),
    NEWEST(DAYS - 7);

    private final int day;

    Slice(int day) {
      this.day = day;
    }

    ReservationQuery query(RoomSet rooms) {
      Instant from = FIRST.plus(Duration.ofDays(day));
      return new ReservationQuery(
          tenant,
          from.getEpochSecond(),
          from.plus(Duration.ofDays(7)).getEpochSecond(),
          rooms,
          true);
    }

    ReservationQuery wholeTenant() {
      Instant from = FIRST.plus(Duration.ofDays(day));
      return new ReservationQuery(
          tenant,
          from.getEpochSecond(),
          from.plus(Duration.ofDays(7)).getEpochSecond(),
          null,
          true);
    }
  }

  /** Two tenants with 240,000 reservations each, one of them a month long. */
  @BeforeAll
  static void fill() {
    JdbcClient sql = JdbcClient.create(database.dataSource());
    for (String key : List.of("neighbour", "ours")) {
      tenant =
          sql.sql("insert into tenant (tenant_key, name) values (:key, :key) returning id")
              .param("key", key)
              .query(Long.class)
              .single();
      sql.sql(
              """
              with level as (
                insert into room_level (tenant_id, open_level_id, name)
                values (:tenant, 'omb_' || md5(:key), 'root') returning id)
              insert into room (tenant_id, open_room_id, level_id, name)
              select :tenant, 'omm_' || md5(:key || n), level.id, 'room ' || n
                from level, generate_series(1, :rooms) n
              """)
          .param("tenant", tenant)
          .param("key", key)
          .param("rooms", ROOMS)
          .update();
      // Long ones begin in the free night after the last of a day and end before the next free
      // night.
      sql.sql(
              """
              insert into reservation (tenant_id, room_id, topic, begin_at, finish_at, status)
              select :tenant, r.id, 'topic', day + slot * interval '2 hours', day + slot * interval '2 hours' + interval '1 hour', 2
                from room r,
                     generate_series(cast(:first as timestamptz), cast(:first as timestamptz) + (:days - 1) * interval '1 day',
                                     interval '1 day') day,
                     generate_series(1, :slots) slot
               where r.tenant_id = :tenant
              """)
          .param("tenant", tenant)
          .param("first", java.sql.Timestamp.from(FIRST))
          .param("days", DAYS)
          .param("slots", PER_DAY)
          .update();
      sql.sql(
              """
              insert into reservation (tenant_id, room_id, topic, begin_at, finish_at, status)
              select :tenant, (select min(id) from room where tenant_id = :tenant), 'long',
                     cast(:first as timestamptz) - interval '30 days', cast(:first as timestamptz) + interval '1 hour', 2
              """)
          .param("tenant", tenant)
          .param("first", java.sql.Timestamp.from(FIRST))
          .update();
    }
    sql.sql("vacuum analyze reservation").update();
  }

  @ParameterizedTest
  @EnumSource
  void aRangeOfTheWholeTenantIsReadAlongTheIndexWithoutASort(Slice slice) throws SQLException {
    String plan = plan(slice.wholeTenant());

    assertThat(plan).doesNotContain("Seq Scan", "Bitmap").doesNotContainPattern(SORT);
    assertThat(plan).contains("reservation_by_begin", "reservation_long", "Merge Append");
    assertThat(rowsRemoved(plan)).isLessThan(2L * ROOMS * PER_DAY);
  }

  @ParameterizedTest
  @EnumSource
  void manyRoomsAreFilteredOutOfTheSameStream(Slice slice) throws SQLException {
    String plan = plan(slice.query(rooms(60)));

    assertThat(plan).doesNotContain("Seq Scan").doesNotContainPattern(SORT);
    assertThat(plan).contains("reservation_by_begin", "Merge Append");
  }

  @ParameterizedTest
  @EnumSource
  void fewRoomsAreLookedUp(Slice slice) throws SQLException {
    String plan = plan(slice.query(rooms(3)));

    assertThat(plan).doesNotContain("Seq Scan");
    assertThat(rowsRemoved(plan)).isLessThan((long) ROOMS * PER_DAY);
  }

  @ParameterizedTest
  @EnumSource
  void whateverThePlanTheRowsAreTheSame(Slice slice) throws SQLException, IOException {
    long first = firstRoom();
    List<String> all = rows(slice.wholeTenant());
    RoomSet many = rooms(60);

    assertThat(all).hasSizeBetween(7 * ROOMS * PER_DAY, 7 * ROOMS * PER_DAY + 1);
    assertThat(rows(slice.query(many)))
        .isEqualTo(all.stream().filter(row -> room(row) < first + 60).toList());
    assertThat(rows(slice.query(rooms(3))))
        .isEqualTo(all.stream().filter(row -> room(row) < first + 3).toList());
  }

  @Test
  void aReservationOfManyDaysIsFoundByItsOwnIndex() throws SQLException, IOException {
    assertThat(rows(Slice.OLDEST.wholeTenant()).getFirst()).startsWith(firstRoom() + " ");
    assertThat(rows(Slice.OLDEST.wholeTenant())).hasSize(7 * ROOMS * PER_DAY + 1);
    assertThat(rows(Slice.MIDDLE.wholeTenant())).hasSize(7 * ROOMS * PER_DAY);
  }

  @Test
  void thereIsEnoughToTellAGoodPlanFromABadOne() {
    assertThat(
            JdbcClient.create(database.dataSource())
                .sql("select count(*) from reservation")
                .query(Long.class)
                .single())
        .isEqualTo(2 * (TOTAL + 1))
        .isGreaterThan(200_000);
  }

  @Test
  void aReadThatIsBrokenOffLeavesEveryConnectionToAnswerItsOwnQuestions() {
    ReservationQuery all =
        new ReservationQuery(
            tenant,
            FIRST.getEpochSecond(),
            FIRST.plusSeconds(86_400L * DAYS).getEpochSecond(),
            null,
            true);
    JdbcClient sql = JdbcClient.create(database.dataSource());

    for (int round = 0; round < 10; round++) {
      assertThatThrownBy(
              () -> {
                try (Connection connection = database.dataSource().getConnection()) {
                  connection.setAutoCommit(false);
                  ReservationReader.read(
                      connection,
                      all,
                      row -> {
                        throw new IOException("no space");
                      });
                }
              })
          .hasMessage("no space");
      for (int question = 0; question < 20; question++) {
        int number = 100 * round + question;
        assertThat(sql.sql("select cast(? as int)").param(number).query(Integer.class).single())
            .isEqualTo(number);
      }
    }
  }

  private static long room(String row) {
    return Long.parseLong(row.split(" ", 2)[0]);
  }

  private static long firstRoom() {
    return JdbcClient.create(database.dataSource())
        .sql("select min(id) from room where tenant_id = ?")
        .param(tenant)
        .query(Long.class)
        .single();
  }

  private static RoomSet rooms(int count) {
    long first = firstRoom();
    return RoomSet.of(LongStream.range(first, first + count).toArray());
  }

  private static List<String> rows(ReservationQuery query) throws SQLException, IOException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      ReservationReader.read(
          connection, query, row -> rows.add(row.roomId() + " " + row.beginSecond()));
      connection.rollback();
    }
    return rows;
  }

  private static String plan(ReservationQuery query) throws SQLException {
    String copy = ReservationSql.copy(query);
    String select = copy.substring(copy.indexOf('(') + 1, copy.lastIndexOf(") to stdout"));
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      ReservationReader.steerPlanner(connection, query);
      try (ResultSet lines =
          statement.executeQuery(
              "explain (analyze, costs off, timing off, summary off) " + select)) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
      connection.rollback();
    }
    return plan.toString();
  }

  /** Rows that were read and thrown away. */
  private static long rowsRemoved(String plan) {
    return Pattern.compile("Rows Removed by Filter: (\\d+)")
        .matcher(plan)
        .results()
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .sum();
  }
}
