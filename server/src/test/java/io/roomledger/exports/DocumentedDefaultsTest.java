package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.ExportedSheet;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the documentation says in passing: defaults, types, words, and what is not read. */
final class DocumentedDefaultsTest {
  private static final Instant DAY = Instant.parse("2024-03-04T00:00:00Z");

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Organisation organisation = program.organisation();
  private final Organisation.Room first = organisation.room(organisation.root(), "一");
  private final Organisation.Room second = organisation.room(organisation.root(), "二");
  private final Organisation.App app = organisation.exporter();
  private final String token = program.api().token(app);

  /** Exports by a body with the required fields and these. */
  private ExportedSheet export(String more) {
    for (Organisation.Room room : List.of(first, second)) {
      organisation.reserve(room, DAY, DAY.plusSeconds(3600)).topic("题").save();
    }
    return ExportedSheet.read(download(create(body("0", more))).body());
  }

  private static String body(String level, String more) {
    return "{\"room_level_id\":\"%s\",\"start_time\":\"%d\",\"end_time\":\"%d\"%s}"
        .formatted(level, DAY.getEpochSecond(), DAY.getEpochSecond() + 86400, more);
  }

  private String create(String body) {
    return program
        .api()
        .post(Api.CREATE, token, body)
        .expect(200, 0)
        .data()
        .path("task_id")
        .asString();
  }

  private Answer download(String taskId) {
    return program.api().download(token, program.api().fileToken(token, taskId));
  }

  @Test
  void needTopicIsFalse() {
    ExportedSheet sheet = export("");

    assertThat(sheet.topics()).containsExactly("", "");
  }

  @Test
  void isExcludeIsFalse() {
    ExportedSheet sheet = export(",\"room_ids\":[\"" + first.id() + "\"]");

    assertThat(sheet.column("会议室名称")).containsExactly("一");
  }

  @Test
  void roomIdsAreAllRooms() {
    assertThat(export(",\"is_exclude\":false").column("会议室名称")).containsExactly("一", "二");
  }

  @Test
  void aQueryChangesNothing() {
    Answer answer = program.api().post(Api.CREATE + "?user_id_type=nonsense", token, body("0", ""));

    answer.expect(200, 0);
  }

  @Test
  void theTaskIdIsAString() {
    Answer answer = program.api().post(Api.CREATE, token, body("0", "")).expect(200, 0);

    assertThat(answer.data().path("task_id").isString()).isTrue();
  }

  @Test
  void theStateHasItsTypes() {
    JsonNode done = program.api().await(token, create(body("0", "")), 3);

    assertThat(done.path("status").isInt()).isTrue();
    assertThat(done.path("url").isString()).isTrue();
    assertThat(done.path("file_token").isString()).isTrue();
  }

  @Test
  void anExportThatWaitsIsInProgress() {
    try (TestProgram idle = TestProgram.with(Map.of("roomledger.exports.workers", 0)).open()) {
      Organisation theirs = idle.organisation();
      String its = idle.api().token(theirs.exporter());
      String task = idle.api().create(its, ExportOrder.of("0", DAY, DAY.plus(Duration.ofDays(1))));

      JsonNode waiting = idle.api().state(its, task).expect(200, 0).data();

      assertThat(waiting.toString()).isEqualTo("{\"status\":1}");
    }
  }

  @Test
  void everyErrorHasItsWords() {
    Organisation.App powerless = organisation.app(organisation.person("无权"), "vc:export");
    String unknown = "omb_" + "0".repeat(32);

    said(
        program.api().post(Api.EXPORTS + "/meeting_list", token, "{}"), 400, 121002, "not support");
    said(
        program.api().post(Api.EXPORTS + "/participant_list", token, "{}"),
        400,
        121002,
        "not support");
    said(
        program.api().post(Api.EXPORTS + "/participant_quality_list", token, "{}"),
        400,
        121002,
        "not support");
    said(program.api().post(Api.CREATE, token, "{}"), 400, 121003, "param error");
    said(program.api().post(Api.CREATE, token, body(unknown, "")), 404, 121004, "data not exist");
    said(
        program.api().post(Api.CREATE, program.api().token(powerless), body("0", "")),
        403,
        121005,
        "no permission");
  }

  private static void said(Answer answer, int status, int code, String msg) {
    answer.expect(status, code);
    assertThat(answer.json().path("msg").asString()).isEqualTo(msg);
    assertThat(answer.json().has("data")).isFalse();
    assertThat(answer.json().path("error").propertyNames())
        .isSubsetOf("log_id", "troubleshooter", "message", "field_violations");
  }

