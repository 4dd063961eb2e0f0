package io.roomledger.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code error} member of an answer; absent parts are left out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ErrorDetail(
    @JsonProperty("log_id") @Nullable String logId,
    @JsonProperty("troubleshooter") @Nullable String troubleshooter,
    @JsonProperty("message") @Nullable String message,
    @JsonProperty("permission_violations") List<PermissionViolation> permissionViolations,
    @JsonProperty("field_violations") List<FieldViolation> fieldViolations) {

  static final ErrorDetail NONE = new ErrorDetail(null, null, null, List.of(), List.of());

  /** A scope that is missing. */
  record PermissionViolation(String type, String subject) {}

  static ErrorDetail explained(String message) {
    return new ErrorDetail(null, null, message, List.of(), List.of());
  }

  static ErrorDetail fields(List<FieldViolation> violations) {
    return new ErrorDetail(null, null, null, List.of(), List.copyOf(violations));
  }

  static ErrorDetail scopes(List<String> scopes) {
    return new ErrorDetail(
        null,
        null,
        null,
        scopes.stream()
            .map(scope -> new PermissionViolation("action_scope_required", scope))
            .toList(),
        List.of());
  }

  /** What is to say in one line; the general words when there is nothing more. */
  String words(String general) {
    if (message != null) {
      return message;
    }
    return fieldViolations.isEmpty()
        ? general
        : fieldViolations.stream()
            .map(each -> each.field() + ": " + each.description())
            .collect(Collectors.joining("; "));
  }

  ErrorDetail with(String logId, int code) {
    String help =
        "排查建议查看(Troubleshooting suggestions): look for log_id "
            + logId
            + " in the server's log; what code "
            + code
            + " means stands in docs/wire.md";
    return new ErrorDetail(logId, help, message, permissionViolations, fieldViolations);
  }
}
