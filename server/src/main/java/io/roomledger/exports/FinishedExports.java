package io.roomledger.exports;

import java.time.InstantSource;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the program itself may ask of exports that are done; callers go through the API. */
public final class FinishedExports {
  private final ExportQueue queue;

  public FinishedExports(DataSource dataSource) {
    this.queue = new ExportQueue(JdbcClient.create(dataSource), InstantSource.system());
  }

  /** How many reservations are in the file of this task; nothing unless it is done. */
  public OptionalLong rows(long taskId) {
    return queue
        .find(taskId)
        .filter(task -> task.state() == ExportTask.State.DONE)
        .map(task -> OptionalLong.of(task.finishedFile().rows()))
        .orElseGet(OptionalLong::empty);
  }
}
