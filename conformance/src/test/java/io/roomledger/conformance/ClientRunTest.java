package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The judge of {@code ./roomledger conformance}: it must let no wrong step pass. */
class ClientRunTest {
  private static final String BASE = "http://127.0.0.1:1";
  private static final String GOOD =
      """
      create\t0\t7111325589855797267
      log_id\t0\t20260804050828000000000000000000aa
      poll\t3\thttp://127.0.0.1:1/open-apis/vc/v1/exports/download?file_token=x
      download\t0\tx.xlsx
      wrong_field\t121003\tparam error, room_level_id
      not_there\t121004\tdata not exist
      no_file\t121004\tdata not exist
      wrong_token\t99991663\tInvalid access token
      """;

  @RegisterExtension static final DemoProgram program = new DemoProgram();

  @TempDir @Nullable Path directory;

  @Test
  void aLifeAsDocumentedHasNoProblem() throws Exception {
    assertThat(run(GOOD, DemoProgram.ROWS).problems()).isEmpty();
  }

  @Test
  void everyStepHasToBeThere() throws Exception {
    for (String line : GOOD.lines().toList()) {
      String step = Sight.parse(line).step();
      assertThat(run(GOOD.replace(line + "\n", ""), DemoProgram.ROWS).problems())
          .containsExactly(step + ": not reached");
    }
  }

  @Test
  void everyCodeHasToBeTheDocumentedOne() throws Exception {
    for (String line : GOOD.lines().toList()) {
      Sight sight = Sight.parse(line);
      String other = line.replaceFirst("\t" + sight.code() + "\t", "\t77\t");
      assertThat(run(GOOD.replace(line, other), DemoProgram.ROWS).problems())
          .singleElement()
          .asString()
          .startsWith(sight.step() + ": 77 instead of " + sight.code());
    }
  }

  @Test
  void aProgramThatBreaksOffHasFailed() throws Exception {
    ClientRun run = run(GOOD + "' ; echo why >&2; exit 4; echo '", DemoProgram.ROWS);
    assertThat(run.problems()).singleElement().asString().contains("exit code 4", "why");
    assertThat(run.wrongSteps()).isZero();
  }

  @Test
  void theFileHasToHaveEveryRow() throws Exception {
    assertThat(run(GOOD, DemoProgram.ROWS + 1).problems())
        .singleElement()
        .asString()
        .startsWith("file: rows instead of 0");
  }

  @Test
  void twoServersDifferWhereCodesAndRefusalsDo() throws Exception {
    ClientRun here = run(GOOD, DemoProgram.ROWS);
    ClientRun there =
        run(
            GOOD.replace("121003\tparam error, room_level_id", "99992402\tfield validation failed")
                .replace("7111325589855797267", "7111325589855797268"),
            DemoProgram.ROWS);
    assertThat(here.differences(there))
        .containsExactly(
            "wrong_field: here 121003 param error, room_level_id, there 99992402 field validation"
                + " failed");
    assertThat(here.differences(here)).isEmpty();
  }

  private ClientRun run(String sights, int rows) throws Exception {
    Path script = directory().resolve("client");
    Files.writeString(
        script,
        """
        #!/bin/sh
        cp '%s' "$FILE"
        printf %%s '%s'
        """
            .formatted(program.value("xlsx"), sights));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> told = Target.told(ClientMode.PASSED, BASE, Map.of());
    return ClientRun.of(
        new ClientProgram(directory(), "1", directory()),
        ClientMode.PASSED,
        new Target(BASE, Map.of(ClientMode.PASSED, told), rows, true),
        directory().resolve("file.xlsx"));
  }

  private Path directory() {
    if (directory == null) {
      throw new IllegalStateException("asked before the test");
    }
    return directory;
  }
}
