package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Exports that take long: how far they are, and how soon they stop. The database gives out a row a
 * millisecond.
 */
final class CancelTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder YEARS =
      ExportOrder.of("0", T0, T0.plus(Duration.ofDays(20 * 365)));
  private static final int ROWS = 60_000;
  private static final Duration SOON = Duration.ofSeconds(1);

  /** The first node only takes requests. */
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.exports.workers", 0, "roomledger.exports.poll", "10m"));

  private static String token = "";

  private final JobApi jobs = new JobApi(program.api());

  @BeforeEach
  void fill() {
    if (!token.isEmpty()) {
      return;
    }
    Organisation organisation = program.organisation();
    token = program.api().token(organisation.exporter());
    Organisation.Room room = organisation.room(organisation.root(), "一");
    program
        .sql()
        .sql(
            """
            insert into reservation (tenant_id, room_id, begin_at, finish_at, status)
            select :tenant, :room, cast(:t0 as timestamptz) + n * interval '1 h',
                   cast(:t0 as timestamptz) + (n + 1) * interval '1 h', 2
              from generate_series(0, :rows - 1) n
            """)
        .param("tenant", organisation.tenantId())
        .param("room", room.number())
        .param("t0", T0.toString())
        .param("rows", ROWS)
        .update();
    program.sql().sql("analyze reservation").update();
    program.sql().sql("alter table reservation rename to reservation_row").update();
    program
        .sql()
        .sql(
            """
            create view reservation as
            select r.* from reservation_row r, lateral (select pg_sleep(0.0005 + 0 * r.id)) slow
            """)
        .update();
  }

  private static TestNode startWorkers() {
    return program.startNode(
        Map.of("roomledger.exports.workers", 1, "roomledger.exports.poll", "10m"));
  }

  private String running() {
    String taskId = program.api().create(token, YEARS);
    jobs.await(token, taskId, "running");
    return taskId;
  }

  private JsonNode progressOnceThereIsSome(String taskId) {
    Await.until(
        "rows of task " + taskId,
        () -> {
          JsonNode progress = jobs.show(token, taskId).data().path("progress");
          return progress.path("rows_done").asLong() > 0 && progress.has("rows_expected");
        });
    return jobs.show(token, taskId).data().path("progress");
  }

  private static List<Path> filesOf(String taskId) throws IOException {
    Path finished = program.finishedFiles();
    try (Stream<Path> done = Files.list(finished);
        Stream<Path> pending = Files.list(finished.resolveSibling("pending"))) {
      return Stream.concat(done, pending)
          .filter(path -> path.getFileName().toString().startsWith(taskId))
          .toList();
    }
  }

  /** How long the work went on after the answer. */
  private Duration canceled(JobApi at, String taskId) throws IOException {
    assertThat(at.cancel(token, taskId).expect(200, 0).data().path("state").asString())
        .isEqualTo("canceled");
    long begin = System.nanoTime();
    Await.until(
        "the end of task " + taskId,
        () -> !SlowReservations.read(program) && filesOf(taskId).isEmpty());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(program.api().state(token, taskId).data().toString())
        .isEqualTo("{\"status\":2,\"fail_msg\":\"canceled\"}");
    return took;
  }

  @Test
  void howFarARunningExportIsCanBeSeenWhileItRuns() throws IOException {
    try (TestNode workers = startWorkers()) {
      String taskId = running();
      JsonNode progress = progressOnceThereIsSome(taskId);

      assertThat(progress.path("rows_done").asLong()).isBetween(1L, (long) ROWS);
      assertThat(progress.path("rows_expected").asDouble()).isBetween(0.8 * ROWS, 1.2 * ROWS);
      assertThat(progress.path("rows_per_second").asLong()).isPositive();
      assertThat(progress.path("seconds_left").asLong()).isPositive();
      long before = progress.path("rows_done").asLong();
      Await.until(
          "more rows",
          () ->
              jobs.show(token, taskId).data().path("progress").path("rows_done").asLong() > before);
      assertThat(program.api().state(token, taskId).data().toString()).isEqualTo("{\"status\":1}");
      canceled(new JobApi(workers.api()), taskId);
    }
  }

  @Test
  void anExportStopsSoonOnTheNodeThatIsAsked() throws IOException {
    try (TestNode workers = startWorkers()) {
      String taskId = running();
      progressOnceThereIsSome(taskId);

      assertThat(canceled(new JobApi(workers.api()), taskId)).isLessThan(SOON);
    }
  }

  @Test
  void anExportStopsSoonOnAnotherNode() throws IOException {
    try (TestNode workers = startWorkers()) {
      assertThat(workers.port()).isPositive();
      String taskId = running();
      progressOnceThereIsSome(taskId);

      assertThat(canceled(jobs, taskId)).isLessThan(SOON);
    }
  }

  @Test
  void anExportThatWaitsForTheDatabaseStopsSoonTooAndItsWorkerGoesOn()
      throws IOException, SQLException {
    try (TestNode workers = startWorkers()) {
      assertThat(workers.port()).isPositive();
      String taskId;
      try (Connection connection = program.database().dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("lock table reservation_row in access exclusive mode");
        taskId = running();
        Await.until("the export to wait", () -> SlowReservations.read(program));

        assertThat(canceled(jobs, taskId)).isLessThan(SOON);
        connection.rollback();
      }
      String next = program.api().create(token, ExportOrder.of("0", T0, T0.plusSeconds(3600)));
      program.api().await(token, next, 3);
    }
  }

  @Test
  void aNodeThatStopsHandsBackAnExportThatWaitsForTheDatabase() throws SQLException {
    String taskId;
    try (Connection connection = program.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table reservation_row in access exclusive mode");
      try (TestNode workers = startWorkers()) {
        assertThat(workers.port()).isPositive();
        taskId = running();
        Await.until("the export to wait", () -> SlowReservations.read(program));
      }
      assertThat(jobs.show(token, taskId).data().path("state").asString()).isEqualTo("queued");
      connection.rollback();
    }
    jobs.cancel(token, taskId).expect(200, 0);
  }

  @Test
  void aPreflightOfWhatTakesTooLongToCountIsAnEstimate() {
    JsonNode forecast = jobs.preflight(token, YEARS).expect(200, 0).data();

    assertThat(forecast.path("rows_exact").asBoolean(true)).isFalse();
    assertThat(forecast.path("rows").asDouble()).isBetween(0.8 * ROWS, 1.2 * ROWS);
  }
}
