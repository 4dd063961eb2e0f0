package io.roomledger.cli;

import static io.roomledger.cli.FakeFeishu.Call.DOWNLOAD;
import static io.roomledger.cli.FakeFeishu.Call.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file on its way: broken connections, continuing, and what is on disk afterwards. */
class DownloadTest {
  @TempDir Path directory;
  private final FakeFeishu feishu = new FakeFeishu();
  private final Run run = new Run();

  @AfterEach
  void close() {
    feishu.close();
  }

  private Path xlsx() {
    return directory.resolve("rooms.xlsx");
  }

  private Path part() {
    return directory.resolve("rooms.xlsx.part");
  }

  private int export(String... more) {
    return exportTo(xlsx(), more);
  }

  private int exportTo(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export", "--server", feishu.url(), "-o", file.toString()));
    arguments.addAll(List.of("--task", FakeFeishu.TASK));
    arguments.addAll(List.of("--app-id", FakeFeishu.APP_ID, "--app-secret", FakeFeishu.SECRET));
    arguments.addAll(List.of(more));
    return run.main(arguments);
  }

  private List<@Nullable String> ranges() {
    List<@Nullable String> ranges = new ArrayList<>();
    feishu.requests(DOWNLOAD).forEach(request -> ranges.add(request.headers().getFirst("Range")));
    return ranges;
  }

  @Test
  void continuesWhereTheConnectionBroke() {
    feishu.next(DOWNLOAD, feishu.file("\"v1\"", 40_000), feishu.file("\"v1\"", 30_000));
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
    assertThat(ranges()).hasSize(3);
    assertThat(feishu.last(DOWNLOAD).headers().getFirst("If-Range")).isEqualTo("\"v1\"");
    assertThat(run.err()).contains("the connection broke");
  }

  @Test
  void manyBreaksAreFineWhileEachTryBringsSomething() {
    for (int i = 0; i < 3 * Retry.ATTEMPTS; i++) {
      feishu.next(DOWNLOAD, feishu.file("\"v1\"", 5_000));
    }
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void beginsAgainWithoutAStrongEtag() {
    feishu.next(DOWNLOAD, feishu.file(null, 40_000), feishu.file("W/\"v1\"", 50_000));
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
    assertThat(ranges()).containsOnlyNulls();
  }

  @Test
  void beginsAgainWhenTheFileHasChanged() {
    feishu.next(DOWNLOAD, feishu.file("\"v0\"", 40_000));
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void beginsAgainWhenTheServerContinuesElsewhere() {
    FakeFeishu.Reply elsewhere =
        FakeFeishu.with(
            "Content-Range",
            "bytes 7-99999/100000",
            FakeFeishu.text(206, "application/octet-stream", "nonsense"));
    feishu.next(DOWNLOAD, feishu.file("\"v1\"", 40_000), elsewhere);
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
    assertThat(ranges().getLast()).isNull();
  }

  @Test
  void asksForTheRestWhenAPartIsShorterThanAsked() {
    byte[] middle = Arrays.copyOfRange(feishu.file(), 40_000, 41_000);
    FakeFeishu.Reply shortPart =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 40000-40999/100000");
          exchange.sendResponseHeaders(206, middle.length);
          exchange.getResponseBody().write(middle);
        };
    feishu.next(DOWNLOAD, feishu.file("\"v1\"", 40_000), shortPart);
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void neverTakesATruncatedFileForAWholeOne() {
    for (int i = 0; i < Retry.ATTEMPTS + 1; i++) {
      feishu.next(DOWNLOAD, feishu.file(null, 99_999));
    }
    assertThat(export()).isEqualTo(7);
    assertThat(run.err()).contains("times in a row");
    assertThat(xlsx()).doesNotExist();
    assertThat(part()).doesNotExist();
  }

  @Test
  void givesUpASilentServer() {
    CountDownLatch reached = new CountDownLatch(1);
    feishu.next(DOWNLOAD, feishu.hang(reached));
    assertThat(run.stall(Duration.ofMillis(500)).main(arguments())).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
    assertThat(run.err()).contains("silent for 0.5 s");
  }

  private List<String> arguments() {
    return List.of(
        "export",
        "--server",
        feishu.url(),
        "-o",
        xlsx().toString(),
        "--task",
        FakeFeishu.TASK,
        "--app-id",
        "cli_a",
        "--app-secret",
        "s");
  }

  @Test
  void aRefusalInPlaceOfTheFile() {
    feishu.next(DOWNLOAD, FakeFeishu.error(403, 121005, "no permission"));
    assertThat(export()).isEqualTo(3);
    assertThat(run.err()).contains("121005", "会议管理");
    assertThat(part()).doesNotExist();
  }

  @Test
  void aWebPageIsNoSpreadsheet() {
    feishu.next(DOWNLOAD, FakeFeishu.text(200, "text/html", "<form>please log in</form>"));
    assertThat(export()).isEqualTo(7);
    assertThat(run.err()).contains("another protocol (HTTP 200, text/html)");
    assertThat(xlsx()).doesNotExist();
  }

  @Test
  void credentialsDoNotFollowARedirect() {
    feishu.next(
        DOWNLOAD,
        FakeFeishu.with(
            "Location", "http://elsewhere.invalid/", FakeFeishu.text(302, "text/plain", "")));
    assertThat(export()).isEqualTo(7);
    assertThat(run.err()).contains("http://elsewhere.invalid/");
  }

  @Test
  void replacesAFileOnlyWithForce() throws IOException {
    Files.writeString(xlsx(), "precious");
    assertThat(export()).isEqualTo(8);
    assertThat(xlsx()).hasContent("precious");
    assertThat(feishu.requests(TOKEN)).isEmpty();
    assertThat(run.err()).contains("already exists", "--force");

    assertThat(export("--force")).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void aFailureLeavesTheOldFileAlone() throws IOException {
    Files.writeString(xlsx(), "precious");
    feishu.next(DOWNLOAD, FakeFeishu.error(403, 121005, "no permission"));
    assertThat(export("--force")).isEqualTo(3);
    assertThat(xlsx()).hasContent("precious");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsKnownBeforeAnythingIsAsked() {
    assertThat(exportTo(directory.resolve("missing").resolve("x.xlsx"))).isEqualTo(8);
    assertThat(run.err()).contains("does not exist");
    assertThat(exportTo(directory)).isEqualTo(8);
    assertThat(run.err()).contains("is a directory");
    assertThat(feishu.requests(TOKEN)).isEmpty();
  }

  @Test
  void takesOverWhatAKilledRunLeft() throws IOException {
    Files.write(part(), FakeFeishu.bytes(500_000));
    assertThat(export()).isZero();
    assertThat(xlsx()).hasBinaryContent(feishu.file());
  }

  @Test
  void keepsOffARunThatIsStillAtWork() throws IOException {
    try (FileChannel other =
        FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.tryLock()).isNotNull();
      assertThat(export()).isEqualTo(8);
      assertThat(run.err()).contains("another export is writing");
      assertThat(part()).exists();
    }
  }
}
