package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.files.PendingFile;
import io.roomledger.files.StoredFile;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.FaultProxy;
import io.roomledger.testing.FaultProxy.Fault;
import io.roomledger.testing.FaultProxy.Kind;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.S3Server;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Files that lie in S3, fetched while the service does what it should, and while it does not. */
final class S3DownloadTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int SIZE = (12 << 20) + 345;
  private static final int MIDDLE = 7 << 20;

  private static final S3Server s3 = S3Server.start();
  private static final FaultProxy proxy = FaultProxy.before(s3.port());

  /** No worker: the tasks are ended here. */
  @RegisterExtension static final TestProgram program = TestProgram.with(settings());

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(S3Server.settings(proxy.endpoint()));
    settings.put("roomledger.exports.workers", 0);
    settings.put("roomledger.files.s3.part-size", "5MB");
    settings.put("roomledger.files.s3.read-timeout", "500ms");
    settings.put("roomledger.files.s3.patience", "0s");
    return settings;
  }

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final byte[] bytes = new byte[SIZE];
  private final AtomicInteger gets = new AtomicInteger();
  private long taskId;
  private String key = "";
  private String fileToken = "";

  @BeforeEach
  void makeFile() throws IOException {
    new Random(5).nextBytes(bytes);
    program.api().create(token, ORDER);
    ExportQueue queue = new ExportQueue(program.sql(), program.clock());
    ExportTask task = queue.claim("test", Duration.ofMinutes(5)).orElseThrow();
    taskId = task.taskId();
    key = ExportRun.key(task);
    StoredFile file;
    try (PendingFile pending = program.files().create(key)) {
      pending.write(bytes);
      file = pending.publish();
    }
    FileTokens tokens = new FileTokens(TestProgram.SERVER_KEY);
    int keyId = tokens.currentKeyId();
    fileToken = tokens.token(keyId, task.tenantId(), taskId, task.attempt());
    queue.finish(
        task,
        new ExportTask.FinishedFile(key, "n", SIZE, 1, file.sha256(), keyId, task.attempt()),
        tokens.hash(fileToken),
        T0,
        Duration.ofDays(7));
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

  private Answer download(String... headers) {
    return program.api().download(token, fileToken, headers);
  }

  /** Spoils reading the object, by how manyth reading it is. */
  private void spoil(Function<Integer, Fault> byNumber) {
    gets.set(0);
    proxy.spoil(request ->
        request.method().equals("GET") && request.ofObject()
            ? byNumber.apply(gets.incrementAndGet())
            : Fault.NONE);
  }

  @Test
  void theFileIsFetchedWholeAndInPieces() {
    Answer whole = download();
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(bytes);

    Answer part = download("Range", "bytes=%d-%d".formatted(MIDDLE, MIDDLE + 999));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, MIDDLE, MIDDLE + 1000));
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes %d-%d/%d".formatted(MIDDLE, MIDDLE + 999, SIZE));
    assertThat(download("Range", "bytes=-1").body()).containsExactly(bytes[SIZE - 1]);
    assertThat(download("Range", "bytes=5-", "If-Range", "\"other\"").status()).isEqualTo(200);
    assertThat(download("Range", "bytes=5-9", "If-Range", whole.header("ETag")).status())
        .isEqualTo(206);
    assertThat(download("If-None-Match", whole.header("ETag")).status()).isEqualTo(304);
    download("Range", "bytes=" + SIZE + "-").expect(416, 121003);
  }

  @Test
  void headAsksForNoBytes() {
    spoil(number -> Fault.of(Kind.ERROR));

    Answer head =
        program
            .api()
            .send(
                "HEAD",
                Api.EXPORTS + "/download?file_token=" + fileToken,
                BodyPublishers.noBody(),
                request -> request.header("Authorization", "Bearer " + token));

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(SIZE));
    assertThat(gets).hasValue(0);
  }

  @Test
  void aFileThatIsGoneFromTheBucketIsNotThere() {
    s3.client().deleteObject(request -> request.bucket(S3Server.BUCKET).key(key));

    download().expect(404, 121004);
    download("If-None-Match", "*").expect(404, 121004);
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR", "HANG", "LOSE_ANSWER"})
  void beforeTheFirstByteAFaultIsAnInternalError(Kind kind) {
    spoil(number -> Fault.of(kind));

    Answer refused = download().expect(500, 121001);

    assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
    assertThat(refused.headers().firstValue("ETag")).isEmpty();
    proxy.heal();
    assertThat(download().body()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR", "HANG", "LOSE_ANSWER"})
  void aFaultThatPassesIsNotNoticed(Kind kind) {
    spoil(number -> number == 1 ? Fault.of(kind) : Fault.NONE);

    assertThat(download().body()).isEqualTo(bytes);
    assertThat(gets).hasValueGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP", "STALL"})
  void aConnectionThatEndsIsMadeAnewWhereItEnded(Kind kind) {
    spoil(number -> number <= 4 ? new Fault(kind, 1 << 20) : Fault.NONE);

    assertThat(download().body()).isEqualTo(bytes);
    assertThat(gets).hasValue(5);
    assertThat(ends()).containsExactly(SIZE + " bytes, complete");
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP", "STALL"})
  void aConnectionThatEndsAgainAndAgainEndsTheDownload(Kind kind) {
    spoil(number -> new Fault(kind, number == 1 ? 1 << 20 : 0));

    assertThatThrownBy(this::download).hasRootCauseInstanceOf(IOException.class);

    assertThat(gets.get()).isBetween(3, 5);
    Await.until("the end to be written down", () -> !ends().isEmpty());
    assertThat(ends().getFirst()).endsWith("broken off");
  }

  @Test
  void otherBytesThanWerePublishedNeverMakeAWholeFile() {
    spoil(number -> new Fault(Kind.CORRUPT, MIDDLE));

    assertThatThrownBy(this::download).hasRootCauseInstanceOf(IOException.class);

    Await.until("the end to be written down", () -> !ends().isEmpty());
    String[] words = ends().getFirst().split(" ", -1);
    assertThat(ends().getFirst()).endsWith("bytes, broken off");
    assertThat(Long.parseLong(words[0])).isLessThan(SIZE);
  }

  @Test
  void anObjectThatWasReplacedIsNotSent() {
    replace(new byte[SIZE]);
    assertThatThrownBy(this::download).hasRootCauseInstanceOf(IOException.class);

    replace(new byte[SIZE - 1]);
    download().expect(500, 121001);
    download("Range", "bytes=0-9").expect(500, 121001);
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsNotMixedWithTheOther() {
    byte[] other = bytes.clone();
    other[SIZE - 1] ^= 1;
    spoil(number -> {
      if (number == 2) {
        replace(other);
      }
      return number == 1 ? new Fault(Kind.DROP, 1 << 20) : Fault.NONE;
    });

    assertThatThrownBy(() -> download("Range", "bytes=1-"))
        .hasRootCauseInstanceOf(IOException.class);
  }

  private void replace(byte[] content) {
    s3.client()
        .putObject(
            request -> request.bucket(S3Server.BUCKET).key(key), RequestBody.fromBytes(content));
  }

  /** The reader is slow, the task expires, another node prunes, S3 drops the connection. */
  @Test
  void anExpiryCutsNoDownload() throws IOException {
    spoil(number -> number == 1 ? new Fault(Kind.DROP, MIDDLE) : Fault.NONE);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), program.node().port())) {
      // What fits the buffers of both ends is less than comes before the break.
      socket.setReceiveBufferSize(256 << 10);
      socket
          .getOutputStream()
          .write(
              "GET %s/download?file_token=%s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                  .formatted(Api.EXPORTS, fileToken, token)
                  .getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(1000);
      program
          .sql()
          .sql("update export_task set expires_at = now() - interval '10 min' where task_id = ?")
          .param(taskId)
          .update();
      Await.until("the node to say that it reads", this::isKept);
      new TaskPruner(new ExpiredTasks(program.sql()), program.files()).run();
      download().expect(404, 121004);

      byte[] rest = in.readAllBytes();

      byte[] answer = Arrays.copyOf(head, head.length + rest.length);
      System.arraycopy(rest, 0, answer, head.length, rest.length);
      assertThat(Arrays.copyOfRange(answer, answer.length - SIZE, answer.length)).isEqualTo(bytes);
      assertThat(gets).hasValue(2);
    }
    Await.until("the end to be written down", () -> !ends().isEmpty());
    program
        .sql()
        .sql("update export_task set file_kept_until = now() - interval '1 s' where task_id = ?")
        .param(taskId)
        .update();
    new TaskPruner(new ExpiredTasks(program.sql()), program.files()).run();
    assertThat(s3.keys()).doesNotContain(key);
  }

  private boolean isKept() {
    return program
        .sql()
        .sql("select file_kept_until > now() is true from export_task where task_id = ?")
        .param(taskId)
        .query(Boolean.class)
        .single();
  }

  private List<String> ends() {
    return program
        .sql()
        .sql("select detail from audit_event where deed = 'file.send' and object_id = ?")
        .param(Long.toString(taskId))
        .query(String.class)
        .list();
  }
}
