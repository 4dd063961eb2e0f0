package io.roomledger.exports;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A task with all that its row tells about its course.
 *
 * @param rowsExpected an estimate until the task is done; null = not known
 * @param progressedAt when rowsDone was so
 */
record TaskView(
    ExportTask task,
    long rowsDone,
    @Nullable Long rowsExpected,
    @Nullable Instant progressedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant asOf) {

  /** Whether rows were written that still count. */
  boolean hasProgress() {
    return task.state() == ExportTask.State.RUNNING || task.state() == ExportTask.State.DONE;
  }

  /** How fast this attempt was so far; nothing while that cannot be told. */
  OptionalLong rowsPerSecond() {
    if (!hasProgress() || startedAt == null || progressedAt == null) {
      return OptionalLong.empty();
    }
    long millis = Duration.between(startedAt, progressedAt).toMillis();
    return millis <= 0 ? OptionalLong.empty() : OptionalLong.of(rowsDone * 1000 / millis);
  }

  /** What is left if it goes on like this; nothing while that cannot be told. */
  OptionalLong secondsLeft() {
    OptionalLong rate = rowsPerSecond();
    if (task.state() != ExportTask.State.RUNNING
        || rowsExpected == null
        || rate.isEmpty()
        || rate.getAsLong() == 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.ceilDiv(Math.max(0, rowsExpected - rowsDone), rate.getAsLong()));
  }
}
