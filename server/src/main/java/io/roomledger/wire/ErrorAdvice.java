package io.roomledger.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The one place that turns an exception into an answer. */
@RestControllerAdvice
final class ErrorAdvice {
  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  /**
   * Paths on which a wrong method is "data not exist", as the documentation of 121004 explains it.
   */
  private static final String EXPORTS = "/open-apis/vc/v1/exports";

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private static final String AUTHEN = "/open-apis/authen/v1/";

  private static final Set<String> OAUTH_PATHS =
      Set.of("/open-apis/authen/v2/oauth/token", "/oauth/v3/token");

  static final MediaType JSON_UTF_8 = MediaType.parseMediaType("application/json; charset=utf-8");

  @ExceptionHandler
  ResponseEntity<Object> refused(ApiException exception, HttpServletRequest request) {
    if (exception.errorCode() == ErrorCode.INTERNAL_ERROR) {
      log.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
    } else {
      // Who polls may do so ten thousand times a second.
      log.atLevel(READING.contains(request.getMethod()) ? Level.DEBUG : Level.INFO)
          .log(
              "refused {} {}: {} {}",
              request.getMethod(),
              request.getRequestURI(),
              exception.errorCode().code(),
              exception.errorCode());
    }
    return answer(exception, request);
  }

  @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
  ResponseEntity<Object> unknownPath(HttpServletRequest request) {
    return answer(
        ApiException.because(
            ErrorCode.PATH_NOT_FOUND, "there is nothing at this path: check it and the base URL"),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrongMethod(
      HttpRequestMethodNotSupportedException exception, HttpServletRequest request) {
    String[] supported = exception.getSupportedMethods();
    String right = supported == null ? "another method" : String.join(" or ", supported);
    return answer(
        ApiException.because(
            wrongMethod(request.getRequestURI()),
            exception.getMethod() + " is the wrong method here: use " + right),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unreadableQuery(
      InvalidParameterException exception, HttpServletRequest request) {
    return answer(
        ApiException.because(
            ErrorCode.PARAM_ERROR,
            "the query of the address must be percent-encoded UTF-8 with a thousand parameters at"
                + " most"),
        request);
  }

  /** What a wrong method on this path is. */
  static ErrorCode wrongMethod(String path) {
    return path.startsWith(EXPORTS) ? ErrorCode.DATA_NOT_EXIST : ErrorCode.METHOD_MISMATCH;
  }

  /** The client went away while its body was read or its answer written: nobody is left to tell. */
  @ExceptionHandler({AsyncRequestNotUsableException.class, BadRequestException.class})
  @Nullable ResponseEntity<Object> clientGone(IOException exception, HttpServletRequest request) {
    log.info(
        "client went away: {} {}: {}",
        request.getMethod(),
        request.getRequestURI(),
        exception.toString());
    return null;
  }

  /** Nothing may be added to an answer that was broken off; the container closes the connection. */
  @ExceptionHandler
  @SuppressWarnings("DoNotCallSuggester") // Spring calls it, and goes on with what it threw.
  ResponseEntity<Object> brokenOff(BrokenOffException exception) throws BrokenOffException {
    throw exception;
  }

  @ExceptionHandler
  ResponseEntity<Object> fault(Exception exception, HttpServletRequest request) {
    return refused(ApiException.internal(exception), request);
  }

  /** A failure in the words of OAuth 2.0. */
  record OAuthError(
      int code, String error, @JsonProperty("error_description") String errorDescription) {}

  /** A fault of ours has its own number where people's tokens are given. */
  private static ErrorCode errorCode(ApiException exception, String path) {
    if (exception.errorCode() != ErrorCode.INTERNAL_ERROR) {
      return exception.errorCode();
    }
    if (OAUTH_PATHS.contains(path)) {
      return isDatabaseAway(exception.getCause())
          ? ErrorCode.OAUTH_UNAVAILABLE
          : ErrorCode.OAUTH_SERVER_ERROR;
    }
    return path.startsWith(AUTHEN) ? ErrorCode.AUTHEN_SERVER_ERROR : ErrorCode.INTERNAL_ERROR;
  }

  private static boolean isDatabaseAway(@Nullable Throwable cause) {
    return cause instanceof DataAccessResourceFailureException
        || cause instanceof CannotCreateTransactionException;
  }

  private static ResponseEntity<Object> answer(ApiException exception, HttpServletRequest request) {
    ErrorCode errorCode = errorCode(exception, request.getRequestURI());
    errorCode.note(request);
    String oauthError = errorCode.oauthError();
    if (oauthError != null) {
      return ResponseEntity.status(errorCode.httpStatus())
          .contentType(JSON_UTF_8)
          .header("Cache-Control", "no-store")
          .body(
              new OAuthError(
                  errorCode.code(), oauthError, exception.detail().words(errorCode.message())));
    }
    ErrorDetail detail = exception.detail().with(LogId.of(request), errorCode.code());
    return ResponseEntity.status(errorCode.httpStatus())
        .headers(headers -> exception.headers().forEach(headers::set))
        .contentType(JSON_UTF_8)
        .body(
            new Envelope(
                errorCode.code(),
                exception.getMessage() == null ? "" : exception.getMessage(),
                // The live service answers this one with empty data, and only this one.
                errorCode == ErrorCode.TOKEN_INVALID_PARAM ? Map.of() : null,
                detail));
  }
}
