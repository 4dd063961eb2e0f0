package io.roomledger.cli;

import static io.roomledger.cli.FakeFeishu.Call.JOB;
import static io.roomledger.cli.FakeFeishu.Call.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Job control against a server over HTTP: what is sent, what is printed, how it ends. */
class JobsTest {
  private static final String ID = FakeFeishu.TASK;
  private static final String RUNNING =
      """
      {"task_id":"7111325589855797267","state":"running","created_at":"2026-11-22T09:00:00Z",
       "progress":{"rows_done":2500,"rows_expected":10000,"rows_per_second":500,"seconds_left":15}}\
      """;

  @TempDir Path directory;
  private final FakeFeishu server = new FakeFeishu();
  private final Run run = new Run();

  @AfterEach
  void close() {
    server.close();
  }

  private int exports(String... arguments) {
    List<String> all = new ArrayList<>(List.of("exports"));
    all.addAll(Arrays.asList(arguments));
    Collections.addAll(
        all, "--server", server.url(), "--app-id", FakeFeishu.APP_ID, "--app-secret", "s");
    return run.main(all);
  }

  private void answer(String... data) {
    for (String each : data) {
      server.next(
          JOB, FakeFeishu.json(200, "{\"code\":0,\"msg\":\"success\",\"data\":" + each + "}"));
    }
  }

  @Test
  void aListGoesOverAllPagesItNeeds() {
    answer(
        "{\"items\":[" + RUNNING + "],\"has_more\":true,\"page_token\":\"a+b\"}",
        "{\"items\":[{\"task_id\":\"2\",\"state\":\"done\",\"created_at\":\"2026-11-21T09:00:00Z\",\"rows\":7,\"size\":4100}],\"has_more\":false}");

    assertThat(exports("list", "--state", "running,done", "--from", "2026-11-01", "--zone", "UTC"))
        .isZero();

    assertThat(run.out().lines())
        .containsExactly(
            "7111325589855797267  running   2026-11-22T09:00:00Z  2,500 of about 10,000 rows,"
                + " 00:15 left",
            "2  done      2026-11-21T09:00:00Z  7 rows  4.1 kB");
    assertThat(server.requests(JOB).getFirst().query())
        .isEqualTo("page_size=20&state=running%2Cdone&created_from=2026-11-01T00%3A00%3A00Z");
    assertThat(server.last(JOB).query()).endsWith("&page_token=a%2Bb").startsWith("page_size=19");
  }

  @Test
  void aListStopsAtItsLimit() {
    answer("{\"items\":[" + RUNNING + "],\"has_more\":true,\"page_token\":\"x\"}");

    assertThat(exports("list", "--limit", "1", "--json")).isZero();

    JsonNode tasks = JsonMapper.shared().readTree(run.out());
    assertThat(tasks.size()).isEqualTo(1);
    assertThat(server.requests(JOB)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"show, GET, ''", "cancel, POST, /cancel"})
  void oneTaskIsShownInLines(String command, String method, String path) {
    answer(RUNNING);

    assertThat(exports(command, ID)).isZero();

    assertThat(run.out().lines())
        .contains("task_id: " + ID, "state: running", "progress.rows_done: 2500");
    FakeFeishu.Request request = server.last(JOB);
    assertThat(request.method()).isEqualTo(method);
    assertThat(request.path()).isEqualTo("/roomledger/v1/exports/" + ID + path);
    assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer t-1");
  }

  @Test
  void asJsonItIsTheServersOwn() {
    answer(RUNNING);

    assertThat(exports("show", ID, "--json")).isZero();

    assertThat(JsonMapper.shared().readTree(run.out()))
        .isEqualTo(JsonMapper.shared().readTree(RUNNING));
  }

  @Test
  void aRerunTellsTheNewTask() {
    answer("{\"task_id\":\"42\"}");

    assertThat(exports("rerun", ID)).isZero();

    assertThat(run.out().strip()).isEqualTo("task_id: 42");
    assertThat(server.last(JOB).path()).isEqualTo("/roomledger/v1/exports/" + ID + "/rerun");
  }

  @Test
  void aPreflightSendsTheBodyOfACreateCall() {
    answer("{\"allowed\":true,\"rows\":12,\"rows_exact\":true,\"size\":4500,\"seconds\":0.1}");

    assertThat(
            exports("preflight", "--level", "omb_1", "--from", "2026-11-01", "--to", "2026-11-30"))
        .isZero();

    assertThat(run.out().lines()).contains("allowed: true", "rows: 12", "rows_exact: true");
    JsonNode body = JsonMapper.shared().readTree(server.last(JOB).body());
    assertThat(body.path("room_level_id").asString()).isEqualTo("omb_1");
    assertThat(body.path("start_time").asString()).isEqualTo("1793462400");
    assertThat(body.path("end_time").asString()).isEqualTo("1796054400");
  }

  @Test
  void aRefusalIsToldWithItsCode() {
    server.next(JOB, FakeFeishu.error(409, 121003, "param error"));

    assertThat(exports("cancel", ID)).isEqualTo(5);

    assertThat(run.err()).contains("code: 121003 (HTTP 409)", "task: " + ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show ../x",
        "list --limit 0",
        "list --zone Mars/Olympus",
        "list --from soon",
        "preflight --level l --from 2026-11-02 --to 2026-10-01",
        "preflight --level l --from 2026-11-02 --to 2026-11-03 --exclude",
        "show",
        "list --timeout 0"
      })
  void whatCannotWorkIsNotSent(String arguments) {
    assertThat(exports(arguments.split(" "))).isEqualTo(2);
    assertThat(server.requests(JOB)).isEmpty();
  }

  private int export() {
    return run.main(
        List.of(
            "export",
            "--task",
            ID,
            "-o",
            directory.resolve("x.xlsx").toString(),
            "--server",
            server.url(),
            "--app-id",
            FakeFeishu.APP_ID,
            "--app-secret",
            "s"));
  }

  @Test
  void anExportShowsHowFarItIsWhenTheServerTells() {
    server.next(TASK, FakeFeishu.running(), FakeFeishu.running());
    answer(RUNNING, RUNNING);
    run.terminal();

    assertThat(export()).isZero();

    assertThat(run.err())
        .contains("[######                  ]", "2,500 of about 10,000 rows, 00:15 left");
    assertThat(server.requests(JOB)).hasSize(2);
  }

  @Test
  void anExportGoesOnWhereTheServerDoesNotKnowTheQuestionAndAsksItOnce() {
    server.next(TASK, FakeFeishu.running(), FakeFeishu.running(), FakeFeishu.running());

    assertThat(export()).isZero();

    assertThat(server.requests(JOB)).hasSize(1);
    assertThat(run.err()).doesNotContain("rows");
  }

  @ParameterizedTest
  @CsvSource({
    "https://open.feishu.cn, true",
    "https://open.larksuite.com/, true",
    "https://feishu.cn.example.org, false",
    "http://127.0.0.1:8420, false"
  })
  void feishuItselfIsKnownByItsName(String address, boolean feishu) {
    assertThat(ServerAddress.parse(address).isFeishu()).isEqualTo(feishu);
  }
}
