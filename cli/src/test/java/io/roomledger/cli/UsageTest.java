package io.roomledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that cannot work, and how clearly that is said; nothing is sent for them. */
class UsageTest {
  private static final String GOOD =
      "--level omb_1 --from 2026-11-01 --to 2026-11-02 -o x.xlsx --app-id a --app-secret b ";
  private final Run run = new Run();

  private int export(String arguments) {
    return run.main(
        Stream.concat(Stream.of("export"), Stream.of(arguments.strip().split("\\s+"))).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--level omb_1 --from 2026-11-01 -o x --app-id a --app-secret b | needs --level, --from and"
            + " --to",
        "--level omb_1 --from 2026-11-01 --to 2026-11-02 --app-id a --app-secret b | --output",
        "--level omb_1 --from 2026-11-01 --to 2026-11-02 -o x | the app id is missing",
        "--level omb_1 --from 2026-11-01 --to 2026-11-02 -o x --app-id a | the app secret is"
            + " missing",
        "--level omb_1 --from 2026-11-02 --to 2026-10-01 -o x --app-id a --app-secret b | is before"
            + " --from",
        "--level omb_1 --from 1793462400000 --to 2026-11-01 -o x --app-id a --app-secret b |"
            + " --from: '1793462400000' has 13 digits"
      })
  void missingAndContradictoryOptions(String arguments, String message) {
    assertThat(export(arguments)).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--exclude | --exclude needs --rooms",
        "--rooms omm_a,,omm_b | empty room id",
        "--task 1 | leave out --level",
        "--zone Mars/Olympus | no time zone",
        "--timeout soon | no duration",
        "--timeout 0 | no time at all",
        "--server ftp://x | no server address",
        "--server http://u:pass@x | http://…@x",
        "--app-secret-file f | not both",
        "--user-token-file f | not both",
        "--no-such-option | --no-such-option"
      })
  void optionsThatDoNotFit(String more, String message) {
    assertThat(export(GOOD + more)).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void aMissingSecretFileIsALocalFault() {
    assertThat(export("--task 1 -o x --app-id a --app-secret-file /does/not/exist")).isEqualTo(8);
    assertThat(run.err()).contains("/does/not/exist does not exist");
  }

  @Test
  void aSecretThatNoHeaderCanCarryIsNotRepeated() {
    assertThat(
            run.environment("ROOMLEDGER_USER_TOKEN", "u-秘密")
                .main(List.of("export", "--task", "1", "-o", "x")))
        .isEqualTo(2);
    assertThat(run.err()).contains("ROOMLEDGER_USER_TOKEN must hold").doesNotContain("秘密");
  }

  @Test
  void usageErrorsAreJsonToo() {
    assertThat(export("--json --bogus")).isEqualTo(2);
    assertThat(run.out()).startsWith("{\"error\":{\"exit_code\":2,\"kind\":\"usage\"");
  }

  @Test
  void nobodyListens(@TempDir Path directory) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String server = "--server http://127.0.0.1:" + port;
    assertThat(
            export(
                "--task 1 --app-id a --app-secret b -o " + directory.resolve("x") + " " + server))
        .isEqualTo(7);
    assertThat(run.err())
        .contains("no connection to the server, 5 times in a row", "check --server");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://rooms.example", "http://192.0.2.1:8420", "http://127.example"})
  void warnsBeforeASecretTravelsInTheClear(String server) {
    assertThat(ServerAddress.parse(server).isExposed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://open.feishu.cn/",
        "http://127.0.0.1:8420",
        "http://localhost/x",
        "http://[::1]:1"
      })
  void keepsQuietWhenItDoesNot(String server) {
    assertThat(ServerAddress.parse(server).isExposed()).isFalse();
  }

  @Test
  void helpListsEveryExitCode() {
    assertThat(export("--help")).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(run.out()).contains("  " + code.number() + "  ");
    }
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void withoutACommand() {
    assertThat(run.main(List.of())).isEqualTo(2);
    assertThat(run.err()).contains("which command?");
  }
}
