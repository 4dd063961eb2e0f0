package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Every error that the protocol knows, with its message and HTTP status: the only place where these
 * numbers stand.
 *
 * <p>The 1210xx codes are the export service's own, the 9999xxxx ones the gateway's, the 100xx ones
 * those of the token endpoints, which answer HTTP 200 whatever happens.
 */
public enum ErrorCode {
  INTERNAL_ERROR(121001, 500, "internal error"),
  NOT_SUPPORTED(121002, 400, "not support"),
  PARAM_ERROR(121003, 400, "param error"),
  RANGE_NOT_SATISFIABLE(121003, 416, "param error"),
  /** Of the extension API: too late for what was asked. */
  TASK_HAS_ENDED(121003, 409, "param error"),
  DATA_NOT_EXIST(121004, 404, "data not exist"),
  NO_PERMISSION(121005, 403, "no permission"),

  TOKEN_INVALID_PARAM(10003, 200, "invalid param"),
  TOKEN_APP_UNAUTHORIZED(10005, 200, "app id unauthorized"),
  TOKEN_TICKET_INVALID(10012, 200, "get app access token fail: app ticket invalid"),
  TOKEN_TENANT_REFUSED(10013, 200, "get tenant access token fail"),
  TOKEN_RESEND_FAILED(10016, 200, "app resend fail"),
  TOKEN_WRONG_SECRET(10014, 200, "app secret invalid"),

  MISSING_ACCESS_TOKEN(
      99991661,
      400,
      "Missing access token for authorization. Please make a request with token attached."),
  APP_NOT_IN_USE(99991662, 400, "app not in use"),
  INVALID_TENANT_TOKEN(
      99991663,
      400,
      "Invalid access token for authorization. Please make a request with token attached."),
  INVALID_APP_TOKEN(99991664, 400, "invalid app token"),
  INVALID_TENANT_CODE(99991665, 400, "invalid tenant code"),
  INVALID_USER_TOKEN(
      99991668,
      400,
      "Invalid access token for authorization. Please make a request with token attached."),
  INVALID_USER_REFRESH_TOKEN(99991669, 400, "invalid user refresh token"),
  MALFORMED_TOKEN(99991671, 400, "Invalid token: must start with t-/u-"),
  SCOPE_REQUIRED(99991672, 400, "Access denied. One of the following scopes is required: "),
  UNAUTHORIZED_APP(99991673, 400, "unauthorized app"),
  TOKEN_NO_PERMISSION(99991676, 400, "token no permission"),
  USER_TOKEN_EXPIRED(99991677, 400, "token expire"),
  USER_UNAUTHORIZED(
      99991679,
      400,
      "Unauthorized. You do not have permission to perform the requested operation on the resource."
          + " Please request user re-authorization and try again."
          + " required one of these privileges under the user identity: "),
  RATE_LIMITED(99991400, 429, "request trigger frequency limit"),
  IP_DENIED(99991401, 400, "ip %s is denied by app setting"),
  PATH_NOT_FOUND(99991201, 404, "not found"),
  METHOD_MISMATCH(99991301, 404, "method mismatch"),
  FIELD_VALIDATION_FAILED(99992402, 400, "field validation failed");

  private static final int LOWEST_OF_GATEWAY = 99_990_000;
  private static final String ATTRIBUTE = ErrorCode.class.getName();

  private final int code;
  private final int httpStatus;
  private final String message;

  ErrorCode(int code, int httpStatus, String message) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.message = message;
  }

  /** The number in {@code code}. */
  public int code() {
    return code;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the gateway refuses with it, and not the endpoint itself. */
  public boolean ofGateway() {
    return code >= LOWEST_OF_GATEWAY;
  }

  /** What the request was refused with, once it is. */
  public static Optional<ErrorCode> of(HttpServletRequest request) {
    return Optional.ofNullable((ErrorCode) request.getAttribute(ATTRIBUTE));
  }

  void note(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The words in {@code msg}, or how they begin where they name something. */
  public String message() {
    return message;
  }
}
