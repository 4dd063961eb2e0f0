package io.roomledger.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks a server for exports over HTTP, and looks in its database when they are done. */
final class ExportClient implements AutoCloseable {
  static final String CREATE = "/open-apis/vc/v1/exports/resource_reservation_list";
  private static final Pattern TOKEN = Pattern.compile("\"tenant_access_token\":\"([^\"]+)\"");
  private static final Pattern TASK = Pattern.compile("\"task_id\":\"([0-9]+)\"");
  private static final Pattern FILE = Pattern.compile("\"file_token\":\"([^\"]+)\"");
  private static final Duration LONGEST_EXPORT = Duration.ofMinutes(10);

  private final RawHttp http;
  private final Connection database;
  private final String token;

  ExportClient(int port, Connection database) throws IOException {
    this.http = new RawHttp(port);
    this.database = database;
    String body =
        "{\"app_id\":\"%s\",\"app_secret\":\"%s\"}"
            .formatted(StoredReservations.APP_ID, StoredReservations.APP_SECRET);
    this.token =
        find(
            TOKEN,
            http.send(RawHttp.post("/open-apis/auth/v3/tenant_access_token/internal", "", body)));
  }

  /**
   * An export that is done.
   *
   * @param claimed seconds from claim to finish, as the task's row has them
   * @param asked seconds from the client's request to the task's finish
   */
  record Done(long taskId, long rows, long bytes, String fileKey, double claimed, double asked) {}

  String token() {
    return token;
  }

  /** The request for all of a range, or for some rooms in it. */
  byte[] request(StoredReservations.Range range, List<String> rooms) {
    String ids = rooms.stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
    return RawHttp.post(
        CREATE,
        token,
        "{\"room_level_id\":\"0\",\"need_topic\":true,\"start_time\":\"%d\",\"end_time\":\"%d\",\"room_ids\":[%s]}"
            .formatted(range.fromSecond(), range.toSecond(), ids));
  }

  /** Makes an export and waits for its end, looking every so many milliseconds. */
  Done export(byte[] request, long pollMillis) throws Exception {
    Instant asked = Instant.now();
    long taskId = Long.parseLong(find(TASK, http.send(request)));
    long deadline = System.nanoTime() + LONGEST_EXPORT.toNanos();
    while (System.nanoTime() < deadline) {
      Thread.sleep(pollMillis);
      Done done = look(taskId, asked);
      if (done != null) {
        return done;
      }
    }
    throw new IOException("export " + taskId + " does not end");
  }

  private @org.jspecify.annotations.Nullable Done look(long taskId, Instant asked)
      throws SQLException, IOException {
    String sql =
        """
        select state, file_rows, file_size, file_key, extract(epoch from finished_at - started_at)::float8,
               extract(epoch from finished_at)::float8, fail_msg
          from export_task where task_id = ? and finished_at is not null
        """;
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      statement.setLong(1, taskId);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        if (!row.getString(1).equals("done")) {
          throw new IOException("export " + taskId + " failed: " + row.getString(7));
        }
        double begin = asked.getEpochSecond() + asked.getNano() / 1e9;
        return new Done(
            taskId,
            row.getLong(2),
            row.getLong(3),
            row.getString(4),
            row.getDouble(5),
            row.getDouble(6) - begin);
      }
    }
  }

  /** The path that a finished export is downloaded from. */
  String downloadPath(long taskId) throws IOException {
    RawHttp.Answer state = http.send(RawHttp.get("/open-apis/vc/v1/exports/" + taskId, token));
    return "/open-apis/vc/v1/exports/download?file_token=" + find(FILE, state);
  }

  private static String find(Pattern pattern, RawHttp.Answer answer) throws IOException {
    Matcher matcher = pattern.matcher(answer.body());
    if (answer.status() != 200 || !matcher.find()) {
      throw new IOException("unexpected answer " + answer);
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException, SQLException {
    http.close();
    database.close();
  }
}
