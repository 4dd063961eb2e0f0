package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured when a worker falls silent. */
final class ExportMetricsTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder HOUR = ExportOrder.of("0", T0, T0.plusSeconds(3600));

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.exports.lease", "2s", "roomledger.exports.workers", 1));

  private static double value(String series) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(program.api().get("/roomledger/metrics", null).text());
    assertThat(line.find()).as(series).isTrue();
    return Double.parseDouble(line.group(1));
  }

  @Test
  void aLeaseThatEndsUnderItsWorkerIsCountedTwiceAsRescuedAndAsLost() throws SQLException {
    Organisation organisation = program.organisation();
    String token = program.api().token(organisation.exporter());
    double rescued = value("roomledger_export_rescued_total");
    double lost = value("roomledger_export_leases_lost_total");
    String taskId;
    try (Connection connection = program.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table reservation in access exclusive mode");
      taskId = program.api().create(token, HOUR);
      Await.until("the export to wait", () -> SlowReservations.read(program));

      Await.until(
          "its task to be taken back",
          () -> {
            program
                .sql()
                .sql(
                    "update export_task set lease_until = now() - interval '1 s' where state ="
                        + " 'running' and attempt = 1")
                .update();
            return value("roomledger_export_rescued_total") > rescued;
          });
      Await.until(
          "the worker to notice", () -> value("roomledger_export_leases_lost_total") > lost);
      connection.rollback();
    }

    program.api().await(token, taskId, 3);
    assertThat(value("roomledger_export_rescued_total")).isEqualTo(rescued + 1);
    assertThat(value("roomledger_export_leases_lost_total")).isEqualTo(lost + 1);
  }
}
