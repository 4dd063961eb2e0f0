package io.roomledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.database.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code admin app …}, beside a running database. */
final class AppCommandTest {
  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedPostgres postgres;

  @SuppressWarnings("NullAway.Init")
  private static String tenant;

  @SuppressWarnings("NullAway.Init")
  private static String person;

  private record Run(int exitCode, String out, String err) {
    Map<String, String> values() {
      assertThat(exitCode).as(err).isZero();
      return out.lines()
          .filter(line -> line.contains(": "))
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> b));
    }

    String value(String key) {
      return Objects.requireNonNull(values().get(key), key);
    }

    JsonNode json() {
      assertThat(exitCode).as(err).isZero();
      return JsonMapper.shared().readTree(out);
    }
  }

  private static Run run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    if (!all.contains("--help")) {
      all.add("--data=" + data);
    }
    CommandLine line =
        new CommandLine(new AdminCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((fault, command, parsed) -> {
              command.getErr().println(fault.getMessage());
              return RootCommand.FAILED;
            });
    int exitCode = line.execute(all.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.start(DataHome.open(data).directory());
    tenant = run("tenant", "create", "--name=组织").value("tenant");
    person = run("user", "create", "--tenant=" + tenant, "--name=人").value("open_id");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static Run custom() {
    return run(
        "app",
        "create",
        "--tenant=" + tenant,
        "--creator=" + person,
        "--name=a",
        "--scope=vc:export,vc:room:readonly");
  }

  private static Run store() {
    return run("app", "create", "--store", "--name=s", "--scope=vc:export");
  }

  @Test
  void makesACustomAppAndShowsItsSecretOnce() {
    Run made = custom();

    assertThat(made.value("app_id")).matches("cli_[0-9a-f]{16}");
    assertThat(made.value("app_secret")).matches("[0-9A-Za-z]{32}");
    Run shown = run("app", "show", made.value("app_id"));
    assertThat(shown.values())
        .containsEntry("kind", "custom")
        .containsEntry("tenant", tenant)
        .containsEntry("scopes", "vc:export,vc:room:readonly")
        .containsEntry("person", person);
    assertThat(shown.out()).doesNotContain(made.value("app_secret"));
  }

  @Test
  void printsJsonToo() {
    String id = custom().value("app_id");

    JsonNode shown = run("app", "show", id, "--json").json();
    assertThat(shown.path("app_id").asString()).isEqualTo(id);
    assertThat(shown.path("scopes").size()).isEqualTo(2);
    assertThat(shown.path("installations").path(0).path("installed_in").asString())
        .isEqualTo(tenant);
    assertThat(run("app", "list", "--json").json().path("apps").valueStream())
        .anyMatch(app -> app.path("app_id").asString().equals(id));
  }

  @Test
  void listsAParagraphForEachApp() {
    String id = custom().value("app_id");

    assertThat(run("app", "list").out())
        .contains("\n\napp_id: " + id + "\nname: a\nkind: custom\n");
  }

  @Test
  void givesAndTakesScopes() {
    String id = custom().value("app_id");

    assertThat(run("app", "scope", id, "--add=b:c", "--remove=vc:export").values())
        .containsEntry("scopes", "b:c,vc:room:readonly");
    assertThat(run("app", "scope", id).exitCode()).isEqualTo(RootCommand.USAGE);
  }

  @Test
  void disablesAndEnables() {
    String id = custom().value("app_id");

    assertThat(run("app", "disable", id).values()).containsEntry("state", "disabled");
    assertThat(run("app", "enable", id).values()).containsEntry("state", "active");
  }

  @Test
  void rotatesTheSecret() {
    Run made = custom();

    Run rotated = run("app", "rotate-secret", made.value("app_id"), "--overlap=30m");
    assertThat(rotated.value("app_secret"))
        .matches("[0-9A-Za-z]{32}")
        .isNotEqualTo(made.value("app_secret"));
    assertThat(Instant.parse(rotated.value("old_secret_ends"))).isAfter(Instant.now());
    for (String wrong : List.of("soon", "-1h", "")) {
      assertThat(run("app", "rotate-secret", made.value("app_id"), "--overlap=" + wrong).exitCode())
          .as(wrong)
          .isEqualTo(RootCommand.USAGE);
    }
  }

  @Test
  void saysWhichAddressesMayCall() {
    String id = custom().value("app_id");

    assertThat(run("app", "allow-ip", id, "--range=10.0.0.0/8,2001:db8::1").values())
        .containsEntry("allowed_ips", "10.0.0.0/8,2001:db8::1/128");
    Run wrong = run("app", "allow-ip", id, "--range=10.0.0.1/8");
    assertThat(wrong.exitCode()).isEqualTo(RootCommand.USAGE);
    assertThat(wrong.err()).contains("write 10.0.0.0/8");
    assertThat(run("app", "allow-ip", id).exitCode()).isEqualTo(RootCommand.USAGE);
    assertThat(run("app", "allow-ip", id, "--any").values()).containsEntry("allowed_ips", "");
  }

  @Test
  void installsAStoreApp() {
    String id = store().value("app_id");
    String where = "--tenant=" + tenant;

    assertThat(run("app", "uninstall", id, where).exitCode()).isEqualTo(RootCommand.FAILED);
    assertThat(run("app", "install", id, where, "--person=" + person, "--disabled").values())
        .containsEntry("state", "disabled");
    assertThat(run("app", "install", id, where, "--person=" + person).values())
        .containsEntry("state", "enabled");
    assertThat(run("app", "uninstall", id, where).values()).containsEntry("uninstalled", id);
  }

  @Test
  void aCustomAppStaysInItsTenant() {
    String id = custom().value("app_id");
    String other = run("tenant", "create", "--name=b").value("tenant");
    String stranger = run("user", "create", "--tenant=" + other, "--name=x").value("open_id");

    assertThat(run("app", "install", id, "--tenant=" + other, "--person=" + stranger).exitCode())
        .isEqualTo(RootCommand.FAILED);
    assertThat(run("app", "uninstall", id, "--tenant=" + tenant).exitCode())
        .isEqualTo(RootCommand.FAILED);
    assertThat(run("app", "create", "--store", "--tenant=" + tenant, "--scope=a").exitCode())
        .isEqualTo(RootCommand.USAGE);
    assertThat(run("app", "create", "--scope=a").exitCode()).isEqualTo(RootCommand.USAGE);
  }

  @Test
  void anUnknownAppIsSaidSo() {
    Run run = run("app", "disable", "cli_0000000000000000");

    assertThat(run.exitCode()).isEqualTo(RootCommand.FAILED);
    assertThat(run.err()).contains("There is no app cli_0000000000000000.");
  }

  @Test
  void showsTheKeysOfAStoreAppsEvents() {
    String id = store().value("app_id");

    Run made = run("app", "callback", id, "--encrypt");
    assertThat(made.value("verification_token")).matches("[0-9a-f]{32}");
    assertThat(made.value("encrypt_key")).matches("[0-9a-f]{32}");
    assertThat(run("app", "callback", id).values()).isEqualTo(made.values());
    assertThat(run("app", "callback", id, "--no-encrypt").values())
        .containsEntry("encrypt_key", "");
    Run refused = run("app", "callback", id, "--url=http://127.0.0.1:1/");
    assertThat(refused.exitCode()).isEqualTo(RootCommand.FAILED);
    assertThat(refused.err())
        .contains("--url: the address cannot be reached: its address is private");
    assertThat(run("app", "callback", custom().value("app_id")).exitCode())
        .isEqualTo(RootCommand.FAILED);
  }

  @Test
  void everyCommandExplainsItself() {
    explains(new CommandLine(new AdminCommand()), List.of());
  }

  private static void explains(CommandLine group, List<String> path) {
    group
        .getSubcommands()
        .forEach((name, command) -> {
          List<String> words = new ArrayList<>(path);
          words.add(name);
          if (command.getSubcommands().isEmpty()) {
            String all = String.join(" ", words);
            words.add("--help");
            Run help = run(words.toArray(String[]::new));
            assertThat(help.exitCode()).as(all).isZero();
            assertThat(help.out()).as(all).contains("Usage: admin " + all, "--json");
          } else {
            explains(command, words);
          }
        });
  }
}
