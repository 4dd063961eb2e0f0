package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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

  static final MediaType JSON_UTF_8 = MediaType.parseMediaType("application/json; charset=utf-8");

  @ExceptionHandler
  ResponseEntity<Envelope> refused(ApiException exception, HttpServletRequest request) {
    if (exception.errorCode() == ErrorCode.INTERNAL_ERROR) {
      log.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
    } else {
      log.info(
          "refused {} {}: {} {}",
          request.getMethod(),
          request.getRequestURI(),
          exception.errorCode().code(),
          exception.errorCode());
    }
    return answer(exception, request);
  }

  @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
  ResponseEntity<Envelope> unknownPath(HttpServletRequest request) {
    return answer(
        ApiException.because(
            ErrorCode.PATH_NOT_FOUND, "there is nothing at this path: check it and the base URL"),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Envelope> wrongMethod(
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
  ResponseEntity<Envelope> unreadableQuery(
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
  @Nullable ResponseEntity<Envelope> clientGone(IOException exception, HttpServletRequest request) {
    log.info(
        "client went away: {} {}: {}",
        request.getMethod(),
        request.getRequestURI(),
        exception.toString());
    return null;
  }

  @ExceptionHandler
  ResponseEntity<Envelope> fault(Exception exception, HttpServletRequest request) {
    return refused(ApiException.internal(exception), request);
  }

  private static ResponseEntity<Envelope> answer(
      ApiException exception, HttpServletRequest request) {
    ErrorCode errorCode = exception.errorCode();
    errorCode.note(request);
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
