package io.roomledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;

/** Metrics and health, as programs of operators ask for them. */
final class OpsTest {
  private static final String METRICS = "/roomledger/metrics";
  private static final String READY = "/roomledger/health/ready";
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder HOUR = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of(
              "roomledger.limits.apis",
              "GET /roomledger/v1/exports=2/min",
              "roomledger.exports.max-attempts",
              1));

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());

  private static String scrape() {
    Answer answer = program.api().get(METRICS, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
    return answer.text();
  }

  /** The value of one series; 0 while it is not there. */
  private static double value(String series) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(scrape());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  @Test
  void anExportAndItsDownloadAreMeasured() {
    Organisation.Room room = organisation.room(organisation.root(), "一");
    organisation.reserve(room, T0, T0.plusSeconds(60)).save();
    double runs = value("roomledger_export_runs_seconds_count{end=\"done\"}");
    double rows = value("roomledger_export_rows_total");
    double bytes = value("roomledger_export_bytes_total");
    double downloads = value("roomledger_downloads_total{end=\"complete\"}");
    double sent = value("roomledger_download_bytes_total");

    String fileToken = program.api().fileToken(token, program.api().create(token, HOUR));
    int size = program.api().download(token, fileToken).body().length;

    // The worker counts after the commit that shows the task as done.
    Await.until(
        "the run to be counted",
        () -> value("roomledger_export_runs_seconds_count{end=\"done\"}") == runs + 1);
    assertThat(value("roomledger_export_rows_total")).isEqualTo(rows + 1);
    assertThat(value("roomledger_export_bytes_total")).isEqualTo(bytes + size);
    Await.until(
        "the download to be counted",
        () -> value("roomledger_downloads_total{end=\"complete\"}") == downloads + 1);
    assertThat(value("roomledger_download_bytes_total")).isEqualTo(sent + size);
  }

  @Test
  void aFailureIsCountedByItsReason() {
    Organisation.Person creator = organisation.person("创建者");
    organisation.grant(creator, null);
    String mine = program.api().token(organisation.app(creator, "vc:export"));
    String series = "roomledger_export_failures_total{reason=\"no permission\"}";
    double before = value(series);
    String taskId = program.api().create(mine, HOUR);
    program.api().await(mine, taskId, 3);
    organisation.revoke(creator);
    requeue(taskId, "0 s");

    Await.until("the failure to be counted", () -> value(series) == before + 1);
  }

  private static void requeue(String taskId, String wait) {
    program
        .sql()
        .sql(
            """
            update export_task
               set state = 'queued', available_at = now() + cast(:wait as interval), finished_at = null,
                   file_key = null, file_token_hash = null, as_of = null, expires_at = null
             where task_id = :task
            """)
        .param("wait", wait)
        .param("task", Long.valueOf(taskId))
        .update();
  }

  @Test
  void theQueueIsThatOfAllNodes() {
    String taskId = program.api().create(token, HOUR);
    program.api().await(token, taskId, 3);
    double before = value("roomledger_export_queued");
    requeue(taskId, "1 day");

    Await.until("the queue to be seen", () -> value("roomledger_export_queued") == before + 1);
    assertThat(value("roomledger_export_queue_age_seconds")).isBetween(0.0, 60.0);
    assertThat(scrape()).contains("roomledger_export_running ");
  }

  @Test
  void refusalsOverARateLimitAreCounted() {
    String series =
        "roomledger_http_refusals_total{api=\"GET /roomledger/v1/exports\",code=\"99991400\"}";
    double before = value(series);
    Answer answer;
    do {
      answer = program.api().get("/roomledger/v1/exports", token);
    } while (answer.status() == 200);

    answer.expect(429, 99991400);
    Await.until("the refusal to be counted", () -> value(series) == before + 1);
  }

  @Test
  void poolMemoryDiskAndLeasesAreThere() {
    assertThat(scrape())
        .contains(
            "roomledger_database_connections{state=\"active\"} ",
            "roomledger_database_connections_max 8.0",
            "roomledger_database_waiting ",
            "roomledger_files_free_bytes ",
            "roomledger_export_leases_lost_total ",
            "roomledger_export_rescued_total ",
            "jvm_memory_used_bytes{",
            "process_uptime_seconds ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
  void whatAProxyPassesOnIsNoOperators(String mark) {
    program.api().get(METRICS, null, mark, "for=192.0.2.1").expect(404, 99991201);

    Answer ready = program.api().get(READY, null, mark, "for=192.0.2.1");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.text()).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void aLivingNodeIsReadyWhenAllItNeedsIsThere() {
    assertThat(program.api().get("/roomledger/health/live", null).text())
        .isEqualTo("{\"status\":\"alive\"}");
    Answer ready = program.api().get(READY, null);
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().path("status").asString()).isEqualTo("ready");
    assertThat(ready.json().path("checks").propertyNames())
        .containsExactlyInAnyOrder("database", "schema", "disk", "files", "workers");
  }

  @Test
  void aNodeWhoseDiskIsFullIsNotReadyAndSaysWhy() {
    try (TestNode full = program.startNode(Map.of("roomledger.ops.least-free-disk", "1000000TB"))) {
      Answer ready = full.api().get(READY, null);

      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.json().path("status").asString()).isEqualTo("not_ready");
      assertThat(ready.json().path("checks").path("disk").asString()).startsWith("less than");
      assertThat(ready.json().path("checks").path("database").asString()).isEqualTo("ok");
      assertThat(full.api().get("/roomledger/health/live", null).status()).isEqualTo(200);
    }
  }

  @Test
  void aDatabaseThatLacksAMigrationIsNotReady() {
    String newest =
        " from flyway_schema_history"
            + " where installed_rank = (select max(installed_rank) from flyway_schema_history)";
    sql("create table kept as select *" + newest);
    sql("delete" + newest);
    try (TestNode node = program.startNode(Map.of())) {
      Answer ready = node.api().get(READY, null);

      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.json().path("checks").path("schema").asString())
          .isEqualTo("the database lacks migrations");
    } finally {
      sql("insert into flyway_schema_history select * from kept");
      sql("drop table kept");
    }
  }

  private static void sql(String statement) {
    program.sql().sql(statement).update();
  }

  @Test
  void aCheckThatFailsOrHangsMakesTheNodeNotReady() {
    Thread asker = Thread.currentThread();
    try (Health health =
        new Health(
            List.of(
                new ReadinessCheck("fine", () -> null),
                new ReadinessCheck(
                    "broken",
                    () -> {
                      throw new IllegalStateException("with a secret");
                    }),
                new ReadinessCheck("hangs", () -> hangWhile(asker))),
            Duration.ofMillis(50))) {
      Health.Readiness readiness = health.readiness();

      assertThat(readiness.ready()).isFalse();
      assertThat(readiness.checks())
          .containsEntry("fine", "ok")
          .containsEntry("broken", "IllegalStateException")
          .containsEntry("hangs", "no answer within 50 ms");
    }
  }

  private static String hangWhile(Thread asker) {
    try {
      asker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "";
  }

  @Test
  void aNodeThatStopsIsNotReadyFromTheFirstMomentOn() {
    try (Health health = new Health(List.of(), PATIENCE)) {
      GenericApplicationContext context = new GenericApplicationContext();
      context.addApplicationListener(health);
      context.refresh();
      assertThat(health.readiness().ready()).isTrue();
      AtomicReference<Boolean> atStop = new AtomicReference<>();
      context.registerBean(
          "asker", AutoCloseable.class, () -> () -> atStop.set(health.readiness().ready()));
      context.getBean("asker");

      context.close();

      assertThat(atStop).hasValue(false);
    }
  }
}
