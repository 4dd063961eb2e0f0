package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is over, and the files that are nobody's. */
final class ExpiredTasksTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private final JdbcClient sql = JdbcClient.create(database.dataSource());
  private final TestQueue tasks = new TestQueue(sql);
  private final ExpiredTasks expired = new ExpiredTasks(sql);

  @BeforeEach
  void empty() {
    sql.sql("truncate export_task").update();
  }

  @Test
  void expiredTasksAreForgottenAndTheirFilesNamed() {
    tasks.submit();
    ExportTask done = tasks.claim();
    tasks.finish(done);
    tasks.submit();
    ExportTask failed = tasks.claim();
    tasks.queue().fail(failed, "x", TestQueue.RETENTION);
    long waiting = tasks.submit();
    assertThat(expired.forget(10)).isEmpty();
    sql.sql(
            "update export_task set expires_at = now() - interval '2 min' where expires_at is not"
                + " null")
        .update();

    assertThat(tasks.find(done.taskId())).isEmpty();
    assertThat(tasks.queue().findByFileToken(TestQueue.hash(done), TestQueue.VIEWERS)).isEmpty();
    assertThat(expired.forget(10)).containsExactlyInAnyOrder(done.taskId() + "-1.xlsx", "");
    assertThat(sql.sql("select task_id from export_task").query(Long.class).list())
        .containsExactly(waiting);
  }

  @Test
  void orphansAreTheFilesThatNobodyWillEverAskFor() {
    tasks.submit();
    ExportTask done = tasks.claim();
    tasks.finish(done);
    tasks.submit();
    ExportTask running = tasks.claim();
    long waiting = tasks.submit();
    String keep = done.taskId() + "-1.xlsx";
    String inTheMaking = running.taskId() + "-1.xlsx";

    assertThat(
            expired.orphans(
                List.of(
                    keep,
                    inTheMaking,
                    done.taskId() + "-2.xlsx",
                    running.taskId() + "-2.xlsx",
                    waiting + "-1.xlsx",
                    "99-1.xlsx")))
        .containsExactlyInAnyOrder(
            done.taskId() + "-2.xlsx",
            running.taskId() + "-2.xlsx",
            waiting + "-1.xlsx",
            "99-1.xlsx");
  }
}
