package io.roomledger.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.roomledger.wire.ApiName;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/** Measures requests by API and status, and counts refusals by API and code. */
final class RequestMetrics implements HandlerInterceptor {
  private static final String BEGIN = RequestMetrics.class.getName();

  private final MeterRegistry registry;

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    request.setAttribute(BEGIN, System.nanoTime());
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception exception) {
    String api = ApiName.of(request);
    if (request.getAttribute(BEGIN) instanceof Long begin) {
      Timer.builder("roomledger.http.requests")
          .description("Requests that an API was found for, downloads to their end")
          .tag("api", api)
          .tag("status", Integer.toString(response.getStatus()))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - begin));
    }
    ErrorCode.of(request)
        .ifPresent(code ->
            Counter.builder("roomledger.http.refusals")
                .description("Requests refused, 99991400 for those over a rate limit")
                .tag("api", api)
                .tag("code", Integer.toString(code.code()))
                .register(registry)
                .increment());
  }
}
