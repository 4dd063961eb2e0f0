package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may export what, and who may see it. */
final class ExportRightsTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ALL = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final String UNKNOWN_TASK = "7111325589855797267";
  private static final String UNKNOWN_FILE = "x".repeat(43);

  /** No worker, so that a test says when a task is claimed. */
  @RegisterExtension
  static final TestProgram program = TestProgram.with(Map.of("roomledger.exports.workers", 0));

  private final Organisation organisation = program.organisation();
  private final Organisation.Person creator = organisation.person("创建者");
  private final Organisation.App app = organisation.app(creator, "vc:export");
  private final String token = program.api().token(app);

  private Answer create(ExportOrder order) {
    return program.api().post(Api.CREATE, token, order.json());
  }

  /** Does what waits, on a node that is there for nothing else. */
  private void work(String taskId, int status) {
    try (TestNode worker = program.startNode(Map.of("roomledger.exports.workers", 2))) {
      worker.api().await(token, taskId, status);
    }
  }

  private String finished() {
    String taskId = program.api().create(token, ALL);
    work(taskId, 3);
    return taskId;
  }

  @Test
  void withoutTheRightNothingIsMade() {
    Answer refused = create(ALL).expect(403, 121005);

    assertThat(refused.json().path("msg").asString()).isEqualTo("no permission");
    assertThat(refused.json().path("error").path("message").asString()).contains("会议管理");
    assertThat(
            program
                .sql()
                .sql("select count(*) from export_task where tenant_id = ?")
                .param(organisation.tenantId())
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void withoutTheRightLevelsCannotBeTriedOut() {
    String existing = create(ALL.at(organisation.root().id())).withoutLogId();

    assertThat(create(ALL.at(organisation.newLevelId())).withoutLogId()).isEqualTo(existing);
  }

  @Test
  void aRightOnALevelReachesWhatLiesBelowAndNothingElse() {
    Organisation.Level city = organisation.level(organisation.root(), "city");
    Organisation.Level house = organisation.level(city, "house");
    Organisation.Level floor = organisation.level(house, "floor");
    Organisation.Level sibling = organisation.level(city, "sibling");
    organisation.grant(creator, house);

    create(ALL.at(house.id())).expect(200, 0);
    create(ALL.at(floor.id())).expect(200, 0);
    create(ALL.at(city.id())).expect(403, 121005);
    create(ALL.at(sibling.id())).expect(403, 121005);
    create(ALL).expect(403, 121005);
    create(ALL.at(organisation.root().id())).expect(403, 121005);

    organisation.grant(creator, sibling);
    create(ALL.at(sibling.id())).expect(200, 0);
    create(ALL.at(city.id())).expect(403, 121005);
  }

  @Test
  void aRightThatIsTakenIsGoneAtOnce() {
    organisation.grant(creator, null);
    String taskId = finished();
    String fileToken = program.api().fileToken(token, taskId);
    assertThat(program.api().download(token, fileToken).status()).isEqualTo(200);

    organisation.revoke(creator);

    program.api().state(token, taskId).expect(403, 121005);
    program.api().download(token, fileToken).expect(403, 121005);
    create(ALL).expect(403, 121005);
  }

  @Test
  void aPersonWhoLeftHasNoRights() {
    organisation.grant(creator, null);
    organisation.setPersonState(creator, "left");

    create(ALL).expect(403, 121005);
  }

  @Test
  void anAppThatIsDisabledMakesAndFetchesNothingMore() {
    organisation.grant(creator, null);
    String taskId = finished();
    String fileToken = program.api().fileToken(token, taskId);

    program
        .sql()
        .sql("update app set state = 'disabled' where app_id = ?")
        .param(app.id())
        .update();

    assertThat(create(ALL).code()).isIn(121005, 99991662);
    assertThat(program.api().download(token, fileToken).code()).isIn(121005, 99991662);
  }

  @Test
  void aRightTakenBeforeTheWorkBeginsFailsTheTask() {
    organisation.grant(creator, null);
    String taskId = program.api().create(token, ALL);
    organisation.revoke(creator);
    Organisation.Person somebody = organisation.person("别人");
    organisation.grant(somebody, null);

    try (TestNode worker = program.startNode(Map.of("roomledger.exports.workers", 1))) {
      Await.until("the task to fail", () -> stateInDatabase(taskId).equals("failed"));
      organisation.grant(creator, null);
      assertThat(worker.api().state(token, taskId).data().toString())
          .isEqualTo("{\"status\":2,\"fail_msg\":\"no permission\"}");
    }
  }

  @Test
  void aTenantThatIsSuspendedBeforeTheWorkBeginsFailsTheTask() {
    organisation.grant(creator, null);
    String taskId = program.api().create(token, ALL);
    Tenants tenants = new Tenants(program.sql(), new Secrets(new SecureRandom()));
    tenants.setActive(organisation.tenantId(), false);

    try (TestNode worker = program.startNode(Map.of("roomledger.exports.workers", 1))) {
      Await.until("the task to fail", () -> stateInDatabase(taskId).equals("failed"));
      tenants.setActive(organisation.tenantId(), true);
      Await.until(
          "the tenant to be let in", () -> worker.api().state(token, taskId).status() == 200);
      assertThat(worker.api().state(token, taskId).data().path("fail_msg").asString())
          .isEqualTo("no permission");
    }
  }

  private String stateInDatabase(String taskId) {
    return program
        .sql()
        .sql("select state from export_task where task_id = ?")
        .param(Long.valueOf(taskId))
        .query(String.class)
        .single();
  }

  @Test
  void aRightOnASmallerLevelDoesNotShowTheLargerExport() {
    Organisation.Level floor = organisation.level(organisation.root(), "floor");
    organisation.grant(creator, null);
    String taskId = finished();
    String fileToken = program.api().fileToken(token, taskId);

    organisation.revoke(creator);
    organisation.grant(creator, floor);

    assertThat(program.api().state(token, taskId).expect(404, 121004).withoutLogId())
        .isEqualTo(program.api().state(token, UNKNOWN_TASK).withoutLogId());
    assertThat(program.api().download(token, fileToken).expect(404, 121004).withoutLogId())
        .isEqualTo(program.api().download(token, UNKNOWN_FILE).withoutLogId());
  }

  @Test
  void anotherAppsTaskIsNotToBeToldFromNone() {
    organisation.grant(creator, null);
    String taskId = finished();
    String fileToken = program.api().fileToken(token, taskId);

    looksUnknownTo(program.api().token(organisation.exporter()), taskId, fileToken);
    looksUnknownTo(program.api().token(organisation.app(creator, "vc:export")), taskId, fileToken);
    looksUnknownTo(program.api().token(program.organisation().exporter()), taskId, fileToken);
  }

  private void looksUnknownTo(String stranger, String taskId, String fileToken) {
    assertThat(program.api().state(stranger, taskId).expect(404, 121004).withoutLogId())
        .isEqualTo(program.api().state(stranger, UNKNOWN_TASK).withoutLogId());
    for (String[] headers :
        new String[][] {{}, {"Range", "bytes=999999-"}, {"If-None-Match", "*"}}) {
      assertThat(
              program
                  .api()
                  .download(stranger, fileToken, headers)
                  .expect(404, 121004)
                  .withoutLogId())
          .isEqualTo(program.api().download(stranger, UNKNOWN_FILE, headers).withoutLogId());
    }
  }

  @Test
  void levelsAndRoomsOfAnotherTenantAreUnknown() {
    organisation.grant(creator, null);
    Organisation neighbour = program.organisation();
    Organisation.Room theirs = neighbour.room(neighbour.root(), "theirs");

    assertThat(create(ALL.at(neighbour.root().id())).expect(404, 121004).withoutLogId())
        .isEqualTo(create(ALL.at(organisation.newLevelId())).withoutLogId());
    create(ALL.only(theirs.id())).expect(404, 121004);
  }

  @Test
  void twoTenantsMayHaveTheSameIds() {
    organisation.grant(creator, null);
    Organisation neighbour = program.organisation();
    organisation.sample();
    neighbour.sample();

    create(ALL.at(Organisation.SAMPLE_LEVEL).only(Organisation.SAMPLE_ROOM)).expect(200, 0);
  }
}
