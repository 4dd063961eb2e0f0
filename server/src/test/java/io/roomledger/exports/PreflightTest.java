package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Size and time of an export that is yet to be made: told from those that were, or not at all. */
final class PreflightTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder HOUR = ExportOrder.of("0", T0, T0.plusSeconds(3600));

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final JobApi jobs = new JobApi(program.api());

  /** An export that is done, as if it had had so many rows. */
  private void done(int rows, long bytes, String seconds) {
    String taskId = program.api().create(token, HOUR);
    program.api().await(token, taskId, 3);
    program
        .sql()
        .sql(
            """
            update export_task
               set file_rows = :rows, file_size = :bytes, started_at = finished_at - cast(:seconds as interval)
             where task_id = :task
            """)
        .param("rows", rows)
        .param("bytes", bytes)
        .param("seconds", seconds)
        .param("task", Long.valueOf(taskId))
        .update();
  }

  @Test
  void theyAreToldFromRecentExportsOnceThoseHaveRowsEnough() {
    Organisation.Room room = organisation.room(organisation.root(), "一");
    organisation.reserve(room, T0, T0.plusSeconds(60)).save();
    done(9_999, 500_000, "1 s");
    JsonNode few = jobs.preflight(token, HOUR).expect(200, 0).data();
    assertThat(few.propertyNames())
        .containsExactlyInAnyOrder("allowed", "rows", "rows_exact", "based_on_tasks");

    done(90_001, 4_508_000, "1.1 s");
    JsonNode forecast = jobs.preflight(token, HOUR).expect(200, 0).data();

    assertThat(forecast.path("based_on_tasks").asInt()).isEqualTo(2);
    assertThat(forecast.path("rows").asInt()).isEqualTo(1);
    // 50 bytes for each of 100,000 rows, and what a file without rows has.
    assertThat(forecast.path("size").asInt()).isEqualTo(4_050);
    assertThat(forecast.path("seconds").asDouble()).isEqualTo(0.05);
  }
}
