package io.roomledger.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Job control: calls that a Roomledger has and Feishu does not. */
final class Jobs {
  private static final String PATH = "/roomledger/v1/exports";
  private static final int LARGEST_PAGE = 100;

  private final OpenPlatform platform;

  Jobs(OpenPlatform platform) {
    this.platform = platform;
  }

  /**
   * Which tasks to list.
   *
   * @param state null = in any state
   * @param from null = since ever
   * @param to null = until now
   */
  record Filter(@Nullable String state, @Nullable Instant from, @Nullable Instant to, int most) {}

  /** Tasks, the newest first, and whether there are more. */
  record Listed(List<JsonNode> tasks, boolean more) {}

  Listed list(Filter filter) throws Failure {
    List<JsonNode> tasks = new ArrayList<>();
    String pageToken = "";
    while (true) {
      int size = Math.min(LARGEST_PAGE, filter.most() - tasks.size());
      JsonNode page = data("GET", query(filter, size, pageToken), null);
      page.path("items").forEach(tasks::add);
      boolean more = page.path("has_more").asBoolean(false);
      pageToken = page.path("page_token").asString("");
      if (!more || pageToken.isEmpty() || tasks.size() >= filter.most()) {
        return new Listed(tasks, more);
      }
    }
  }

  private static String query(Filter filter, int size, String pageToken) {
    StringJoiner query = new StringJoiner("&", "?", "");
    query.add("page_size=" + size);
    add(query, "state", filter.state());
    add(query, "created_from", filter.from());
    add(query, "created_to", filter.to());
    add(query, "page_token", pageToken.isEmpty() ? null : pageToken);
    return query.toString();
  }

  private static void add(StringJoiner query, String name, @Nullable Object value) {
    if (value != null) {
      query.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }

  JsonNode show(String taskId) throws Failure {
    return data("GET", "/" + taskId, null);
  }

  JsonNode cancel(String taskId) throws Failure {
    return data("POST", "/" + taskId + "/cancel", "");
  }

  /** The new task's id. */
  String rerun(String taskId) throws Failure {
    String made = data("POST", "/" + taskId + "/rerun", "").path("task_id").asString("");
    if (!OpenPlatform.TASK_ID.matcher(made).matches()) {
      throw Failure.of(ExitCode.SERVER_FAILED, "the server named no usable task_id");
    }
    return made;
  }

  JsonNode preflight(ExportOrder order) throws Failure {
    return data("POST", "/preflight", order.body(JsonMapper.shared()).toString());
  }

  private JsonNode data(String method, String path, @Nullable String body) throws Failure {
    return platform.ask(method, PATH + path, body).path("data");
  }

  /** How far a task is; null when the server does not say, because it is none of ours, say. */
  static Progress.@Nullable Rows rows(OpenPlatform platform, String taskId) {
    JsonNode answer = platform.askOnce(PATH + "/" + taskId);
    JsonNode progress = answer == null ? null : answer.path("data").get("progress");
    return progress == null ? null : rows(progress);
  }

  static Progress.Rows rows(JsonNode progress) {
    return new Progress.Rows(
        progress.path("rows_done").asLong(0),
        progress.path("rows_expected").asLong(Progress.Rows.UNKNOWN),
        progress.path("seconds_left").asLong(Progress.Rows.UNKNOWN));
  }
}
