package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.files.StoreStartException;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.ExportedSheet;
import io.roomledger.testing.FaultProxy;
import io.roomledger.testing.FaultProxy.Fault;
import io.roomledger.testing.FaultProxy.Kind;
import io.roomledger.testing.FaultProxy.Request;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.S3Server;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Exports whose files go to S3, while the service does what it should, and while it does not. */
final class S3ExportsTest {
  private static final ExportOrder ORDER =
      ExportOrder.of(
          Organisation.SAMPLE_LEVEL, Organisation.SAMPLE_INSTANT, Organisation.SAMPLE_INSTANT);
  private static final String READY = "/roomledger/health/ready";

  private static final S3Server s3 = S3Server.start();
  private static final FaultProxy proxy = FaultProxy.before(s3.port());

  @RegisterExtension static final TestProgram program = TestProgram.with(settings());

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(S3Server.settings(proxy.endpoint()));
    settings.put("roomledger.files.s3.read-timeout", "500ms");
    settings.put("roomledger.files.s3.patience", "1m");
    return settings;
  }

  private final Organisation organisation = program.organisation();
  private final String token = token();

  private String token() {
    organisation.sample();
    return program.api().token(organisation.exporter());
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    s3.close();
  }

  private static boolean writes(Request request) {
    return request.method().equals("PUT") && request.ofObject();
  }

  private static List<Path> pending() throws IOException {
    try (Stream<Path> files = Files.list(program.finishedFiles().resolveSibling("pending"))) {
      return files.toList();
    }
  }

  private void isDoneOnce(String taskId) throws IOException {
    String fileToken = program.api().fileToken(token, taskId);
    Answer file = program.api().download(token, fileToken);
    assertThat(file.status()).isEqualTo(200);
    assertThat(ExportedSheet.read(file.body()).topics()).hasSize(1);
    assertThat(s3.keys().stream().filter(key -> key.startsWith(taskId)))
        .containsExactly(taskId + "-1.xlsx");
    assertThat(pending()).isEmpty();
  }

  @Test
  void theFileLiesInTheBucketAndNotHere() throws IOException {
    isDoneOnce(program.api().create(token, ORDER));

    assertThat(program.finishedFiles()).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR", "HANG", "LOSE_ANSWER"})
  void anUploadIsTriedAgainUntilTheServiceDoesWhatItShould(Kind kind) throws IOException {
    AtomicInteger puts = new AtomicInteger();
    proxy.spoil(
        request -> writes(request) && puts.incrementAndGet() <= 4 ? Fault.of(kind) : Fault.NONE);

    isDoneOnce(program.api().create(token, ORDER));

    assertThat(puts.get()).isGreaterThan(1);
  }

  @Test
  void aServiceThatIsStartedAgainMeanwhileLosesNothing() throws IOException {
    AtomicInteger puts = new AtomicInteger();
    proxy.spoil(request -> {
      if (writes(request)) {
        puts.incrementAndGet();
      }
      return Fault.NONE;
    });
    String taskId;
    s3.kill();
    try {
      taskId = program.api().create(token, ORDER);
      Await.until("a try", () -> puts.get() > 0);
    } finally {
      s3.run();
    }

    isDoneOnce(taskId);
  }

  @Test
  void aServiceThatDoesNotComeBackEndsTheTaskWithAReason() {
    Map<String, Object> impatient =
        Map.of("roomledger.files.s3.patience", "0s", "roomledger.exports.max-attempts", 1);
    try (TestProgram other = programWith(impatient)) {
      Organisation tenant = other.organisation();
      String mine = other.api().token(tenant.exporter());
      proxy.spoil(request -> writes(request) ? Fault.of(Kind.ERROR) : Fault.NONE);

      String taskId = other.api().create(mine, ExportOrder.of("0", Instant.EPOCH, Instant.EPOCH));

      assertThat(other.api().await(mine, taskId, 2).path("fail_msg").asString())
          .isEqualTo("internal error: the file could not be stored");
      assertThat(s3.keys()).noneMatch(key -> key.contains(taskId));
    }
  }

  /** On a database of its own, and so under a prefix of its own. */
  private static TestProgram programWith(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(settings());
    settings.put("roomledger.files.s3.prefix", "other/");
    settings.putAll(more);
    return TestProgram.with(settings).open();
  }

  @Test
  void aCanceledTaskWaitsForNoUpload() throws IOException {
    AtomicInteger puts = new AtomicInteger();
    proxy.spoil(request -> {
      if (writes(request)) {
        puts.incrementAndGet();
        return Fault.of(Kind.HANG);
      }
      return Fault.NONE;
    });
    String taskId = program.api().create(token, ORDER);
    Await.until("the upload to begin", () -> puts.get() > 0);

    new JobApi(program.api()).cancel(token, taskId).expect(200, 0);

    long begin = System.nanoTime();
    Await.until("the local file to go", () -> pending().isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    assertThat(s3.keys()).noneMatch(key -> key.startsWith(taskId));
  }

  @Test
  void whatNobodyOwnsInTheBucketGoesAtTheNextPrune() throws IOException {
    String kept = program.api().create(token, ORDER);
    isDoneOnce(kept);
    put("77-1.xlsx");
    put(kept + "-2.xlsx");
    put("notes.txt");
    String left =
        s3.client()
            .createMultipartUpload(request -> request.bucket(S3Server.BUCKET).key("78-1.xlsx"))
            .uploadId();
    Path abandoned =
        Files.writeString(
            program.finishedFiles().resolveSibling("pending").resolve("79-1.xlsx"), "half");

    new TaskPruner(new ExpiredTasks(program.sql()), program.files()).run();

    assertThat(s3.keys())
        .contains(kept + "-1.xlsx", "notes.txt", "OWNER")
        .doesNotContain("77-1.xlsx", kept + "-2.xlsx");
    assertThat(
            s3.client().listMultipartUploads(request -> request.bucket(S3Server.BUCKET)).uploads())
        .noneMatch(upload -> upload.uploadId().equals(left));
    assertThat(abandoned).doesNotExist();
  }

  private static void put(String key) {
    s3.client()
        .putObject(
            request -> request.bucket(S3Server.BUCKET).key(key), RequestBody.fromString("x"));
  }

  private static void refusedAtTheStart(String words, Map<String, Object> changed) {
    assertThatThrownBy(() -> program.startNode(changed).close())
        .satisfies(thrown -> assertThat(startFault(thrown)).contains(words));
  }

  private static String startFault(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof StoreStartException) {
        return String.valueOf(each.getMessage());
      }
    }
    throw new AssertionError("no word for who starts the program", thrown);
  }

  @Test
  void whatIsWrongWithTheSettingsIsSaidAtTheStart() {
    refusedAtTheStart(
        "ROOMLEDGER_FILES_S3_BUCKET", Map.of("roomledger.files.s3.bucket", "no-such-bucket"));
    refusedAtTheStart(
        "ROOMLEDGER_FILES_S3_SECRETKEY", Map.of("roomledger.files.s3.secret-key", "another"));
    refusedAtTheStart(
        "ROOMLEDGER_FILES_S3_ACCESSKEY", Map.of("roomledger.files.s3.access-key", "somebody"));
  }

  @Test
  void aBucketOfAnotherDatabaseIsLeftAlone() {
    s3.client()
        .putObject(
            request -> request.bucket(S3Server.BUCKET).key("theirs/OWNER"),
            RequestBody.fromString("somebody else"));

    refusedAtTheStart(
        "holds the files of another database", Map.of("roomledger.files.s3.prefix", "theirs/"));
  }

  @Test
  void aServiceThatIsAwayAtTheStartMakesTheNodeNotReadyUntilItIsBack() {
    proxy.spoil(request -> Fault.of(Kind.ERROR));
    try (TestNode node = program.startNode(Map.of())) {
      Answer away = node.api().get(READY, null);
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.json().path("checks").path("files").asString()).isNotEqualTo("ok");

      proxy.heal();

      Await.until("the node to be ready", () -> node.api().get(READY, null).status() == 200);
    }
  }
}
