package io.roomledger.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The server's refusal, in the protocol's envelope {@code {code, msg, error}}.
 *
 * @param violations one text per bad field, when the server names them
 */
record ApiError(
    int httpStatus, int code, String message, @Nullable String logId, List<String> violations) {
  private static final int LONGEST_TEXT = 1_000;

  ApiError {
    violations = List.copyOf(violations);
  }

  static ApiError of(int httpStatus, JsonNode body, @Nullable String logId) {
    List<String> violations = new ArrayList<>();
    for (JsonNode violation : body.path("error").path("field_violations")) {
      String field = text(violation.path("field"));
      String value = text(violation.path("value"));
      violations.add(
          field
              + (value.isEmpty() ? "" : " (was " + value + ")")
              + ": "
              + text(violation.path("description")));
    }
    String bodyLogId = text(body.path("error").path("log_id"));
    return new ApiError(
        httpStatus,
        body.path("code").asInt(-1),
        text(body.path("msg")),
        logId != null || bodyLogId.isEmpty() ? logId : bodyLogId,
        violations);
  }

  /** Whether the server asks for fewer calls; some old endpoints say so with status 400. */
  boolean isRateLimit() {
    return httpStatus == 429 || code == 99991400;
  }

  /** Whether a new tenant token may help: it has expired, or was revoked while this command ran. */
  boolean isTokenRefused() {
    return code == 99991661 || code == 99991663 || code == 99991671 || code == 99991677;
  }

  ExitCode exitCode() {
    return switch (code) {
      case 121005, 10003, 10005, 10012, 10013, 10014, 10015 -> ExitCode.NOT_AUTHORISED;
      case 99991543, 99991661, 99991662, 99991663, 99991664, 99991665, 99991668 ->
          ExitCode.NOT_AUTHORISED;
      case 99991671, 99991672, 99991673, 99991676, 99991677, 99991679, 99991401 ->
          ExitCode.NOT_AUTHORISED;
      case 121004 -> ExitCode.NOT_FOUND;
      case 121002, 121003, 99992402 -> ExitCode.BAD_PARAMETER;
      case 121001 -> ExitCode.SERVER_FAILED;
      default -> byStatus();
    };
  }

  private ExitCode byStatus() {
    return switch (httpStatus) {
      case 401, 403 -> ExitCode.NOT_AUTHORISED;
      case 404 -> ExitCode.NOT_FOUND;
      case 200 -> ExitCode.SERVER_FAILED;
      default -> httpStatus >= 500 ? ExitCode.SERVER_FAILED : ExitCode.BAD_PARAMETER;
    };
  }

  String explanation() {
    String what =
        switch (exitCode()) {
          case NOT_AUTHORISED -> "the server does not allow this";
          case NOT_FOUND -> "the server does not have what was asked for";
          case BAD_PARAMETER -> "the server refuses the request";
          default -> "the server failed";
        };
    return message.isEmpty() ? what : what + ": " + message;
  }

  String next() {
    return switch (code) {
      case 121005 ->
          "let an administrator give the app's creator (with a user token: that user) the right"
              + " 会议管理, or use the credentials the task was created with";
      case 99991672, 99991676, 99991679 -> "give the app the scope vc:export and publish it";
      case 99991401 -> "call from an address that the app's settings allow";
      case 121004 -> "check the ids given with --level, --rooms and --task";
      case 121002 -> "this server does not offer this export";
      default ->
          switch (exitCode()) {
            case NOT_AUTHORISED -> "check app id and secret, or the user token";
            case NOT_FOUND -> "check --server and the ids";
            case BAD_PARAMETER -> "correct the option that the message names";
            default ->
                "try again later; if it stays, ask the server's administrator and give the log id";
          };
    };
  }

  /** Text from outside, made safe for a terminal and a log line. */
  static String text(JsonNode node) {
    String text = node.isValueNode() && !node.isNull() ? node.asString() : "";
    String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() <= LONGEST_TEXT ? plain : plain.substring(0, LONGEST_TEXT) + "…";
  }
}
