package io.roomledger.cli;

import static io.roomledger.cli.FakeFeishu.Call.CREATE;
import static io.roomledger.cli.FakeFeishu.Call.DOWNLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a process of its own: its exit status, its streams, and being stopped from
 * outside.
 */
class ProcessTest {
  @TempDir Path directory;
  private final FakeFeishu feishu = new FakeFeishu();

  @AfterEach
  void close() {
    feishu.close();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.roomledger.cli.Main",
                "export",
                "--task",
                FakeFeishu.TASK,
                "-o",
                "rooms.xlsx"));
    builder.directory(directory.toFile());
    builder.environment().put("ROOMLEDGER_SERVER", feishu.url());
    builder.environment().put("ROOMLEDGER_APP_ID", FakeFeishu.APP_ID);
    builder.environment().put("ROOMLEDGER_APP_SECRET", FakeFeishu.SECRET);
    builder.redirectError(directory.resolve("stderr").toFile());
    return builder.start();
  }

  @Test
  void savesRelativeToWhereItIsCalled() throws Exception {
    Process process = start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out).contains("xlsx: " + directory.toRealPath().resolve("rooms.xlsx"));
    assertThat(directory.resolve("rooms.xlsx")).hasBinaryContent(feishu.file());
  }

  @Test
  void itsExitStatusIsTheKindOfFailure() throws Exception {
    feishu.next(DOWNLOAD, FakeFeishu.error(403, 121005, "no permission"));
    assertThat(start().waitFor()).isEqualTo(3);
    assertThat(feishu.requests(CREATE)).isEmpty();
  }

  @Test
  void stoppedFromOutsideItLeavesNothingButAHint() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    feishu.next(DOWNLOAD, feishu.hang(reached));
    Process process = start();
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("rooms.xlsx.part")).exists();

    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(directory.resolve("rooms.xlsx.part")).doesNotExist();
    assertThat(directory.resolve("rooms.xlsx")).doesNotExist();
    assertThat(Files.readString(directory.resolve("stderr")))
        .contains("fetch the file later with --task " + FakeFeishu.TASK);
  }
}
