package io.roomledger.cli;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the outcome: to scripts on standard output, to people on standard error. */
final class Report {
  private final Surroundings surroundings;
  private final boolean json;

  Report(Surroundings surroundings, boolean json) {
    this.surroundings = surroundings;
    this.json = json;
  }

  /**
   * Lines {@code key: value}, or one JSON object.
   *
   * @param facts text or numbers, in the order to show
   */
  void success(Map<String, Object> facts) {
    PrintStream out = surroundings.out();
    if (json) {
      ObjectNode object = JsonMapper.shared().createObjectNode();
      facts.forEach(object::putPOJO);
      out.println(object);
    } else {
      facts.forEach((key, value) -> out.println(key + ": " + value));
    }
    out.flush();
  }

  /** An answer of the server as it is, or what there is to tell of it in lines. */
  void answer(JsonNode answer, Map<String, Object> facts) {
    if (json) {
      json(answer);
    } else {
      success(facts);
    }
  }

  /** Anything as one line of JSON. */
  void json(Object value) {
    surroundings.out().println(JsonMapper.shared().writeValueAsString(value));
    surroundings.out().flush();
  }

  void failure(Failure failure, @Nullable String taskId) {
    PrintStream err = surroundings.err();
    ApiError error = failure.apiError();
    err.println("roomledger: " + failure.what());
    if (error != null) {
      error.violations().forEach(violation -> err.println("  field: " + violation));
      err.println("  code: %d (HTTP %d)".formatted(error.code(), error.httpStatus()));
      if (error.logId() != null) {
        err.println("  log id: " + error.logId());
      }
    }
    if (taskId != null) {
      err.println("  task: " + taskId);
    }
    if (failure.next() != null) {
      err.println("  next: " + failure.next());
    }
    err.flush();
    if (json) {
      surroundings.out().println(object(failure, error, taskId));
      surroundings.out().flush();
    }
  }

  private static ObjectNode object(
      Failure failure, @Nullable ApiError error, @Nullable String taskId) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ObjectNode body = object.putObject("error");
    body.put("exit_code", failure.exitCode().number()).put("kind", failure.exitCode().word());
    body.put("message", failure.what());
    if (error != null) {
      body.put("code", error.code()).put("http_status", error.httpStatus());
      body.put("log_id", error.logId());
      error.violations().forEach(body.putArray("violations")::add);
    }
    body.put("task_id", taskId);
    body.put("next", failure.next());
    return object;
  }
}
