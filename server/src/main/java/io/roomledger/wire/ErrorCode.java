package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every error that the protocol knows, with its message and HTTP status: the only place where these
 * numbers stand.
 *
 * <p>The 1210xx codes are the export service's own, the 9999xxxx ones the gateway's, the 100xx ones
 * those of the token endpoints, which answer HTTP 200 whatever happens, and the 200xx ones those of
 * people's tokens: {@code AUTHEN_…} in the envelope with HTTP 200, {@code OAUTH_…} flat, as OAuth
 * 2.0 wants it.
 */
public enum ErrorCode {
  INTERNAL_ERROR(121001, 500, "internal error"),
  /** No fault of this request: the log has said once what is the matter. */
  DISK_NEARLY_FULL(121001, 500, "internal error"),
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

  AUTHEN_INVALID_REQUEST(20001, 200, "invalid request"),
  AUTHEN_CODE_INVALID(20007, 200, "the code is invalid, expired or used"),
  OIDC_CODE_INVALID(20003, 200, "the code is invalid; it can be used once"),
  OIDC_CODE_EXPIRED(20004, 200, "the code has expired"),
  AUTHEN_APP_NOT_INSTALLED(20009, 200, "app is not installed by the tenant"),
  AUTHEN_USER_RESIGNED(20021, 200, "user has resigned"),
  AUTHEN_USER_FROZEN(20022, 200, "user is frozen"),
  AUTHEN_OTHER_APP(20024, 200, "the code or refresh token belongs to another app"),
  AUTHEN_REFRESH_INVALID(20026, 200, "refresh token is invalid"),
  AUTHEN_REDIRECT_INVALID(20029, 200, "the redirect uri is not registered by the app"),
  AUTHEN_GRANT_TYPE(20036, 200, "grant_type is not supported"),
  AUTHEN_REFRESH_EXPIRED(20037, 200, "refresh token has expired"),
  OIDC_REFRESH_NOT_FOUND(20038, 200, "refresh token is not found"),
  AUTHEN_APP_DISABLED(20042, 200, "app is disabled"),
  AUTHEN_SERVER_ERROR(20050, 500, "internal error"),

  OAUTH_MISSING_PARAMETER(20001, 400, "invalid_request", "a required parameter is missing"),
  OAUTH_WRONG_SECRET(20002, 400, "invalid_client", "the client secret is invalid"),
  OAUTH_CODE_NOT_FOUND(20003, 400, "invalid_grant", "the authorization code was not found"),
  OAUTH_CODE_EXPIRED(20004, 400, "invalid_grant", "the authorization code has expired"),
  OAUTH_USER_NOT_EXIST(20008, 400, "invalid_grant", "the user does not exist any more"),
  OAUTH_APP_NOT_INSTALLED(20009, 400, "invalid_grant", "the app is not installed in the tenant"),
  OAUTH_OTHER_CLIENT(
      20024, 400, "invalid_grant", "the code or refresh token belongs to another client"),
  OAUTH_REFRESH_INVALID(20026, 400, "invalid_grant", "the refresh token is invalid"),
  OAUTH_GRANT_TYPE(20036, 400, "unsupported_grant_type", "the grant_type is not supported"),
  OAUTH_REFRESH_EXPIRED(20037, 400, "invalid_grant", "the refresh token has expired"),
  OAUTH_APP_NOT_EXIST(20048, 400, "invalid_client", "the app does not exist"),
  OAUTH_PKCE_FAILED(20049, 400, "invalid_grant", "the code_verifier does not fit the challenge"),
  OAUTH_SERVER_ERROR(20050, 500, "server_error", "internal error"),
  OAUTH_MALFORMED(20063, 400, "invalid_request", "the request is malformed"),
  OAUTH_REVOKED(20064, 400, "invalid_grant", "the authorization was revoked"),
  OAUTH_CODE_USED(20065, 400, "invalid_grant", "the authorization code was used before"),
  OAUTH_USER_STATUS(20066, 400, "invalid_grant", "the user is not active"),
  OAUTH_DUPLICATE_SCOPE(20067, 400, "invalid_scope", "a scope is there twice"),
  OAUTH_SCOPE_NOT_GRANTED(20068, 400, "invalid_scope", "a scope was not granted"),
  OAUTH_APP_DISABLED(20069, 400, "unauthorized_client", "the app is disabled"),
  OAUTH_TWO_CREDENTIALS(
      20070, 400, "invalid_request", "the client is authenticated in two ways at once"),
  OAUTH_REDIRECT_MISMATCH(
      20071, 400, "invalid_grant", "the redirect_uri is not the one of the authorization"),
  OAUTH_UNAVAILABLE(
      20072, 503, "temporarily_unavailable", "the server is not available now: try again"),
  OAUTH_REFRESH_USED(20073, 400, "invalid_grant", "the refresh token was used before"),
  OAUTH_REFRESH_DISABLED(
      20074, 400, "invalid_grant", "the app does not hold offline_access any more"),

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
  private final @Nullable String oauthError;

  ErrorCode(int code, int httpStatus, String message) {
    this(code, httpStatus, null, message);
  }

  ErrorCode(int code, int httpStatus, @Nullable String oauthError, String message) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.oauthError = oauthError;
    this.message = message;
  }

  /** The word in {@code error} of OAuth 2.0's own token endpoints; null elsewhere. */
  @Nullable String oauthError() {
    return oauthError;
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
