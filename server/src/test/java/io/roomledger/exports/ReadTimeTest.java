package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** An export that reads for too long ends, and lets go of what it saw. */
final class ReadTimeTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder YEARS =
      ExportOrder.of("0", T0, T0.plus(Duration.ofDays(20 * 365)));
  private static final ExportOrder HOUR = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int ROWS = 60_000;
  private static final String WORDS =
      "reading took longer than 1.0 s: ask for a shorter range or fewer rooms";

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of("roomledger.exports.workers", 1, "roomledger.queue.max-read-time", "1s"));

  private static String token = "";

  private final JobApi jobs = new JobApi(program.api());

  @BeforeAll
  static void fill() {
    Organisation organisation = program.organisation();
    token = program.api().token(organisation.exporter());
    SlowReservations.fill(program, organisation.room(organisation.root(), "一"), T0, ROWS);
    SlowReservations.slowDown(program);
  }

  /** Its end, when the database had let go of the snapshot. */
  private JsonNode failed(String taskId) {
    program.api().await(token, taskId, 2);
    assertThat(SlowReservations.read(program)).isFalse();
    return jobs.show(token, taskId).data();
  }

  @Test
  void oneThatReadsForTooLongFailsForGoodAndSaysWhy() {
    JsonNode failed = failed(program.api().create(token, YEARS));

    assertThat(failed.path("fail_msg").asString()).isEqualTo(WORDS);
    assertThat(failed.path("attempt").asInt()).isEqualTo(1);
    Duration took =
        Duration.between(
            Instant.parse(failed.path("started_at").asString()),
            Instant.parse(failed.path("finished_at").asString()));
    assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    program.api().await(token, program.api().create(token, HOUR), 3);
  }

  @Test
  void oneThatWaitsForALockFailsTooAndTheWorkerGoesOn() throws SQLException {
    try (Connection connection = program.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table reservation_row in access exclusive mode");
      String taskId = program.api().create(token, HOUR);
      Await.until("the export to wait", () -> SlowReservations.read(program));

      assertThat(failed(taskId).path("fail_msg").asString()).isEqualTo(WORDS);
      connection.rollback();
    }
    program.api().await(token, program.api().create(token, HOUR), 3);
  }
}
