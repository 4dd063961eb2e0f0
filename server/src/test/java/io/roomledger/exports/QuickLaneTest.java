package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two workers, and exports that take a minute each: whoever asks for little gets it meanwhile. The
 * database gives out a row a millisecond.
 */
final class QuickLaneTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder YEARS =
      ExportOrder.of("0", T0, T0.plus(Duration.ofDays(20 * 365)));
  private static final ExportOrder HOUR = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int GIANT = 60_000;
  private static final int QUICK_ROWS = 1000;

  /** The first node only takes requests. */
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of(
              "roomledger.exports.workers",
              0,
              "roomledger.exports.poll",
              "10m",
              "roomledger.queue.quick-rows",
              QUICK_ROWS));

  private static String large = "";
  private static String small = "";
  private static Organisation.Room dense;

  private final JobApi jobs = new JobApi(program.api());

  @BeforeAll
  static void fill() {
    Organisation one = program.organisation();
    large = program.api().token(one.exporter());
    SlowReservations.fill(program, one.room(one.root(), "一"), T0, GIANT);
    Organisation other = program.organisation();
    small = program.api().token(other.exporter());
    SlowReservations.fill(program, other.room(other.root(), "二"), T0, 3);
    dense = other.room(other.root(), "三");
    // More than anybody expects of one room in so short a time.
    program
        .sql()
        .sql(
            """
            insert into reservation (tenant_id, room_id, begin_at, finish_at, status)
            select :tenant, :room, cast(:t0 as timestamptz) + n * interval '1 s',
                   cast(:t0 as timestamptz) + (n + 1) * interval '1 s', 2
              from generate_series(3600, 3599 + :rows) n
            """)
        .param("tenant", other.tenantId())
        .param("room", dense.number())
        .param("t0", T0.toString())
        .param("rows", 5 * QUICK_ROWS)
        .update();
    SlowReservations.slowDown(program);
  }

  private static TestNode start(int workers) {
    return program.startNode(
        Map.of("roomledger.exports.workers", workers, "roomledger.exports.poll", "10m"));
  }

  @AfterEach
  void leaveNothing() {
    program.sql().sql("delete from export_task where state in ('queued', 'running')").update();
  }

  private static String lane(String taskId) {
    return program
        .sql()
        .sql("select lane from export_task where task_id = ?")
        .param(Long.valueOf(taskId))
        .query(String.class)
        .single();
  }

  private String state(String token, String taskId) {
    return jobs.show(token, taskId).data().path("state").asString();
  }

  @Test
  void aSmallExportIsDoneWhileGiantsRunAndWait() {
    List<String> giants =
        IntStream.range(0, 5).mapToObj(i -> program.api().create(large, YEARS)).toList();
    try (TestNode workers = start(2)) {
      for (int i = 0; i < 20; i++) {
        program.api().await(small, workers.api().create(small, HOUR), 3);
      }

      assertThat(giants)
          .extracting(giant -> state(large, giant))
          .containsOnly("running", "queued")
          .containsOnlyOnce("running");
      giants.forEach(giant -> jobs.cancel(large, giant).expect(200, 0));
    }
  }

  @Test
  void aGiantIsLookedAtOnceAndThenRunsAsItsFirstTry() {
    try (TestNode workers = start(2)) {
      // Whichever worker gets the first one: the other looks at the second.
      List<String> giants =
          List.of(workers.api().create(large, YEARS), workers.api().create(large, YEARS));
      Await.until(
          "one of them to be found long",
          () -> giants.stream().anyMatch(giant -> lane(giant).equals("long")));
      String found =
          giants.stream().filter(giant -> lane(giant).equals("long")).findAny().orElseThrow();
      giants.stream()
          .filter(giant -> !giant.equals(found))
          .forEach(giant -> jobs.cancel(large, giant).expect(200, 0));

      assertThat(jobs.await(large, found, "running").path("attempt").asInt()).isEqualTo(1);
      jobs.cancel(large, found).expect(200, 0);
      assertThat(deeds(found))
          .contains("task.put_back")
          .doesNotContain("task.retry", "task.fail")
          .containsOnlyOnce("task.put_back");
    }
  }

  private static List<String> deeds(String taskId) {
    return program
        .sql()
        .sql("select deed from audit_event where object_id = ? order by id")
        .param(taskId)
        .query(String.class)
        .list();
  }

  @Test
  void whatTurnsOutLongerThanExpectedIsPutBackOnceAndDone() {
    ExportOrder twoHours = ExportOrder.of("0", T0.plusSeconds(3600), T0.plusSeconds(9 * 3600));
    String giant = program.api().create(large, YEARS);
    try (TestNode workers = start(2)) {
      Await.until("the giant to be read", () -> SlowReservations.read(program));
      String taskId = workers.api().create(small, twoHours.only(dense.id()));
      Await.until("the task to be put back", () -> lane(taskId).equals("long"));
      jobs.cancel(large, giant).expect(200, 0);

      program.api().await(small, taskId, 3);
      assertThat(jobs.show(small, taskId).data().path("rows").asInt()).isEqualTo(5 * QUICK_ROWS);
      assertThat(jobs.show(small, taskId).data().path("attempt").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aSingleWorkerTakesAll() {
    try (TestNode workers = start(1)) {
      String giant = workers.api().create(large, YEARS);
      jobs.await(large, giant, "running");
      assertThat(lane(giant)).isEqualTo("quick");
      jobs.cancel(large, giant).expect(200, 0);
      program.api().await(small, workers.api().create(small, HOUR), 3);
    }
  }
}
