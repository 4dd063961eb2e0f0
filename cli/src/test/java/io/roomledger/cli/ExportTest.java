package io.roomledger.cli;

import static io.roomledger.cli.FakeFeishu.Call.CREATE;
import static io.roomledger.cli.FakeFeishu.Call.DOWNLOAD;
import static io.roomledger.cli.FakeFeishu.Call.TASK;
import static io.roomledger.cli.FakeFeishu.Call.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command against a server over HTTP: what is sent, what is printed, how it ends. */
class ExportTest {
  @TempDir Path directory;
  private final FakeFeishu feishu = new FakeFeishu();
  private final Run run = new Run();

  @AfterEach
  void close() {
    feishu.close();
  }

  private Path xlsx() {
    return directory.resolve("会议室 rooms.xlsx");
  }

  private List<String> arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export", "--server", feishu.url(), "-o", xlsx().toString()));
    arguments.addAll(List.of("--app-id", FakeFeishu.APP_ID, "--app-secret", FakeFeishu.SECRET));
    Collections.addAll(arguments, more);
    return arguments;
  }

  private int export(String... more) {
    List<String> arguments =
        arguments("--level", "omb_1", "--from", "2026-11-01", "--to", "2026-11-30");
    Collections.addAll(arguments, more);
    return run.main(arguments);
  }

  private void assertNothingLeft() throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void savesTheFileAndSaysWhere() throws IOException {
    assertThat(export()).isZero();

    assertThat(xlsx()).hasBinaryContent(feishu.file());
    assertThat(run.out().lines())
        .contains(
            "xlsx: " + xlsx(),
            "bytes: 100000",
            "task_id: " + FakeFeishu.TASK,
            "from: 2026-11-01T00:00+08:00[Asia/Shanghai]",
            "to: 2026-12-01T00:00+08:00[Asia/Shanghai]",
            "start_time: 1793462400",
            "end_time: 1796054400",
            "server: " + feishu.url());
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(xlsx());
    }
  }

  @Test
  void asksAsDocumented() {
    assertThat(export("--rooms", "omm_a,omm_b", "--rooms", "omm_c", "--exclude", "--topics"))
        .isZero();

    JsonMapper json = JsonMapper.shared();
    assertThat(json.readTree(feishu.last(TOKEN).body()))
        .isEqualTo(json.readTree("{\"app_id\":\"cli_fake\",\"app_secret\":\"s3cr3t-of-the-app\"}"));
    assertThat(json.readTree(feishu.last(CREATE).body()))
        .isEqualTo(
            json.readTree(
                """
                {"room_level_id": "omb_1", "need_topic": true, "start_time": "1793462400", "end_time": "1796054400",
                 "room_ids": ["omm_a", "omm_b", "omm_c"], "is_exclude": true}
                """));
    assertThat(feishu.last(CREATE).headers().getFirst("Authorization")).isEqualTo("Bearer t-1");
    assertThat(feishu.last(CREATE).headers().getFirst("Content-Type"))
        .isEqualTo("application/json; charset=utf-8");
    assertThat(feishu.last(DOWNLOAD).query()).isEqualTo("file_token=6yHu7Igp%2B%2FYYQ%3D%3D");
    assertThat(feishu.last(DOWNLOAD).headers().getFirst("Authorization")).isEqualTo("Bearer t-1");
  }

  @Test
  void leavesRoomsOutWhenNoneAreNamed() {
    assertThat(export()).isZero();
    JsonNode body = JsonMapper.shared().readTree(feishu.last(CREATE).body());
    assertThat(body.propertyNames())
        .containsExactly("room_level_id", "need_topic", "start_time", "end_time");
  }

  @Test
  void printsOneJsonObject() {
    assertThat(export("--json", "--quiet")).isZero();
    JsonNode result = JsonMapper.shared().readTree(run.out());
    assertThat(result.path("xlsx").asString()).isEqualTo(xlsx().toString());
    assertThat(result.path("bytes").asLong()).isEqualTo(100_000);
    assertThat(result.path("task_id").asString()).isEqualTo(FakeFeishu.TASK);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void waitsForASlowTaskPolitely() {
    for (int i = 0; i < 60; i++) {
      feishu.next(TASK, FakeFeishu.running());
    }
    assertThat(export()).isZero();
    assertThat(feishu.requests(TASK)).hasSize(61);
    // 100 calls a minute are allowed; later on it asks every 5 seconds.
    assertThat(run.paused()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5));
    assertThat(run.err()).contains("task " + FakeFeishu.TASK + " in progress", "done");
  }

  @Test
  void drawsABarOnATerminal() {
    feishu.next(TASK, FakeFeishu.running(), FakeFeishu.running());
    assertThat(
            run.terminal()
                .main(arguments("--level", "omb_1", "--from", "2026-11-01", "--to", "2026-11-02")))
        .isZero();
    assertThat(run.err())
        .contains("\r", "===", "in progress", "100 %")
        .doesNotContain("\n")
        .endsWith("\r\u001b[2K");
  }

  @Test
  void fetchesATaskThatWasAskedForBefore() {
    assertThat(run.main(arguments("--task", FakeFeishu.TASK))).isZero();
    assertThat(feishu.requests(CREATE)).isEmpty();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @ParameterizedTest
  @CsvSource({
    "400, 121003, 5, bad_parameter",
    "400, 121002, 5, bad_parameter",
    "400, 99992402, 5, bad_parameter",
    "404, 121004, 4, not_found",
    "403, 121005, 3, not_authorised",
    "400, 99991672, 3, not_authorised",
    "400, 99991668, 3, not_authorised",
    "500, 121001, 6, server_failed",
    "418, 4711, 5, bad_parameter",
    "404, 4711, 4, not_found"
  })
  void endsWithACodePerKindOfRefusal(int status, int code, int exit, String kind)
      throws IOException {
    for (int i = 0; i < Retry.ATTEMPTS; i++) {
      feishu.next(CREATE, FakeFeishu.error(status, code, "words of the server"));
    }
    assertThat(export("--json")).isEqualTo(exit);
    assertThat(run.err())
        .contains("words of the server", "code: " + code, "log id: 20261122logid", "next: ");
    JsonNode error = JsonMapper.shared().readTree(run.out()).path("error");
    assertThat(error.path("exit_code").asInt()).isEqualTo(exit);
    assertThat(error.path("kind").asString()).isEqualTo(kind);
    assertThat(error.path("code").asInt()).isEqualTo(code);
    assertThat(error.path("log_id").asString()).isEqualTo("20261122logid");
    assertNothingLeft();
  }

  @Test
  void namesEachBadField() {
    feishu.next(
        CREATE,
        FakeFeishu.json(
            400,
            "{\"code\":121003,\"msg\":\"param"
                + " error\",\"error\":{\"log_id\":\"x\",\"field_violations\":[{\"field\":\"end_time\",\"value\":\"1\",\"description\":\"must"
                + " not be before \\u001b[31mstart_time\"}]}}"));
    assertThat(export()).isEqualTo(5);
    assertThat(run.err()).contains("field: end_time (was 1): must not be before  [31mstart_time");
  }

  @Test
  void wrongSecretIsNotAuthorised() {
    feishu.next(TOKEN, FakeFeishu.error(200, 10014, "app secret invalid"));
    assertThat(export()).isEqualTo(3);
    assertThat(run.err()).contains("app secret invalid", "check app id and secret");
    assertThat(feishu.requests(CREATE)).isEmpty();
  }

  @Test
  void getsANewTokenWhenTheFirstHasExpired() {
    feishu.next(
        TASK, FakeFeishu.running(), FakeFeishu.error(400, 99991663, "Invalid access token"));
    assertThat(export()).isZero();
    assertThat(feishu.requests(TOKEN)).hasSize(2);
    assertThat(feishu.last(DOWNLOAD).headers().getFirst("Authorization")).isEqualTo("Bearer t-2");
  }

  @Test
  void aTokenThatStaysRefusedEndsIt() {
    FakeFeishu.Reply refusal = FakeFeishu.error(400, 99991663, "Invalid access token");
    feishu.next(CREATE, refusal, refusal);
    assertThat(export()).isEqualTo(3);
    assertThat(feishu.requests(CREATE)).hasSize(2);
  }

  @Test
  void usesAUserTokenAsItIs() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "u-person\n");
    int exit =
        run.main(
            List.of(
                "export",
                "--server",
                feishu.url(),
                "-o",
                xlsx().toString(),
                "--user-token-file",
                token.toString(),
                "--task",
                FakeFeishu.TASK));
    assertThat(exit).isZero();
    assertThat(feishu.requests(TOKEN)).isEmpty();
    assertThat(feishu.last(DOWNLOAD).headers().getFirst("Authorization"))
        .isEqualTo("Bearer u-person");
  }

  @Test
  void takesCredentialsAndServerFromTheEnvironment() {
    int exit =
        run.environment("ROOMLEDGER_APP_ID", FakeFeishu.APP_ID)
            .environment("ROOMLEDGER_APP_SECRET", FakeFeishu.SECRET)
            .environment("ROOMLEDGER_SERVER", feishu.url() + "/open-apis/")
            .main(List.of("export", "--task", FakeFeishu.TASK, "-o", xlsx().toString()));
    assertThat(exit).isZero();
  }

  @Test
  void aFailedTaskEndsIt() throws IOException {
    feishu.next(
        TASK,
        FakeFeishu.json(
            200,
            "{\"code\":0,\"msg\":\"success\",\"data\":{\"status\":2,\"fail_msg\":\"no"
                + " permission\"}}"));
    assertThat(export()).isEqualTo(6);
    assertThat(run.err())
        .contains("the export failed on the server: no permission", "task: " + FakeFeishu.TASK);
    assertNothingLeft();
  }

  @Test
  void waitsAsLongAsTheRateLimitSays() {
    FakeFeishu.Reply limit = FakeFeishu.error(429, 99991400, "request trigger frequency limit");
    feishu.next(CREATE, FakeFeishu.with("x-ogw-ratelimit-reset", "17", limit));
    feishu.next(
        TASK,
        FakeFeishu.with("x-ogw-ratelimit-reset", "0", FakeFeishu.error(400, 99991400, "limit")));
    assertThat(export()).isZero();
    assertThat(run.paused()).isEqualTo(Duration.ofSeconds(18));
    assertThat(run.err()).contains("rate limit is reached; trying again in 17 s");
  }

  @Test
  void aRateLimitPastTheTimeoutEndsItAtOnce() {
    FakeFeishu.Reply limit = FakeFeishu.error(429, 99991400, "request trigger frequency limit");
    feishu.next(CREATE, FakeFeishu.with("x-ogw-ratelimit-reset", "400", limit));
    assertThat(export("--timeout", "5m")).isEqualTo(9);
    assertThat(run.paused()).isZero();
  }

  @Test
  void triesAgainAfterServerFaults() {
    FakeFeishu.Reply fault = FakeFeishu.error(500, 121001, "internal error");
    FakeFeishu.Reply proxy = FakeFeishu.text(502, "text/html", "<h1>Bad Gateway</h1>");
    feishu.next(CREATE, fault, proxy).next(TASK, proxy, fault).next(DOWNLOAD, fault, proxy);
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void timesOutWithTheTaskToContinueWith() throws IOException {
    for (int i = 0; i < 50; i++) {
      feishu.next(TASK, FakeFeishu.running());
    }
    assertThat(export("--timeout", "20s", "--json")).isEqualTo(9);
    assertThat(run.err()).contains("--timeout of 20 s", "task: " + FakeFeishu.TASK);
    assertThat(JsonMapper.shared().readTree(run.out()).path("error").path("task_id").asString())
        .isEqualTo(FakeFeishu.TASK);
    assertNothingLeft();
  }

  @Test
  void neverPrintsASecret() {
    feishu.next(TASK, FakeFeishu.running(), FakeFeishu.error(403, 121005, "no permission"));
    assertThat(export("--json")).isEqualTo(3);
    assertThat(run.out() + run.err())
        .doesNotContain(FakeFeishu.SECRET, "t-1", FakeFeishu.FILE_TOKEN);
  }
}
