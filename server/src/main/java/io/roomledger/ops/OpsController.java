package io.roomledger.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Metrics for operators, for everybody else a path that leads nowhere; health for whoever asks, its
 * causes for operators.
 */
@RestController
@RequestMapping("/roomledger")
final class OpsController {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Health health;
  private final Operators operators;

  OpsController(PrometheusMeterRegistry registry, Health health, Operators operators) {
    this.registry = registry;
    this.health = health;
    this.operators = operators;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Status(String status, @Nullable Map<String, String> checks) {}

  @GetMapping("/metrics")
  void metrics(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!operators.include(request)) {
      throw ApiException.because(
          ErrorCode.PATH_NOT_FOUND, "there is nothing at this path: check it and the base URL");
    }
    byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
    response.setContentType(PROMETHEUS_TEXT);
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }

  /** The process answers; nothing more is asked. */
  @GetMapping("/health/live")
  Status live() {
    return new Status("alive", null);
  }

  @GetMapping("/health/ready")
  Status ready(HttpServletRequest request, HttpServletResponse response) {
    Health.Readiness readiness = health.readiness();
    response.setStatus(
        readiness.ready() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    return new Status(
        readiness.ready() ? "ready" : "not_ready",
        operators.include(request) ? readiness.checks() : null);
  }
}
