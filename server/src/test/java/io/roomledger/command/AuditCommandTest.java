package io.roomledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.database.Database;
import io.roomledger.database.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code admin audit …} and what it finds, beside a running database. */
final class AuditCommandTest {
  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedPostgres postgres;

  @SuppressWarnings("NullAway.Init")
  private static Database database;

  @SuppressWarnings("NullAway.Init")
  private static String tenant;

  @SuppressWarnings("NullAway.Init")
  private static String app;

  private record Run(int exitCode, String out, String err) {
    String value(String key) {
      return Objects.requireNonNull(
          out.lines()
              .filter(line -> line.startsWith(key + ": "))
              .map(line -> line.substring(key.length() + 2))
              .findFirst()
              .orElse(null),
          err);
    }

    List<JsonNode> rows() {
      assertThat(exitCode).as(err).isZero();
      return out.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }
  }

  private static Run run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--data=" + data);
    int exitCode =
        new CommandLine(new AdminCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((fault, command, parsed) -> {
              command.getErr().println(fault.getMessage());
              return RootCommand.FAILED;
            })
            .execute(all.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @BeforeAll
  static void start() {
    DataHome home = DataHome.open(data);
    postgres = EmbeddedPostgres.start(home.directory());
    tenant = run("tenant", "create", "--name=组织").value("tenant");
    String person =
        run("user", "create", "--no-sign-in", "--tenant=" + tenant, "--name=人").value("open_id");
    run("right", "grant", "--tenant=" + tenant, "--user=" + person);
    app =
        run("app", "create", "--tenant=" + tenant, "--creator=" + person, "--scope=vc:export")
            .value("app_id");
    run("app", "rotate-secret", app);
    run("app", "disable", app);
    run("app", "create", "--store", "--scope=vc:export");
    // At its end it seals what there is.
    RunningServer.start(
            OpenDatabase.forCommand(home, Map.of()),
            home,
            Map.of(),
            Map.of("roomledger.server.port", 0))
        .close();
    database = Database.open(postgres.connection(), 2);
    sql("create table kept_event as select * from audit_event");
    sql("create table kept_head as select * from audit_head");
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  private static void sql(String statement) {
    JdbcClient.create(database.dataSource()).sql(statement).update();
  }

  @AfterEach
  void putBack() {
    sql("truncate audit_event, audit_head");
    sql("insert into audit_event overriding system value select * from kept_event");
    sql("insert into audit_head select * from kept_head");
  }

  @Test
  void whatWasDoneIsListedInOrder() {
    List<JsonNode> rows = run("audit", "list", "--tenant=" + tenant, "--json").rows();

    assertThat(rows.stream().map(row -> row.path("deed").asString()))
        .containsExactly(
            "tenant.create",
            "person.create",
            "right.grant",
            "app.create",
            "app.rotate_secret",
            "app.disable");
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.path("actor").asString()).isEqualTo("operator");
          assertThat(row.path("os_user").asString()).isEqualTo(System.getProperty("user.name"));
          assertThat(row.path("outcome").asInt(-1)).isZero();
        });
    assertThat(rows.getLast().path("object").asString()).isEqualTo(app);
    assertThat(rows.getLast().path("sequence").asLong()).isEqualTo(6);
  }

  @Test
  void pagesFollowEachOther() {
    List<JsonNode> first = run("audit", "list", "--limit=3", "--json").rows();
    List<JsonNode> second =
        run("audit", "list", "--after=" + first.getLast().path("id").asLong(), "--json").rows();

    assertThat(first).hasSize(3);
    assertThat(second).hasSize(4);
    assertThat(second.getFirst().path("deed").asString()).isEqualTo("app.create");
    assertThat(run("audit", "list", "--deed=app", "--json").rows()).hasSize(4);
    assertThat(run("audit", "list", "--refused", "--json").rows()).isEmpty();
    assertThat(run("audit", "list", "--deed=app.disable").out()).contains("object: " + app);
    assertThat(run("audit", "list", "--limit=0").exitCode()).isNotZero();
    assertThat(run("audit", "list", "--tenant=x").err()).contains("There is no tenant x.");
  }

