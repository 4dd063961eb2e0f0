package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many exports may be queued and running: of an app, and of a tenant. */
final class TaskLimitsTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int OF_APP = 5;
  private static final int OF_TENANT = 8;

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of(
              "roomledger.exports.workers",
              0,
              "roomledger.queue.max-unfinished-per-app",
              OF_APP,
              "roomledger.queue.max-unfinished-per-tenant",
              OF_TENANT));

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final JobApi jobs = new JobApi(program.api());

  private static Answer submit(Api api, String token) {
    return api.post(Api.CREATE, token, ORDER.json());
  }

  private List<String> fill(String someToken, int tasks) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      ids.add(program.api().create(someToken, ORDER));
    }
    return ids;
  }

  @Test
  void anAppThatHasAllItMayHaveIsToldWhichLimitAndWhatToDo() {
    String first = fill(token, OF_APP).getFirst();

    Answer refused = submit(program.api(), token).expect(429, 99991400);

    assertThat(refused.header("x-ogw-ratelimit-limit")).isEqualTo(Integer.toString(OF_APP));
    assertThat(refused.header("x-ogw-ratelimit-reset")).isEqualTo("10");
    assertThat(refused.text())
        .contains("the app has 5 exports", "max-unfinished-per-app", "cancel");
    String strangers = program.api().token(program.organisation().exporter());
    fill(strangers, 1);
    jobs.cancel(token, first).expect(200, 0);
    fill(token, 1);
    submit(program.api(), token).expect(429, 99991400);
  }

  @Test
  void theAppsOfATenantShareItsLimit() {
    fill(token, OF_APP);
    String other = program.api().token(organisation.exporter());
    fill(other, OF_TENANT - OF_APP);

    assertThat(submit(program.api(), other).expect(429, 99991400).text())
        .contains("the tenant has 8 exports", "max-unfinished-per-tenant");
  }

  @Test
  void aRerunIsOneMore() {
    String first = fill(token, OF_APP).getFirst();
    jobs.rerun(token, first).expect(429, 99991400);
    jobs.cancel(token, first).expect(200, 0);

    jobs.rerun(token, first).expect(200, 0);
  }

  @Test
  void whatRunsCounts() {
    fill(token, OF_APP);
    ExportQueue queue = new ExportQueue(program.sql(), program.clock());
    while (queue.claim("worker", java.time.Duration.ofHours(1)).isPresent()) {
      // All of them run then.
    }

    submit(program.api(), token).expect(429, 99991400);
  }

  @Test
  void ofManyAtOnceOnTwoNodesExactlySoManyAreTaken() throws Exception {
    try (TestNode other = program.startNode(Map.of());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 128; i++) {
        calls.add(() -> submit(program.api(), token));
        calls.add(() -> submit(other.api(), token));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Answer> answer : clients.invokeAll(calls)) {
        statuses.add(answer.get().status());
      }

      assertThat(statuses).containsOnly(200, 429);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(OF_APP);
    }
    assertThat(
            program
                .sql()
                .sql("select count(*) from export_task where tenant_id = ?")
                .param(organisation.tenantId())
                .query(Integer.class)
                .single())
        .isEqualTo(OF_APP);
  }
}
