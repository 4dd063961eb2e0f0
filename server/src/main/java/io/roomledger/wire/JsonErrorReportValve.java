package io.roomledger.wire;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The outermost thing around a request. Gives it its log id, also in all that is logged about it,
 * and answers in JSON what the container refuses before a handler sees it (a malformed request
 * line, say).
 */
final class JsonErrorReportValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(JsonErrorReportValve.class);

  private final InstantSource clock;
  private final RandomGenerator random;

  JsonErrorReportValve(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String logId = LogId.assign(request, clock.instant(), random);
    response.setHeader(LogId.HEADER, logId);
    try (var _ = MDC.putCloseable(LogId.MDC_KEY, logId)) {
      super.invoke(request, response);
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ErrorCode code = code(status, InnerPath.of(request));
    if (code == ErrorCode.INTERNAL_ERROR) {
      log.error("request failed in the container", throwable);
    } else {
      log.info("refused by the container: {} {}", status, code);
    }
    String body =
        "{\"code\":%d,\"msg\":\"%s\",\"error\":{\"log_id\":\"%s\",\"message\":\"%s\"}}"
            .formatted(code.code(), code.message(), LogId.of(request), message(status));
    try {
      if (status == Response.SC_METHOD_NOT_ALLOWED) {
        response.setStatus(code.httpStatus());
      }
      // A fault wipes the headers that were there.
      response.setHeader(LogId.HEADER, LogId.of(request));
      response.setContentType("application/json");
      response.setCharacterEncoding(StandardCharsets.UTF_8);
      response.getReporter().write(body);
      response.finishResponse();
    } catch (IOException e) {
      log.info("client went away before its error was written: {}", e.toString());
    }
  }

  private static ErrorCode code(int status, String path) {
    return switch (status) {
      case Response.SC_NOT_FOUND -> ErrorCode.PATH_NOT_FOUND;
      case Response.SC_METHOD_NOT_ALLOWED -> ErrorAdvice.wrongMethod(path);
      case Response.SC_INTERNAL_SERVER_ERROR, Response.SC_SERVICE_UNAVAILABLE ->
          ErrorCode.INTERNAL_ERROR;
      default -> ErrorCode.PARAM_ERROR;
    };
  }

  private static String message(int status) {
    return switch (status) {
      case Response.SC_NOT_FOUND -> "there is nothing at this path: check it and the base URL";
      case Response.SC_METHOD_NOT_ALLOWED -> "this method is the wrong one here";
      case Response.SC_INTERNAL_SERVER_ERROR, Response.SC_SERVICE_UNAVAILABLE -> "";
      case Response.SC_EXPECTATION_FAILED -> "the header Expect can be 100-continue or absent";
      default ->
          "the request is not valid HTTP: check its line and headers, which can have 16 KB"
              + " together";
    };
  }
}
