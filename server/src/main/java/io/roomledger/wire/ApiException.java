package io.roomledger.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request with an error of the protocol; {@link ErrorAdvice} turns it into the answer. */
public final class ApiException extends RuntimeException {
  private final transient ErrorCode errorCode;
  private final transient ErrorDetail detail;
  private final transient Map<String, String> headers;

  private ApiException(
      ErrorCode errorCode, String message, ErrorDetail detail, @Nullable Throwable cause) {
    super(message, cause, false, cause != null);
    this.errorCode = errorCode;
    this.detail = detail;
    this.headers = Map.of();
  }

  private ApiException(ErrorCode errorCode, ErrorDetail detail, Map<String, String> headers) {
    super(errorCode.message(), null, false, false);
    this.errorCode = errorCode;
    this.detail = detail;
    this.headers = Map.copyOf(headers);
  }

  /** The error with its documented words and nothing more. */
  public static ApiException of(ErrorCode errorCode) {
    return new ApiException(errorCode, errorCode.message(), ErrorDetail.NONE, null);
  }

  /** The error, explained: what was wrong and what would be right. */
  public static ApiException because(ErrorCode errorCode, String explanation) {
    return new ApiException(
        errorCode, errorCode.message(), ErrorDetail.explained(explanation), null);
  }

  /** A fault of ours; the cause goes to the log, never to the caller. */
  public static ApiException internal(Throwable cause) {
    return new ApiException(
        ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.message(), ErrorDetail.NONE, cause);
  }

  /** Parameters that are wrong: all of them at once. */
  public static ApiException fields(ErrorCode errorCode, List<FieldViolation> violations) {
    return new ApiException(errorCode, errorCode.message(), ErrorDetail.fields(violations), null);
  }

  /** An app without any of the scopes that would do. */
  public static ApiException scopeRequired(List<String> scopes) {
    return new ApiException(
        ErrorCode.SCOPE_REQUIRED,
        ErrorCode.SCOPE_REQUIRED.message() + scopes + ".应用尚未开通所需的应用身份权限:" + scopes + "，开通任一权限即可",
        ErrorDetail.scopes(scopes),
        null);
  }

  /** A person who did not allow the app any of the scopes that would do. */
  public static ApiException userScopeRequired(List<String> scopes) {
    return new ApiException(
        ErrorCode.USER_UNAUTHORIZED,
        ErrorCode.USER_UNAUTHORIZED.message() + scopes,
        ErrorDetail.scopes(scopes),
        null);
  }

  /** A caller at an address that the app's setting does not allow. */
  public static ApiException ipDenied(String address) {
    return new ApiException(
        ErrorCode.IP_DENIED,
        ErrorCode.IP_DENIED.message().formatted(address),
        ErrorDetail.NONE,
        null);
  }

  /**
   * A caller who calls more often than it may.
   *
   * @param limit requests that the window allows
   * @param resetSeconds until the window ends
   */
  public static ApiException rateLimited(long limit, long resetSeconds) {
    return tooMany(limit, resetSeconds, "more than " + limit + " requests");
  }

  /**
   * A caller who has all that it may have at one time.
   *
   * @param limit how much that is
   * @param resetSeconds after which it makes sense to ask again
   * @param explanation what there is too much of, and what helps
   */
  public static ApiException tooMany(long limit, long resetSeconds, String explanation) {
    return new ApiException(
        ErrorCode.RATE_LIMITED,
        ErrorDetail.explained(explanation + ": try again in " + resetSeconds + " seconds"),
        Map.of(
            "x-ogw-ratelimit-limit",
            Long.toString(limit),
            "x-ogw-ratelimit-reset",
            Long.toString(resetSeconds)));
  }

  public ErrorCode errorCode() {
    return errorCode;
  }

  /** What was wrong and what would be right; null when that was not said. */
  public @Nullable String explanation() {
    return detail.message();
  }

  ErrorDetail detail() {
    return detail;
  }

  /** What the answer's header says beside the usual. */
  Map<String, String> headers() {
    return headers;
  }
}