  @Test
  void aTrailThatNobodyTouchedIsWhole() {
    Run run = run("audit", "verify");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.value("audit")).isEqualTo("whole");
    String head = run("audit", "verify", "--tenant=" + tenant).value("head");
    assertThat(head).matches("6:[0-9a-f]{64}");
    assertThat(run("audit", "verify", "--tenant=" + tenant, "--at-least=" + head).exitCode())
        .isZero();
    assertThat(run("audit", "verify", "--at-least=" + head).exitCode()).isNotZero();
    assertThat(run("audit", "verify", "--tenant=" + tenant, "--at-least=6:x").err())
        .startsWith("--at-least must be <sequence>:<64 hex digits>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update audit_event set object_id = 'x' where sequence = 3 | row 3",
        "update audit_event set detail = null where sequence = 4 | row 4",
        "update audit_event set detail = '' where sequence = 3 and tenant_id > 0 | row 3",
        "update audit_event set at = at + interval '1 microsecond' where sequence = 1 | row 1",
        "update audit_event set outcome = 121005 where sequence = 6 | row 6",
        "update audit_event set times = 2 where sequence = 6 | row 6",
        "update audit_event set os_user = 'x' where sequence = 5 | row 5",
        "update audit_event set actor = 'server' where sequence = 5 | row 5",
        "update audit_event set app_id = 1 where sequence = 5 | row 5",
        "update audit_event set person_id = 1 where sequence = 5 | row 5",
        "update audit_event set address = '::1' where sequence = 5 | row 5",
        "update audit_event set log_id = 'x' where sequence = 5 | row 5",
        "update audit_event set deed = 'app.enable' where sequence = 6 | row 6",
        "update audit_event set object_kind = 'x' where sequence = 6 | row 6",
        "update audit_event set hash = sha256('x') where sequence = 2 | row 2",
        "update audit_event set hash = sha256('x') where sequence = 6 | row 6",
        "delete from audit_event where sequence = 3 | row 3 is missing",
        "delete from audit_event where sequence between 2 and 4 | rows 2 to 4 are missing",
        "delete from audit_event where sequence = 1 and tenant_id > 0 | row 1 is missing",
        "delete from audit_event where sequence = 6 | row 6 is missing",
        "delete from audit_event | is missing",
        "update audit_event set sequence = null, hash = null where sequence = 6 | row 6 is missing",
        "update audit_event set tenant_id = 0 where sequence = 6 | row 6 is missing",
        "update audit_event e set deed = f.deed from audit_event f where e.tenant_id = f.tenant_id"
            + " and e.sequence + f.sequence = 9 and e.sequence between 4 and 5 | row 4",
        "insert into audit_event (tenant_id, actor, deed, sequence, hash) select tenant_id,"
            + " 'operator', 'app.enable', 7, hash from audit_event where sequence = 6 | row 7 lies"
            + " behind the signed head",
        "update audit_head set sequence = 5, hash = e.hash from audit_event e"
            + " where e.tenant_id = audit_head.tenant_id and e.sequence = 5 | signature",
        "update audit_head set base_sequence = 1 where sequence > 1 | signature",
        "update audit_head set signature = sha256('x') | signature",
        "delete from audit_head | it was put back or cut off"
      })
  void whatWasDoneToTheTrailIsFound(String tampering, String found) {
    sql(tampering);

    Run run = run("audit", "verify");

    assertThat(run.exitCode()).isEqualTo(RootCommand.FAILED);
    assertThat(run.value("audit")).isEqualTo("broken");
    assertThat(run.out()).contains(found);
  }

  /** Two rows change places, with all that belongs to a place. */
  @Test
  void anotherOrderIsFound() {
    sql("update audit_event set sequence = 100 where sequence = 3 and tenant_id > 0");
    sql("update audit_event set sequence = 3 where sequence = 4 and tenant_id > 0");
    sql("update audit_event set sequence = 4 where sequence = 100 and tenant_id > 0");

    Run run = run("audit", "verify");

    assertThat(run.exitCode()).isEqualTo(RootCommand.FAILED);
    assertThat(run.out()).contains("row 3", "row 4");
  }

  @Test
  void whatIsNotSealedYetIsSaid() {
    run("app", "enable", app);

    Run run = run("audit", "verify", "--tenant=" + tenant);

    assertThat(run.exitCode()).isZero();
    assertThat(run.value("rows")).isEqualTo("6");
    assertThat(run.value("unsealed")).isEqualTo("1");
  }
}
