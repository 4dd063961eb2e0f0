package io.roomledger.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the container refuses before a handler sees it (a malformed request line, say) is answered
 * in JSON too.
 */
public final class JsonErrorReportValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(JsonErrorReportValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ErrorCode code =
        status == 404
            ? ErrorCode.PATH_NOT_FOUND
            : status < 500 ? ErrorCode.PARAM_ERROR : ErrorCode.INTERNAL_ERROR;
    if (throwable != null) {
      log.error("request failed in the container", throwable);
    }
    String body =
        "{\"code\":%d,\"msg\":\"%s\",\"error\":{\"log_id\":\"%s\",\"message\":\"%s\"}}"
            .formatted(
                code.code(),
                code.message(),
                LogId.of(request),
                status < 500 ? "the request is not valid HTTP: check its line and headers" : "");
    try {
      response.setContentType("application/json");
      response.setCharacterEncoding(StandardCharsets.UTF_8);
      response.getReporter().write(body);
      response.finishResponse();
    } catch (IOException e) {
      log.info("client went away before its error was written: {}", e.toString());
    }
  }
}