  @Test
  void aFaultIsAnInternalError() {
    String task = create(body("0", ""));
    String file = program.api().fileToken(token, task);
    program.sql().sql("alter table export_task rename to export_task_away").update();
    try {
      said(program.api().post(Api.CREATE, token, body("0", "")), 500, 121001, "internal error");
      said(program.api().state(token, task), 500, 121001, "internal error");
      said(program.api().download(token, file), 500, 121001, "internal error");
    } finally {
      program.sql().sql("alter table export_task_away rename to export_task").update();
    }
    assertThat(program.api().download(token, file).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meeting_list", "participant_list", "participant_quality_list"})
  void otherKindsWantATokenFirst(String kind) {
    program.api().post(Api.EXPORTS + "/" + kind, null, "{}").expect(400, 99991661);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meeting_list", "participant_list", "participant_quality_list"})
  void otherKindsNeedTheScopeToo(String kind) {
    program.api().post(Api.EXPORTS + "/" + kind, unscoped(), "{}").expect(400, 99991672);
  }

  @ParameterizedTest
  @ValueSource(strings = {"meeting_list", "participant_list", "participant_quality_list"})
  void otherKindsByGetAreNotThere(String kind) {
    program.api().get(Api.EXPORTS + "/" + kind, token).expect(404, 121004);
  }

  @ParameterizedTest
  @CsvSource({
    "meeting_list, start_time end_time meeting_status meeting_no user_id room_id meeting_type",
    "participant_list, meeting_start_time meeting_end_time meeting_no meeting_status user_id"
        + " room_id",
    "participant_quality_list, meeting_start_time meeting_end_time meeting_no join_time user_id"
        + " room_id"
  })
  void otherKindsReadNothing(String kind, String fields) {
    String path = Api.EXPORTS + "/" + kind;
    program.api().post(path, token, "no JSON").expect(400, 121002);
    for (String type : List.of("open_id", "union_id", "user_id")) {
      program.api().post(path + "?user_id_type=" + type, token, "{}").expect(400, 121002);
    }
    for (String field : fields.split(" ", -1)) {
      program.api().post(path, token, "{\"" + field + "\":\"1\"}").expect(400, 121002);
    }
  }

  @Test
  void theOtherCallsNeedTheScopeToo() {
    program.api().state(unscoped(), "7111325589855797267").expect(400, 99991672);
    program.api().download(unscoped(), "x").expect(400, 99991672);
  }

  private String unscoped() {
    Organisation.Person creator = organisation.person("创建者");
    organisation.grant(creator, null);
    return program.api().token(organisation.app(creator, "vc:room:readonly"));
  }

  @Test
  void aBodyOnGetChangesNothing() {
    String task = create(body("0", ""));

    Answer answer =
        program
            .api()
            .send(
                "GET",
                Api.EXPORTS + "/" + task,
                BodyPublishers.ofString("{}"),
                request ->
                    request
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json"));

    answer.expect(200, 0);
  }

  @Test
  void headersOfSdksChangeNothing() {
    for (String agent :
        List.of(
            "oapi-sdk-go/v3.4.0",
            "oapi-sdk-java/v2.0.0",
            "oapi-node-sdk/1.74.0",
            "oapi-sdk-python/v1.3.5")) {
      program
          .api()
          .post(
              Api.CREATE, token, body("0", ""), "User-Agent", agent, "Oapi-Sdk-Request-Id", "1-2-3")
          .expect(200, 0);
    }
  }

  @Test
  void thereIsOneLogIdAlone() {
    Answer answer = program.api().state(token, create(body("0", "")));

    assertThat(answer.header("X-Tt-Logid")).hasSize(34);
    assertThat(answer.headers().firstValue("X-Request-Id")).isEmpty();
    assertThat(answer.headers().firstValue("Request-Id")).isEmpty();
  }

  @Test
  void theListOfAddressesIsNotForTokens() {
    program
        .sql()
        .sql("insert into app_allowed_ip (app_id, range) values (?, cast('192.0.2.0/24' as cidr))")
        .param(organisation.number(app))
        .update();

    program.api().askToken(app.id(), app.secret()).expect(200, 0);
  }

  @Test
  void idsHaveTheirPrefixes() {
    Consent consent = new Consent(program, "vc:export");
    JsonNode person =
        consent
            .authen(
                "/access_token",
                Map.of("grant_type", "authorization_code", "code", consent.code("")))
            .expect(200, 0)
            .data();

    assertThat(app.id()).matches("cli_[0-9a-z]{16}");
    assertThat(person.path("open_id").asString()).startsWith("ou_");
    assertThat(person.path("union_id").asString()).startsWith("on_");
    assertThat(first.id()).matches("omm_[0-9a-f]{32}");
  }

  @Test
  void userInfoHasEveryField() {
    Consent consent =
        new Consent(
            program,
            "contact:user.email:readonly",
            "contact:user.phone:readonly",
            "contact:user.employee_id:readonly",
            "contact:user.employee:readonly");

    JsonNode person =
        program
            .api()
            .get(Consent.AUTHEN + "/user_info", Consent.access(consent.tokens("")))
            .expect(200, 0)
            .data();

    assertThat(person.propertyNames())
        .containsExactlyInAnyOrder(
            "name",
            "en_name",
            "avatar_url",
            "avatar_thumb",
            "avatar_middle",
            "avatar_big",
            "open_id",
            "union_id",
            "user_id",
            "email",
            "enterprise_email",
            "mobile",
            "tenant_key",
            "employee_no");
  }
}
