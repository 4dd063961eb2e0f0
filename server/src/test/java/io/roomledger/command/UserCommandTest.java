package io.roomledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.database.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code admin user}, {@code department}, {@code right} and {@code app redirect}. */
final class UserCommandTest {
  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedPostgres postgres;

  @SuppressWarnings("NullAway.Init")
  private static String tenant;

  @SuppressWarnings("NullAway.Init")
  private static String root;

  private record Run(int exitCode, String out, String err) {
    JsonNode json() {
      assertThat(exitCode).as(err).isZero();
      return JsonMapper.shared().readTree(out);
    }

    String value(String key) {
      return json().path(key).asString();
    }

    void fails(String words) {
      assertThat(exitCode).as(out).isNotZero();
      assertThat(err).contains(words);
    }
  }

  private static Run run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--data=" + data);
    all.add("--json");
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

  private static Run in(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--tenant=" + tenant);
    return run(all.toArray(String[]::new));
  }

  private static Run typing(String text, String... words) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return in(words);
    } finally {
      System.setIn(before);
    }
  }

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.start(DataHome.open(data).directory());
    JsonNode made = run("tenant", "create", "--name=组织").json();
    tenant = made.path("tenant").asString();
    root = made.path("root_level").asString();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static JsonNode listed(String what, String field, String value) {
    return in(what, "list")
        .json()
        .path(what + "s")
        .valueStream()
        .filter(each -> each.path(field).asString().equals(value))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void makesUpAPasswordAndShowsItOnce() {
    Run made = in("user", "create", "--name=甲", "--email=jia@example.org", "--admin");

    assertThat(made.value("password")).matches("[\\w-]{20}");
    JsonNode person = listed("user", "email", "jia@example.org");
    assertThat(person.path("signs_in").asBoolean()).isTrue();
    assertThat(person.path("state").asString()).isEqualTo("active");
    assertThat(in("user", "list").out()).doesNotContain(made.value("password"));
    assertThat(listed("right", "user", made.value("open_id")).path("level").asString())
        .isEqualTo("0");
    in("user", "create", "--name=b", "--email=JIA@example.org")
        .fails("has JIA@example.org already");
  }

  @Test
  void takesAPasswordThatIsTyped() {
    Run made = typing("correct horse battery\n", "user", "create", "--name=乙", "--password-stdin");

    assertThat(made.json().has("password")).isFalse();
    typing("short\n", "user", "create", "--name=c", "--password-stdin")
        .fails("--password-stdin: the password must have 8 to 256 characters, not 5.");
    typing("Password123\n", "user", "password", made.value("open_id"), "--password-stdin")
        .fails("everybody tries first");
    assertThat(in("user", "password", made.value("open_id")).value("password")).hasSize(20);
    assertThat(in("user", "list").json().path("users").toString()).doesNotContain("\"c\"");
  }

  @Test
  void aPersonNeedNotSignIn() {
    String id = in("user", "create", "--name=丙", "--no-sign-in").value("open_id");

    assertThat(listed("user", "open_id", id).path("signs_in").asBoolean()).isFalse();
  }

  @Test
  void disablesEnablesAndLetsGo() {
    String id = in("user", "create", "--name=丁").value("open_id");

    for (String[] step :
        new String[][] {{"disable", "disabled"}, {"enable", "active"}, {"leave", "left"}}) {
      assertThat(in("user", step[0], id).value("state")).isEqualTo(step[1]);
      assertThat(listed("user", "open_id", id).path("state").asString()).isEqualTo(step[1]);
    }
    in("user", "disable", "ou_nobody").fails("There is no user ou_nobody");
  }

  @Test
  void departmentsAreMadeRenamedAndMoved() {
    String top = in("department", "create", "--name=上").value("department");
    String below = in("department", "create", "--name=下", "--parent=" + top).value("department");
    String person =
        in("user", "create", "--name=戊", "--no-sign-in", "--department=" + below).value("open_id");

    assertThat(listed("department", "department", below).path("parent").asString()).isEqualTo(top);
    assertThat(listed("user", "open_id", person).path("department").asString()).isEqualTo(below);
    assertThat(in("department", "rename", below, "--name=新").value("name")).isEqualTo("新");
    in("department", "move", top, "--parent=" + below).fails("cannot lie below itself");
    in("department", "move", top, "--parent=" + top).fails("cannot lie below itself");
    assertThat(in("department", "move", below, "--parent=0").value("parent")).isEqualTo("0");
    assertThat(in("user", "move", person, "--department=0").value("department")).isEqualTo("0");
    in("department", "move", below, "--parent=od-none").fails("There is no department od-none");
  }

  @Test
  void rightsAreTakenAsTheyWereGranted() {
    String id = in("user", "create", "--name=己", "--no-sign-in").value("open_id");
    in("right", "grant", "--user=" + id, "--level=" + root).json();

    assertThat(listed("right", "user", id).path("level").asString()).isEqualTo(root);
    in("right", "revoke", "--user=" + id).fails("was not granted just this");
    assertThat(in("right", "revoke", "--user=" + id, "--level=" + root).value("level"))
        .isEqualTo(root);
    assertThat(in("right", "list").out()).doesNotContain(id);
  }

  @Test
  void redirectAddressesAreAddedAndRemoved() {
    String creator = in("user", "create", "--name=庚", "--no-sign-in").value("open_id");
    String app = in("app", "create", "--creator=" + creator, "--scope=vc:export").value("app_id");
    String uri = "https://app.example/back";

    assertThat(run("app", "redirect", "add", app, uri).json().path("redirect_uris").toString())
        .isEqualTo("[\"" + uri + "\"]");
    for (String wrong :
        List.of(
            "javascript:alert(1)",
            "data:text/html,x",
            "https://app.example/#x",
            "https:///path",
            "https://user@app.example/",
            "/back",
            "https://app.example/ x",
            "https://app.example/后")) {
      run("app", "redirect", "add", app, wrong).fails("<redirect_uri>");
    }
    run("app", "redirect", "add", app, "com.example.app:/done").json();
    assertThat(run("app", "redirect", "list", app).json().path("redirect_uris").size())
        .isEqualTo(2);
    run("app", "redirect", "remove", app, uri).json();
    run("app", "redirect", "remove", app, uri).fails("does not have this address");
  }
}
