package io.roomledger.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoDataTest {
  private static final SampleOrganisation ORGANISATION = new SampleOrganisation(20220606, 5000);

  private final TestDatabase database = new TestDatabase();

  @BeforeEach
  void open() {
    database.open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void everythingIsThere() throws SQLException {
    DemoTenant tenant = DemoData.load(source(), ORGANISATION);

    assertThat(tenant.loaded()).isTrue();
    assertThat(tenant.tenantKey()).isEqualTo("demo");
    assertThat(number("select count(*) from reservation where status < 11")).isEqualTo(5000);
    assertThat(number("select count(*) from reservation"))
        .isEqualTo(SampleOrganisationTest.all(ORGANISATION).size());
    assertThat(number("select count(*) from room")).isEqualTo(ORGANISATION.rooms().size());
    assertThat(number("select count(*) from room_level")).isEqualTo(ORGANISATION.levels().size());
    assertThat(number("select count(*) from person")).isEqualTo(ORGANISATION.people().size());
    assertThat(number("select count(*) from department"))
        .isEqualTo(ORGANISATION.departments().size());
    assertThat(number("select count(*) from person where state = 'left'")).isPositive();
    assertThat(
            number(
                "select count(*) from person where state = 'active' and id = "
                    + tenant.administratorId()))
        .isEqualTo(1);
    assertThat(number("select count(*) from tenant where id = " + tenant.tenantId())).isEqualTo(1);
  }

  @Test
  void textsAndTimesArriveAsTheyAre() throws SQLException {
    DemoData.load(source(), ORGANISATION);

    List<String> expected =
        SampleOrganisationTest.all(ORGANISATION).stream()
            .map(each -> each.begin().getEpochSecond() + "|" + each.topic())
            .sorted()
            .toList();
    assertThat(
            texts("select extract(epoch from begin_at)::bigint || '|' || topic from reservation"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theDocumentsOwnRequestFindsAMeeting() throws SQLException {
    DemoData.load(source(), ORGANISATION);

    assertThat(
            number(
                """
                with recursive below as (
                  select tenant_id, id from room_level
                  where open_level_id = 'omb_57c9cc7d9a81e27e54c8fabfd02759e7'
                  union all
                  select l.tenant_id, l.id from room_level l
                  join below b on l.tenant_id = b.tenant_id and l.parent_id = b.id)
                select count(*)
                from reservation r
                join room o on o.tenant_id = r.tenant_id and o.id = r.room_id
                join below b on b.tenant_id = o.tenant_id and b.id = o.level_id
                where o.open_room_id = 'omm_eada1d61a550955240c28757e7dec3af'
                  and r.begin_at <= to_timestamp(1655276858)
                  and r.finish_at > to_timestamp(1655276858)
                  and r.status < 11
                """))
        .isEqualTo(1);
  }

  @Test
  void aSecondLoadFindsTheFirst() throws SQLException {
    DemoTenant first = DemoData.load(source(), ORGANISATION);
    DemoTenant second = DemoData.load(source(), ORGANISATION);

    assertThat(second)
        .isEqualTo(
            new DemoTenant(first.tenantId(), first.tenantKey(), first.administratorId(), false));
    assertThat(number("select count(*) from reservation where status < 11")).isEqualTo(5000);
  }

  @Test
  void aSampleOfAnotherSizeIsRefused() throws SQLException {
    DemoData.load(source(), new SampleOrganisation(20220606, 10));

    assertThatIllegalStateException()
        .isThrownBy(() -> DemoData.load(source(), ORGANISATION))
        .withMessageContaining("demo-20220606-5000");
  }

  @Test
  void theSchemaIsTheSameAfterwards() throws SQLException {
    String schema =
        """
        select format('%s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid),
                      convalidated)
        from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select format('%s %s', pg_get_indexdef(indexrelid), indisvalid) from pg_index i
        join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace
        """;
    List<String> before = texts(schema);

    DemoData.load(source(), ORGANISATION);

    assertThat(texts(schema)).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void besideOtherReservationsItLoadsToo() throws SQLException {
    execute("insert into tenant (tenant_key, name) values ('other', 'Other')");
    execute(
        """
        insert into room_level (tenant_id, open_level_id, name)
        select id, 'omb_' || md5('other'), 'Other' from tenant
        """);
    execute(
        """
        insert into room (tenant_id, open_room_id, level_id, name)
        select tenant_id, 'omm_' || md5('other'), id, 'Other' from room_level
        """);
    execute(
        """
        insert into reservation (tenant_id, room_id, begin_at, finish_at, status)
        select tenant_id, id, now(), now() + interval '1 hour', 2 from room
        """);

    assertThat(DemoData.load(source(), ORGANISATION).loaded()).isTrue();

    assertThat(number("select count(*) from reservation where status < 11")).isEqualTo(5001);
  }

  @Test
  void aKillInTheMiddleLeavesNothing() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table reservation in share mode");
      Future<DemoTenant> load = executor.submit(() -> DemoData.load(source(), ORGANISATION));

      killWhoWaits();

      other.rollback();
      assertThatThrownBy(load::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SQLException.class);
    }
    assertThat(number("select count(*) from tenant")).isZero();
    assertThat(number("select count(*) from person")).isZero();
    assertThat(DemoData.load(source(), ORGANISATION).loaded()).isTrue();
  }

  @Test
  void ofTwoThatLoadAtOnceOneLoads() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<DemoTenant> one = executor.submit(() -> DemoData.load(source(), ORGANISATION));
      Future<DemoTenant> other = executor.submit(() -> DemoData.load(source(), ORGANISATION));

      assertThat(List.of(one.get().loaded(), other.get().loaded()))
          .containsExactlyInAnyOrder(true, false);
    }
    assertThat(number("select count(*) from reservation where status < 11")).isEqualTo(5000);
  }

  /** Ends the session that waits for a lock, as soon as there is one. */
  private void killWhoWaits() throws SQLException {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    String kill =
        """
        select count(*) filter (where pg_terminate_backend(pid))
        from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
        """;
    while (number(kill) == 0) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  private DataSource source() {
    return database.dataSource();
  }

  private long number(String select) throws SQLException {
    return Long.parseLong(texts(select).getFirst());
  }

  private List<String> texts(String select) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(select)) {
      while (result.next()) {
        texts.add(result.getString(1));
      }
    }
    return texts;
  }

  private void execute(String command) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
