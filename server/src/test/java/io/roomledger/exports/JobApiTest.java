package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Job control beside the protocol: list, show, cancel, rerun, preflight. */
final class JobApiTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder DAY = ExportOrder.of("0", T0, T0.plus(Duration.ofDays(1)));
  private static final String UNKNOWN = "7111325589855797267";

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final JobApi jobs = new JobApi(program.api());
  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());

  private String done(ExportOrder order) {
    String taskId = program.api().create(token, order);
    program.api().await(token, taskId, 3);
    return taskId;
  }

  /** A task that no worker takes. */
  private String waiting() {
    String taskId = program.api().create(token, DAY);
    jobs.await(token, taskId, "done");
    program
        .sql()
        .sql(
            """
            update export_task
               set state = 'queued', available_at = now() + interval '1 day', finished_at = null,
                   file_key = null, file_token_hash = null, as_of = null, expires_at = null
             where task_id = ?
            """)
        .param(Long.valueOf(taskId))
        .update();
    return taskId;
  }

  private static List<String> ids(Answer list) {
    return list.expect(200, 0)
        .data()
        .path("items")
        .valueStream()
        .map(item -> item.path("task_id").asString())
        .toList();
  }

  @Test
  void aTaskThatIsDoneShowsEverything() {
    Organisation.Room room = organisation.room(organisation.root(), "一");
    organisation.reserve(room, T0, T0.plusSeconds(60)).save();
    String taskId = done(DAY.only(room.id()));

    JsonNode task = jobs.show(token, taskId).expect(200, 0).data();

    assertThat(task.propertyNames())
        .containsExactlyInAnyOrder(
            "task_id",
            "kind",
            "state",
            "attempt",
            "created_at",
            "started_at",
            "finished_at",
            "expires_at",
            "as_of",
            "progress",
            "rows",
            "size",
            "sha256",
            "file_name",
            "file_token",
            "url",
            "request");
    assertThat(task.path("task_id").isString()).isTrue();
    assertThat(task.path("state").asString()).isEqualTo("done");
    assertThat(task.path("attempt").asInt()).isEqualTo(1);
    assertThat(task.path("rows").asInt()).isEqualTo(1);
    assertThat(task.path("progress").path("rows_done").asInt()).isEqualTo(1);
    assertThat(task.path("progress").path("rows_expected").asInt()).isEqualTo(1);
    assertThat(task.path("progress").path("seconds_left").asInt(-1)).isZero();
    Instant created = Instant.parse(task.path("created_at").asString());
    Instant finished = Instant.parse(task.path("finished_at").asString());
    assertThat(Instant.parse(task.path("started_at").asString()))
        .isBetween(created.minusSeconds(1), finished);
    assertThat(Duration.between(finished, Instant.parse(task.path("expires_at").asString())))
        .isEqualTo(Duration.ofDays(7));
    Answer file = program.api().download(token, task.path("file_token").asString());
    assertThat(file.header("ETag")).isEqualTo('"' + task.path("sha256").asString() + '"');
    assertThat(file.body()).hasSize(task.path("size").asInt());
    assertThat(task.path("url").asString())
        .isEqualTo(program.api().state(token, taskId).data().path("url").asString());
  }

  @Test
  void whatWasAskedCanBeAskedAgainAsItStandsThere() {
    Organisation.Room one = organisation.room(organisation.root(), "一");
    Organisation.Room two = organisation.room(organisation.root(), "二");
    String taskId = done(DAY.at(organisation.root().id()).allBut(one.id(), two.id()));

    JsonNode asked = jobs.show(token, taskId).expect(200, 0).data().path("request");

    assertThat(asked.path("room_level_id").asString()).isEqualTo(organisation.root().id());
    assertThat(asked.path("start_time").asString()).isEqualTo(Long.toString(T0.getEpochSecond()));
    assertThat(asked.path("need_topic").asBoolean()).isTrue();
    assertThat(asked.path("is_exclude").asBoolean()).isTrue();
    assertThat(asked.path("room_ids").valueStream().map(JsonNode::asString).toList())
        .containsExactly(one.id(), two.id());
    program.api().post(io.roomledger.testing.Api.CREATE, token, asked.toString()).expect(200, 0);
  }

  @Test
  void aListIsPagedTheNewestFirst() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst(program.api().create(token, DAY));
    }
    made.sort(Comparator.reverseOrder());

    List<String> seen = new ArrayList<>();
    Answer page = jobs.list(token, "page_size=3");
    seen.addAll(ids(page));
    assertThat(seen).hasSize(3);
    while (page.data().path("has_more").asBoolean()) {
      page =
          jobs.list(token, "page_size=3&page_token=" + page.data().path("page_token").asString());
      seen.addAll(ids(page));
    }

    assertThat(seen).isEqualTo(made);
    assertThat(page.data().path("page_token").isMissingNode()).isTrue();
    assertThat(ids(jobs.list(token, ""))).isEqualTo(made);
    assertThat(jobs.list(token, "").data().path("items").get(0).path("request").has("room_ids"))
        .isFalse();
  }

  @Test
  void aListIsFilteredByStateAndTime() {
    String one = done(DAY);
    String two = waiting();
    program
        .sql()
        .sql("update export_task set created_at = created_at - interval '2 s' where task_id = ?")
        .param(Long.valueOf(one))
        .update();
    String between = jobs.show(token, two).data().path("created_at").asString();

    assertThat(ids(jobs.list(token, "state=done"))).containsExactly(one);
    assertThat(ids(jobs.list(token, "state=queued,running"))).containsExactly(two);
    assertThat(ids(jobs.list(token, "state=failed"))).isEmpty();
    assertThat(ids(jobs.list(token, "created_from=" + between))).containsExactly(two);
    assertThat(ids(jobs.list(token, "created_to=" + between))).containsExactly(one);
    assertThat(
            ids(
                jobs.list(
                    token,
                    "created_from=2001-01-01T00:00:00%2B08:00&created_to=2999-01-01T00:00:00Z")))
        .containsExactlyInAnyOrder(one, two);
  }

  @ParameterizedTest
  @CsvSource({
    "page_size=0, page_size",
    "page_size=101, page_size",
    "page_size=x, page_size",
    "page_size=5&page_size=6, page_size",
    "page_token=x, page_token",
    "page_token=%00, page_token",
    "state=broken, state",
    "'state=done,', state",
    "created_from=yesterday, created_from",
    "created_to=2026-11-22, created_to",
    "status=done, status"
  })
  void aBadParameterOfAListIsNamed(String query, String field) {
    assertThat(jobs.list(token, query).expect(400, 99992402).badFields()).containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/cancel", "/rerun"})
  void whatIsSomebodyElsesIsAnsweredAsIfItWereNotThere(String call) {
    String taskId = done(DAY);
    String stranger = program.api().token(organisation.exporter());
    String elsewhere = program.api().token(program.organisation().exporter());

    for (String other : List.of(stranger, elsewhere)) {
      String path = JobApi.PATH + "/" + taskId + call;
      Answer foreign =
          call.isEmpty() ? program.api().get(path, other) : program.api().post(path, other, "");
      String unknownPath = JobApi.PATH + "/" + UNKNOWN + call;
      Answer unknown =
          call.isEmpty()
              ? program.api().get(unknownPath, other)
              : program.api().post(unknownPath, other, "");
      assertThat(foreign.expect(404, 121004).withoutLogId()).isEqualTo(unknown.withoutLogId());
    }
    assertThat(ids(jobs.list(stranger, ""))).isEmpty();
    assertThat(ids(jobs.list(elsewhere, ""))).isEmpty();
  }

  @Test
  void aTaskIdThatIsNoneIsNamed() {
    assertThat(jobs.show(token, "x").expect(400, 99992402).badFields()).containsExactly("task_id");
    assertThat(jobs.cancel(token, "-1").expect(400, 99992402).badFields())
        .containsExactly("task_id");
    assertThat(jobs.rerun(token, "x").expect(400, 99992402).badFields()).containsExactly("task_id");
  }

  @Test
  void withoutTokenScopeOrRightThereIsNothing() {
    Organisation.Person creator = organisation.person("无");
    String noRight = program.api().token(organisation.app(creator, "vc:export"));
    String noScope = program.api().token(organisation.app(creator));

    program.api().get(JobApi.PATH, null).expect(400, 99991661);
    jobs.list(noScope, "").expect(400, 99991672);
    jobs.list(noRight, "").expect(403, 121005);
    jobs.show(noRight, done(DAY)).expect(403, 121005);
    jobs.show(noRight, UNKNOWN).expect(403, 121005);
    jobs.cancel(noRight, UNKNOWN).expect(403, 121005);
  }

  @Test
  void aListEndsWhereTheRightEnds() {
    Organisation.Level inside = organisation.level(organisation.root(), "内");
    Organisation.Level below = organisation.level(inside, "下");
    Organisation.Person creator = organisation.person("创建者");
    organisation.grant(creator, null);
    String mine = program.api().token(organisation.app(creator, "vc:export"));
    String all = program.api().create(mine, DAY);
    String one = program.api().create(mine, DAY.at(inside.id()));
    String two = program.api().create(mine, DAY.at(below.id()));
    assertThat(ids(jobs.list(mine, ""))).containsExactlyInAnyOrder(all, one, two);

    organisation.revoke(creator);
    organisation.grant(creator, inside);

    assertThat(ids(jobs.list(mine, ""))).containsExactlyInAnyOrder(one, two);
    jobs.show(mine, two).expect(200, 0);
    jobs.show(mine, all).expect(404, 121004);
  }

  @Test
  void aTaskThatWaitsIsCanceledAndStaysSo() {
    String taskId = waiting();

    JsonNode canceled = jobs.cancel(token, taskId).expect(200, 0).data();

    assertThat(canceled.path("state").asString()).isEqualTo("canceled");
    assertThat(canceled.path("progress").toString()).isEqualTo("{\"rows_done\":0}");
    assertThat(canceled.has("fail_msg")).isFalse();
    assertThat(program.api().state(token, taskId).expect(200, 0).data().toString())
        .isEqualTo("{\"status\":2,\"fail_msg\":\"canceled\"}");
    assertThat(jobs.cancel(token, taskId).expect(200, 0).data()).as("again").isEqualTo(canceled);
    assertThat(
            program
                .sql()
                .sql(
                    "select deed || ' ' || actor from audit_event where object_id = ? order by id"
                        + " desc limit 1")
                .param(taskId)
                .query(String.class)
                .single())
        .isEqualTo("task.cancel app");
  }

  @Test
  void whatHasEndedIsNotCanceled() {
    String taskId = done(DAY);

    Answer refused = jobs.cancel(token, taskId).expect(409, 121003);

    assertThat(refused.text()).contains("the task is done");
    assertThat(jobs.show(token, taskId).data().path("state").asString()).isEqualTo("done");
  }

  @Test
  void aRerunIsANewTaskOfTheSameRequest() {
    Organisation.Room room = organisation.room(organisation.root(), "一");
    organisation.reserve(room, T0, T0.plusSeconds(60)).save();
    String old = done(DAY.only(room.id()));

    String again = jobs.rerun(token, old).expect(200, 0).data().path("task_id").asString();

    assertThat(again).isNotEqualTo(old);
    JsonNode task = jobs.await(token, again, "done");
    assertThat(task.path("rows").asInt()).isEqualTo(1);
    assertThat(task.path("request")).isEqualTo(jobs.show(token, old).data().path("request"));
  }

  @Test
  void aRerunNeedsTheRightOfToday() {
    Organisation.Person creator = organisation.person("创建者");
    organisation.grant(creator, null);
    String mine = program.api().token(organisation.app(creator, "vc:export"));
    String taskId = program.api().create(mine, DAY);
    program.api().await(mine, taskId, 3);
    organisation.revoke(creator);

    jobs.rerun(mine, taskId).expect(403, 121005);
  }

  @Test
  void aPreflightTellsRowsSizeAndTimeAndStartsNothing() {
    Organisation.Room room = organisation.room(organisation.root(), "一");
    Organisation.Room other = organisation.room(organisation.root(), "二");
    for (int i = 0; i < 5; i++) {
      Instant begin = T0.plus(Duration.ofMinutes(i));
      organisation.reserve(room, begin, begin.plusSeconds(60)).save();
    }
    organisation.reserve(other, T0, T0.plus(Duration.ofDays(3))).save();

    JsonNode forecast = jobs.preflight(token, DAY).expect(200, 0).data();

    assertThat(forecast.propertyNames())
        .as("size and time are not guessed")
        .containsExactlyInAnyOrder("allowed", "rows", "rows_exact", "based_on_tasks");
    assertThat(forecast.path("allowed").asBoolean()).isTrue();
    assertThat(forecast.path("rows").asInt()).isEqualTo(6);
    assertThat(forecast.path("rows_exact").asBoolean()).isTrue();
    assertThat(forecast.path("based_on_tasks").asInt(-1)).isZero();
    assertThat(jobs.preflight(token, DAY.only(other.id())).data().path("rows").asInt())
        .isEqualTo(1);
    assertThat(ids(jobs.list(token, ""))).isEmpty();
  }

  @Test
  void aPreflightWithoutTheRightSaysSoAndNothingElse() {
    Organisation.Level inside = organisation.level(organisation.root(), "内");
    Organisation.Person creator = organisation.person("创建者");
    String mine = program.api().token(organisation.app(creator, "vc:export"));
    JsonNode none = jobs.preflight(mine, DAY).expect(200, 0).data();
    organisation.grant(creator, inside);
    JsonNode above = jobs.preflight(mine, DAY).expect(200, 0).data();

    for (JsonNode refused : List.of(none, above)) {
      assertThat(refused.propertyNames()).containsExactlyInAnyOrder("allowed", "reason");
      assertThat(refused.path("allowed").asBoolean(true)).isFalse();
      assertThat(refused.path("reason").asString()).contains("会议管理");
    }
    assertThat(jobs.preflight(mine, DAY.at(inside.id())).data().path("allowed").asBoolean())
        .isTrue();
  }

  @Test
  void aPreflightRefusesWhatACreateCallRefusesInTheGatewaysWords() {
    assertThat(
            program
                .api()
                .post(JobApi.PATH + "/preflight", token, "{\"start_time\":\"x\"}")
                .expect(400, 99992402)
                .badFields())
        .containsExactly("room_level_id", "start_time", "end_time");
    program.api().post(JobApi.PATH + "/preflight", token, "[]").expect(400, 99992402);
    jobs.preflight(token, DAY.at(organisation.newLevelId())).expect(404, 121004);
  }

  @Test
  void theProtocolsOwnPathsKnowNothingOfIt() {
    String taskId = done(DAY);
    program
        .api()
        .post("/open-apis/vc/v1/exports/" + taskId + "/cancel", token, "")
        .expect(404, 99991201);
    assertThat(program.api().state(token, taskId).data().propertyNames())
        .containsExactlyInAnyOrder("status", "url", "file_token");
    program.api().post(JobApi.PATH + "/" + taskId, token, "").expect(404, 99991301);
  }
}
