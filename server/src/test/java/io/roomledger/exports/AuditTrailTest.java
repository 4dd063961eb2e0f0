package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.audit.AuditLog;
import io.roomledger.audit.AuditLog.Entry;
import io.roomledger.identity.AdminRights;
import io.roomledger.identity.AppInstallations;
import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.Apps;
import io.roomledger.identity.IpRange;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is written down of what is done, asked and refused. */
final class AuditTrailTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Organisation organisation = program.organisation();
  private final Organisation.App app = organisation.exporter();
  private final AuditLog audit = new AuditLog(program.database().dataSource());
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));

  private List<Entry> rows(@Nullable String deed) {
    return audit.list(
        new AuditLog.Filter(0, 10_000, organisation.tenantId(), deed, null, null, false));
  }

  private List<String> deeds(String kind) {
    return rows(kind).stream().map(Entry::deed).toList();
  }

  private ExportOrder order() {
    return ExportOrder.of(
        organisation.root().id(),
        Organisation.SAMPLE_INSTANT.minusSeconds(3600),
        Organisation.SAMPLE_INSTANT.plusSeconds(3600));
  }

  private String finishedTask(String token) {
    String task = program.api().create(token, order());
    program.api().await(token, task, 3);
    return task;
  }

  @Test
  void aTasksLifeIsWrittenDown() {
    String token = program.api().token(app);
    Answer made = program.api().post(Api.CREATE, token, order().json()).expect(200, 0);
    String task = made.data().path("task_id").asString();
    String fileToken = program.api().fileToken(token, task);
    Answer file = program.api().download(token, fileToken);
    assertThat(file.status()).isEqualTo(200);
    Await.until("the end of the download", () -> deeds("file").size() == 2);

    List<Entry> rows = new ArrayList<>(rows("task"));
    rows.addAll(rows("file"));
    assertThat(rows.stream().map(Entry::deed))
        .containsExactly("task.create", "task.claim", "task.finish", "file.open", "file.send");
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.objectId()).isEqualTo(task);
          assertThat(row.appId()).isEqualTo(app.id());
          assertThat(row.outcome()).isZero();
        });
    Entry created = rows.getFirst();
    assertThat(created.actor()).isEqualTo("app");
    assertThat(created.address()).isEqualTo("127.0.0.1");
    assertThat(created.logId()).isEqualTo(made.header("X-Tt-Logid"));
    assertThat(rows.get(1).actor()).isEqualTo("server");
    assertThat(rows.get(1).logId()).isEqualTo(made.header("X-Tt-Logid"));
    assertThat(rows.get(2).detail()).isEqualTo("0 rows, " + file.body().length + " bytes");
    assertThat(rows.getLast().detail()).isEqualTo(file.body().length + " bytes, complete");
    assertThat(rows.getLast().logId()).isEqualTo(file.header("X-Tt-Logid"));
    Entry issued = rows("token").getFirst();
    assertThat(issued.deed()).isEqualTo("token.issue");
    assertThat(issued.appId()).isEqualTo(app.id());
    assertThat(issued.address()).isEqualTo("127.0.0.1");
  }

  @Test
  void aTokenThatIsShownAgainIsNoDeed() {
    program.api().token(app);
    program.api().token(app);

    assertThat(deeds("token")).containsExactly("token.issue");
  }

  @Test
  void aDownloadThatBreaksOffIsSaidSo() throws Exception {
    String token = program.api().token(app);
    String task = finishedTask(token);
    String fileToken = program.api().fileToken(token, task);
    int size = 64 << 20;
    try (var files = Files.list(program.finishedFiles())) {
      Path file =
          files
              .filter(each -> each.getFileName().toString().startsWith(task))
              .findFirst()
              .orElseThrow();
      Files.write(file, new byte[size]);
    }
    program
        .sql()
        .sql("update export_task set file_size = ? where task_id = ?")
        .params(size, Long.parseLong(task))
        .update();

    readABit(
        "GET "
            + Api.EXPORTS
            + "/download?file_token="
            + fileToken
            + " HTTP/1.1\r\nHost: h\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n\r\n");

    Await.until("the end of the download", () -> deeds("file").contains("file.send"));
    Entry end = rows("file.send").getFirst();
    assertThat(end.detail()).endsWith(" bytes, broken off");
    assertThat(Long.parseLong(String.valueOf(end.detail()).split(" ", 2)[0])).isLessThan(size);
  }

  private static void readABit(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), program.node().port())) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(1000)).hasSize(1000);
    }
  }

  @Test
  void aTaskThatFailsAndOneThatExpiresAreWrittenDown() {
    Organisation.Person creator = organisation.person("人");
    organisation.grant(creator, null);
    Organisation.App own = organisation.app(creator, "vc:export");
    String token = program.api().token(own);
    String task = finishedTask(token);
    program
        .sql()
        .sql(
            "update export_task set state = 'queued', finished_at = null, file_key = null,"
                + " file_token_hash = null, expires_at = null, available_at = now() + interval '1"
                + " hour' where task_id = ?")
        .param(Long.parseLong(task))
        .update();
    organisation.revoke(creator);
    program
        .sql()
        .sql("update export_task set available_at = now() where task_id = ?")
        .param(Long.parseLong(task))
        .update();
    Await.until("the task to fail", () -> deeds("task").contains("task.fail"));
    assertThat(rows("task.fail").getFirst().detail()).isEqualTo("no permission");
    program
        .sql()
        .sql("update export_task set expires_at = now() - interval '1 second' where task_id = ?")
        .param(Long.parseLong(task))
        .update();

    new ExpiredTasks(program.sql()).forget(10);

    assertThat(rows("task.expire").getFirst().objectId()).isEqualTo(task);
  }

  @Test
  void whatIsDoneToAppsPeopleRightsAndTenantsIsWrittenDown() {
    Apps apps = new Apps(program.sql(), transaction, new Secrets(new SecureRandom()));
    Apps.App known = apps.find(app.id()).orElseThrow();
    AppInstallations installations = new AppInstallations(program.sql(), transaction);
    Organisation.Person person = organisation.person("人");
    Organisation.Level level = organisation.level(organisation.root(), "层");
    organisation.grant(person, level);
    organisation.grant(person, level);
    apps.changeScopes(known.number(), List.of("vc:room"), List.of("vc:export"));
    apps.setActive(known.number(), false);
    apps.setActive(known.number(), true);
    apps.setAllowedIps(known.number(), List.of(IpRange.parse("10.0.0.0/8")));
    new AppSecrets(program.sql(), transaction, new Secrets(new SecureRandom()), program.clock())
        .rotate(known.number(), Duration.ofHours(1));
    installations.install(known.number(), organisation.tenantId(), person.number(), false);
    installations.uninstall(known.number(), organisation.tenantId());
    Tenants tenants = new Tenants(program.sql(), new Secrets(new SecureRandom()));
    tenants.setActive(organisation.tenantId(), false);
    tenants.setActive(organisation.tenantId(), true);

    assertThat(deeds("app"))
        .containsExactly(
            "app.create",
            "app.scope",
            "app.disable",
            "app.enable",
            "app.allow_ip",
            "app.rotate_secret",
            "app.install",
            "app.uninstall");
    assertThat(rows("app")).allSatisfy(row -> assertThat(row.objectId()).isEqualTo(app.id()));
    assertThat(rows("app.scope").getFirst().detail())
        .isEqualTo("given=[vc:room] taken=[vc:export]");
    assertThat(rows("right")).hasSize(2);
    assertThat(rows("right").getLast().objectId()).isEqualTo(person.openId() + " " + level.id());
    assertThat(rows("right").getLast().detail()).isEqualTo(AdminRights.MEETING_MANAGEMENT);
    assertThat(rows("person").getLast().objectId()).isEqualTo(person.openId());
    assertThat(deeds("tenant")).containsExactly("tenant.create", "tenant.suspend", "tenant.resume");
    assertThat(rows("app"))
        .allSatisfy(row -> {
          assertThat(row.actor()).isEqualTo("operator");
          assertThat(row.osUser()).isEqualTo(System.getProperty("user.name"));
        });
  }

  @Test
  void aDeedThatIsRefusedIsWrittenDownWithItsCode() {
    String token = program.api().token(app);

    Answer refused =
        program
            .api()
            .post(Api.CREATE, token, order().at(organisation.newLevelId()).json())
            .expect(404, 121004);

    Await.until("the refusal", () -> !rows("api").isEmpty());
    Entry row = rows("api").getFirst();
    assertThat(row.deed()).isEqualTo("api.call");
    assertThat(row.objectId()).isEqualTo("POST " + Api.CREATE);
    assertThat(row.outcome()).isEqualTo(121004);
    assertThat(row.appId()).isEqualTo(app.id());
    assertThat(row.logId()).isEqualTo(refused.header("X-Tt-Logid"));
    assertThat(deeds("task")).isEmpty();
  }

  @Test
  void refusedReadsAreTakenTogether() {
    String token = program.api().token(app);
    long begin = System.nanoTime();
    for (int i = 1; i <= 300; i++) {
      program.api().state(token, Integer.toString(i)).expect(404, 121004);
    }

    Await.until("all refusals", () -> rows("api").stream().mapToLong(Entry::times).sum() == 300);
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    List<Entry> rows = rows("api");
    // Once a second at most.
    assertThat(rows.size()).isLessThanOrEqualTo((int) seconds + 2);
    assertThat(rows.getFirst().objectId()).isEqualTo("GET " + Api.EXPORTS + "/:task_id");
    assertThat(rows.getFirst().detail()).isEqualTo("task_id=1");
    assertThat(rows.getFirst().outcome()).isEqualTo(121004);
  }

  @Test
  void readsAreNoDeeds() {
    String token = program.api().token(app);
    String task = finishedTask(token);
    int before = rows(null).size();

    for (int i = 0; i < 20; i++) {
      program.api().state(token, task).expect(200, 0);
    }

    assertThat(deeds("task")).containsExactly("task.create", "task.claim", "task.finish");
    assertThat(rows("api")).isEmpty();
    assertThat(rows(null)).hasSize(before);
  }

  @Test
  void refusalsOfUnknownCallersAreCounted() {
    long before = counted(99991663);
    for (int i = 0; i < 25; i++) {
      program.api().state("t-0000", "1").expect(400, 99991663);
    }
    program.api().askToken(app.id(), "wrong").expect(200, 10014);

    Await.until("the count", () -> counted(99991663) == before + 25 && counted(10014) == 1);
    assertThat(rows("api")).isEmpty();
  }

  private static long counted(int code) {
    return program
        .sql()
        .sql("select coalesce(sum(times), 0) from audit_refusal where code = ?")
        .param(code)
        .query(Long.class)
        .single();
  }

  @Test
  void allOfItIsSealedWithinASecondOrTwo() {
    finishedTask(program.api().token(app));
    String unsealed = "select count(*) from audit_event where tenant_id = ? and sequence is null";

    Await.until(
        "all rows to be sealed",
        () ->
            program.sql().sql(unsealed).param(organisation.tenantId()).query(Long.class).single()
                == 0);
  }

  @Test
  void theTrailIsWholeAfterAllOfThis(@TempDir Path directory) throws Exception {
    finishedTask(program.api().token(app));

    assertThat(
            audit.verify(TestProgram.SERVER_KEY, null, directory.resolve("none"), null).stream()
                .flatMap(report -> report.problems().stream()))
        .isEmpty();
  }

  @Test
  void noSecretAndNoTitleIsInIt() {
    Organisation.Room room = organisation.sample();
    assertThat(room.id()).isNotEmpty();
    String token = program.api().token(app);
    String task = program.api().create(token, order());
    String fileToken = program.api().fileToken(token, task);
    assertThat(program.api().download(token, fileToken).status()).isEqualTo(200);
    program.api().get(Api.EXPORTS + "/" + token, token).expect(400, 121003);
    program.api().get(Api.EXPORTS + "/" + fileToken, token).expect(400, 121003);
    program.api().download(token, fileToken + "x").expect(404, 121004);
    program
        .api()
        .post(
            Api.CREATE,
            token,
            JsonNodeFactory.instance.objectNode().put("room_level_id", app.secret()).toString())
        .expect(400, 121003);
    Await.until("the refusals", () -> rows("api").size() >= 3);

    String all =
        String.join(
            "\n",
            program
                .sql()
                .sql(
                    "select row_to_json(e)::text from audit_event e union all select"
                        + " row_to_json(r)::text from audit_refusal r")
                .query(String.class)
                .list());
    assertThat(all).contains(task, app.id());
    assertThat(all).doesNotContain(token.substring(2), fileToken, app.secret(), "xx的视频会议");
  }
}
