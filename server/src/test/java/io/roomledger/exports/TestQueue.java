package io.roomledger.exports;

import io.roomledger.audit.Actor;
import io.roomledger.exports.NewTasks.NewTask;
import io.roomledger.identity.Caller;
import io.roomledger.identity.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A queue with one caller and one worker, who do what there is to do with it. */
final class TestQueue {
  static final Duration LEASE = Duration.ofSeconds(60);
  static final Duration RETENTION = Duration.ofDays(1);
  static final Caller CALLER = new Caller(TokenKind.TENANT, 7, 8, "cli_x", null);
  static final ExportQueue.Viewers VIEWERS =
      new ExportQueue.Viewers(Set.of(7L), Set.of(8L), Set.of(), true);
  static final ExportTask.Request REQUEST =
      new ExportTask.Request(3, true, 100, 200, List.of(5L, 6L), true);

  private final ExportQueue queue;

  TestQueue(JdbcClient sql) {
    queue = new ExportQueue(sql, Instant::now);
  }

  ExportQueue queue() {
    return queue;
  }

  long submit() {
    return submitTo(queue);
  }

  static long submitTo(ExportQueue some) {
    return some.submit(List.of(new NewTask(CALLER, REQUEST, Actor.current(), "log"))).getFirst();
  }

  ExportTask claim() {
    return queue.claim("worker", LEASE).orElseThrow();
  }

  boolean finish(ExportTask task) {
    ExportTask.FinishedFile file =
        new ExportTask.FinishedFile(
            task.taskId() + "-" + task.attempt() + ".xlsx",
            "name.xlsx",
            1234,
            5,
            "ab".repeat(32),
            1,
            task.attempt());
    return queue.finish(task, file, hash(task), Instant.EPOCH, RETENTION);
  }

  static byte[] hash(ExportTask task) {
    return Long.toString(task.taskId()).getBytes(StandardCharsets.UTF_8);
  }

  Optional<ExportTask> find(long taskId) {
    return Optional.ofNullable(queue.find(List.of(taskId), VIEWERS).get(taskId));
  }
}
