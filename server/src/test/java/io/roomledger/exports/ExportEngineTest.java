package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.files.FileStore;
import io.roomledger.files.PendingFile;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers, rescuer and pruner of several nodes on one database. */
final class ExportEngineTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final Duration RETENTION = Duration.ofDays(7);

  /** The first node only takes requests; no worker finds anything by polling. */
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.exports.workers", 0, "roomledger.exports.poll", "10m"));

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final ExportQueue queue = new ExportQueue(program.sql(), program.clock());
  private final ExpiredTasks expired = new ExpiredTasks(program.sql());

  private static TestNode startWorkers(int workers, String lease) {
    return program.startNode(
        Map.of("roomledger.exports.workers", workers, "roomledger.exports.lease", lease));
  }

  @Test
  void aNoticeWakesTheWorkersOfAnotherNode() {
    try (TestNode workers = startWorkers(2, "20s")) {
      // The first may be found at the start; from the second on only notices tell.
      for (int i = 0; i < 5; i++) {
        program.api().await(token, program.api().create(token, ORDER), 3);
      }
      assertThat(workers.port()).isPositive();
    }
  }

  @Test
  void aNodeWhoseClockIsAheadDelaysNothing() {
    program.clock().advance(Duration.ofMinutes(20));
    try (TestNode workers = startWorkers(1, "20s")) {
      workers.api().await(token, program.api().create(token, ORDER), 3);
    }
  }

  @Test
  void twoNodesDoManyTasksAndNoneTwice() throws IOException {
    int many = 300;
    List<String> ids = new ArrayList<>();
    try (TestNode one = startWorkers(2, "20s");
        TestNode two = startWorkers(2, "20s")) {
      for (int i = 0; i < many; i++) {
        ids.add((i % 2 == 0 ? one : two).api().create(token, ORDER));
      }
      for (String id : ids) {
        program.api().await(token, id, 3);
      }
    }
    assertThat(
            program
                .sql()
                .sql(
                    """
                    select count(*) from export_task
                     where tenant_id = ? and state = 'done' and attempt = 1
                    """)
                .param(organisation.tenantId())
                .query(Integer.class)
                .single())
        .isEqualTo(many);
    assertThat(
            program
                .sql()
                .sql(
                    "select count(distinct split_part(claimed_by, '/', 1)) from export_task where"
                        + " tenant_id = ?")
                .param(organisation.tenantId())
                .query(Integer.class)
                .single())
        .as("both nodes worked")
        .isEqualTo(2);
    List<String> files = files(program.finishedFiles());
    assertThat(files).containsAll(ids.stream().map(id -> id + "-1.xlsx").toList());
    assertThat(files.stream().filter(name -> name.endsWith("-2.xlsx"))).isEmpty();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aTaskOfAWorkerThatDiedIsDoneByAnother() {
    String taskId = program.api().create(token, ORDER);
    assertThat(queue.claim("a worker that dies", Duration.ofMillis(1))).isPresent();

    try (TestNode workers = startWorkers(1, "2s")) {
      workers.api().await(token, taskId, 3);
    }
    assertThat(
            program
                .sql()
                .sql("select attempt from export_task where task_id = ?")
                .param(Long.valueOf(taskId))
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void aNodeThatStopsLeavesNoTaskRunning() {
    List<String> ids = new ArrayList<>();
    try (TestNode workers = startWorkers(2, "20s")) {
      for (int i = 0; i < 50; i++) {
        ids.add(workers.api().create(token, ORDER));
      }
    }
    assertThat(
            program
                .sql()
                .sql("select count(*) from export_task where tenant_id = ? and state = 'running'")
                .param(organisation.tenantId())
                .query(Integer.class)
                .single())
        .isZero();
    try (TestNode workers = startWorkers(2, "20s")) {
      ids.forEach(id -> workers.api().await(token, id, 3));
    }
  }

  @Test
  void thePrunerDeletesWhatExpiredAndWhatNobodyOwnsAndNothingElse() throws IOException {
    FileStore store = program.files();
    Path finished = program.finishedFiles();
    String kept = publish(store, finish(RETENTION));
    String old = publish(store, finish(Duration.ofMinutes(-2)));
    long running = claim().taskId();
    String inTheMaking = publish(store, running + "-1.xlsx");
    String orphan = publish(store, "99-1.xlsx");
    String earlierAttempt = publish(store, kept.replace("-1.", "-7."));
    Path notOurs = Files.createFile(finished.resolve("notes.txt"));
    Path pending = program.finishedFiles().resolveSibling("pending");
    Path abandoned = Files.writeString(pending.resolve("97-1.xlsx"), "half");
    Path beingWritten = Files.writeString(pending.resolve(running + "-1.xlsx"), "half");

    new TaskPruner(expired, store).run();

    assertThat(files(finished))
        .contains(kept, inTheMaking, "notes.txt")
        .doesNotContain(old, orphan, earlierAttempt);
    assertThat(abandoned).doesNotExist();
    assertThat(beingWritten).exists();
    Files.delete(notOurs);
    Files.delete(beingWritten);
  }

  @Test
  void theFileOfAnExpiredTaskStaysWhileItIsDownloadedOnWhateverNode() throws IOException {
    FileStore store = program.files();
    String justExpired = publish(store, finish(Duration.ofSeconds(-5)));
    String read = publish(store, finish(Duration.ofMinutes(-5)));
    String readForTooLong = publish(store, finish(Duration.ofDays(-2)));
    String unread = publish(store, finish(Duration.ofMinutes(-5)));
    RunningDownloads downloads = new RunningDownloads(expired);
    RunningDownloads.Download first = downloads.begin(task(read));
    RunningDownloads.Download second = downloads.begin(task(read));
    downloads.begin(task(readForTooLong));
    downloads.run();

    // Any node's.
    new TaskPruner(expired, store).run();

    assertThat(files(program.finishedFiles()))
        .contains(justExpired, read)
        .doesNotContain(unread, readForTooLong);
    first.close();
    letPass(read);
    downloads.run();
    new TaskPruner(expired, store).run();
    assertThat(files(program.finishedFiles())).as("one of two still reads").contains(read);
    second.close();
    letPass(read);
    downloads.run();
    new TaskPruner(expired, store).run();
    assertThat(files(program.finishedFiles())).doesNotContain(read);
  }

  private ExportTask task(String key) {
    return program
        .sql()
        .sql("select " + TaskRow.COLUMNS + " from export_task where file_key = ?")
        .param(key)
        .query((row, number) -> TaskRow.of(row))
        .single();
  }

  /** A minute goes by. */
  private static void letPass(String key) {
    program
        .sql()
        .sql(
            "update export_task set file_kept_until = file_kept_until - interval '61 s' where"
                + " file_key = ?")
        .param(key)
        .update();
  }

  @Test
  void aWorkerWhosePendingFileWasPrunedPublishesNothing() throws IOException {
    try (PendingFile file = program.files().create("96-1.xlsx")) {
      file.write(1);
      new TaskPruner(expired, program.files()).run();

      assertThatThrownBy(file::publish).isInstanceOf(IOException.class);
    }
    assertThat(files(program.finishedFiles())).doesNotContain("96-1.xlsx");
  }

  private ExportTask claim() {
    program.api().create(token, ORDER);
    return queue.claim("test", Duration.ofMinutes(5)).orElseThrow();
  }

  /** The key of the file of a task that is done. */
  private String finish(Duration retention) {
    ExportTask task = claim();
    String key = ExportRun.key(task);
    queue.finish(
        task,
        new ExportTask.FinishedFile(key, "n", 1, 0, "00".repeat(32), 1, task.attempt()),
        key.getBytes(StandardCharsets.UTF_8),
        T0,
        retention);
    return key;
  }

  private static String publish(FileStore store, String key) throws IOException {
    try (PendingFile file = store.create(key)) {
      file.write(1);
      file.publish();
    }
    return key;
  }
}
