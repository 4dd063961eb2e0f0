package io.roomledger.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks from outside at what became of tasks and files: by SQL, HTTP and the file system. */
final class Judge {
  static final int MOST_ATTEMPTS = 5;

  /** A lease, some rounds of the pruner, and a machine that has other things to do. */
  private static final Duration UNTIL_CLEAN = Duration.ofSeconds(60);

  /** Looks in a row that find no statement at work, a fiftieth of a second apart or more. */
  private static final int QUIET_LOOKS = 15;

  /** More than a stalled disk takes for a commit. */
  private static final Duration UNTIL_QUIET = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** An export's COPY may be held for as long as its node is. */
  private static final String AT_WORK =
      """
      select count(*) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query not ilike 'copy%'
      """;

  private final SqlSource database;
  private final Supplier<Set<String>> files;
  private final Expected expected;

  /** Where the judge's own connection comes from. */
  @FunctionalInterface
  interface SqlSource {
    Connection connect() throws SQLException;
  }

  /**
   * @param files names of all that is stored, whatever it is: finished, pending, half uploaded
   * @param expected shared, since the reservations do not change
   */
  Judge(SqlSource database, Supplier<Set<String>> files, Expected expected) {
    this.database = database;
    this.files = files;
    this.expected = expected;
  }

  /** A task's row. */
  record Row(
      String state,
      int attempt,
      int handedBack,
      @Nullable String failMsg,
      @Nullable String key,
      long size,
      long rows,
      @Nullable String sha256,
      String claimedBy) {
    boolean ended() {
      return state.equals("done") || state.equals("failed");
    }
  }

  /** Everything below these directories that is a file. */
  static Set<String> filesBelow(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      Set<String> names = new TreeSet<>();
      all.filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString())
          .forEach(names::add);
      return names;
    } catch (NoSuchFileException e) {
      return Set.of();
    } catch (IOException | java.io.UncheckedIOException e) {
      // Deleted while it was looked at; the next look tells.
      return Set.of("(the directory changes)");
    }
  }

  /** The row; null when there is none. */
  @Nullable Row find(long task) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select state, attempt, handed_back, fail_msg, file_key, file_size, file_rows,
                       encode(file_sha256, 'hex'), coalesce(claimed_by, '')
                  from export_task where task_id = ?
                """)) {
      statement.setLong(1, task);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Row(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getLong(7),
                row.getString(8),
                row.getString(9))
            : null;
      }
    }
  }

  /** The row of a task that was acknowledged. */
  Row row(long task) throws SQLException, Violation {
    Row row = find(task);
    if (row == null) {
      throw new Violation("task " + task + " is lost");
    }
    return row;
  }

  boolean is(long task, String state) throws SQLException {
    Row row = find(task);
    return row != null && row.state().equals(state);
  }

  /**
   * Whether that is so once PostgreSQL has carried out what a held node asked of it last: that it
   * did not come to be is only said when no statement is at work.
   */
  boolean comesToBe(Callable<Boolean> fact) throws Exception {
    long deadline = System.nanoTime() + UNTIL_QUIET.toNanos();
    for (int quiet = 0; quiet < QUIET_LOOKS && System.nanoTime() < deadline; quiet++) {
      if (fact.call()) {
        return true;
      }
      if (!text(AT_WORK).equals("0")) {
        quiet = 0;
      }
      Thread.sleep(PAUSE);
    }
    return fact.call();
  }

  /**
   * Waits until PostgreSQL has carried out what it was asked for, also by nodes that have been
   * frozen meanwhile: what they asked for last could still be done to a row that comes only now.
   */
  void awaitQuiet() throws Exception {
    var _ = comesToBe(() -> false);
  }

  /** All of the row as text, to see whether anything of it changes. */
  String image(long task) throws SQLException {
    return text("select to_jsonb(t)::text from export_task t where task_id = " + task);
  }

  String text(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  void change(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until the task has ended. */
  Row awaitEnd(long task, Duration patience) throws Exception {
    if (!Shell.await(patience, () -> row(task).ended())) {
      throw new Violation(
          "task %d has not ended after %d s: %s".formatted(task, patience.toSeconds(), row(task)));
    }
    return row(task);
  }

  /** That it ended once, well, with a file that is whole and holds what it should. */
  Row done(Client client, long task, Order order) throws Exception {
    return doneWithin(MOST_ATTEMPTS, client, task, order);
  }

  /** As {@link #done}, where more attempts are allowed than usual. */
  Row doneWithin(int mostAttempts, Client client, long task, Order order) throws Exception {
    Row row = row(task);
    if (!row.state().equals("done")) {
      throw new Violation("task " + task + " is not done: " + row);
    }
    once(task, "task.finish");
    if (row.attempt() - row.handedBack() > mostAttempts) {
      throw new Violation("too many attempts: " + row);
    }
    if (client.status(task) != 3) {
      throw new Violation("the API says " + client.state(task) + " of " + row);
    }
    byte[] file = client.download(task);
    if (file.length != row.size() || !Expected.sha256(file).equals(row.sha256())) {
      throw new Violation(
          "the file of task %d has %d bytes and another digest than %s"
              .formatted(task, file.length, row));
    }
    Expected.Content content = Expected.read(file);
    Expected.Content wanted;
    try (Connection connection = database.connect()) {
      wanted = expected.of(connection, order);
    }
    if (!content.equals(wanted) || row.rows() != wanted.rows()) {
      throw new Violation(
          "the file of task %d has %d rows, its row says %d, and %s wants %d, or they differ"
              .formatted(task, content.rows(), row.rows(), order, wanted.rows()));
    }
    return row;
  }

  /** That it ended once, badly, with a reason, and not before its last attempt. */
  Row failed(Client client, long task, String reason) throws Exception {
    Row row = row(task);
    String words = row.failMsg();
    if (!row.state().equals("failed") || words == null || !words.contains(reason)) {
      throw new Violation("task " + task + " has not failed for '" + reason + "': " + row);
    }
    once(task, "task.fail");
    if (client.status(task) != 2 || !client.state(task).contains(words)) {
      throw new Violation("the API says " + client.state(task) + " of " + row);
    }
    return row;
  }

  private void once(long task, String deed) throws Exception {
    String ends =
        text(
            "select coalesce(string_agg(deed, ','), '') from audit_event where object_id = '"
                + task
                + "' and deed in ('task.finish', 'task.fail', 'task.cancel')");
    if (!ends.equals(deed)) {
      throw new Violation("task " + task + " ended as: " + ends);
    }
  }

  /** That nothing runs, and that after the next prune every file is a finished task's. */
  void clean() throws Exception {
    List<String> problems = new ArrayList<>();
    boolean clean =
        Shell.await(
            UNTIL_CLEAN,
            () -> {
              problems.clear();
              problems.addAll(unclean());
              return problems.isEmpty();
            });
    if (!clean) {
      throw new Violation("left behind: " + String.join(", ", problems));
    }
  }

  private List<String> unclean() throws SQLException {
    List<String> problems = new ArrayList<>();
    Set<String> wanted = new TreeSet<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select task_id, state, file_key from export_task")) {
      while (row.next()) {
        String state = row.getString(2);
        if (state.equals("running") || state.equals("queued")) {
          problems.add("task " + row.getLong(1) + " is " + state);
        } else if (state.equals("done")) {
          wanted.add(row.getString(3));
        }
      }
    }
    Set<String> found = files.get();
    found.stream()
        .filter(name -> !wanted.contains(name.replaceFirst("^finished/", "")))
        .forEach(name -> problems.add(name + " is nobody's"));
    wanted.stream()
        .filter(key -> !found.contains("finished/" + key))
        .forEach(key -> problems.add("finished/" + key + " is gone"));
    return problems;
  }
}
