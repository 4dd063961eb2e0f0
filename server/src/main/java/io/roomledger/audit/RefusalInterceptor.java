package io.roomledger.audit;

import io.roomledger.wire.ApiName;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Notes requests that were refused, once their transaction was rolled back. */
final class RefusalInterceptor implements HandlerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(RefusalInterceptor.class);
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /** What can be an id of ours; anything else in a path might be what must not be written down. */
  private static final Pattern ID = Pattern.compile("[0-9]{1,19}|(omb|omm|ou|cli)_[0-9a-z]{1,32}");

  private final Refusals refusals;

  RefusalInterceptor(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception exception) {
    Optional<ErrorCode> refused = ErrorCode.of(request);
    if (refused.isEmpty()) {
      return;
    }
    ErrorCode code = refused.get();
    String api = ApiName.of(request);
    Actor actor = Actor.of(request);
    if (actor == null) {
      refusals.count(api, code.code());
    } else if (READING.contains(request.getMethod()) || code.ofGateway()) {
      refusals.gather(actor, api, code.code(), ids(request));
    } else {
      try {
        refusals.write(actor, api, code.code(), ids(request));
      } catch (RuntimeException e) {
        // The answer is given; what refused it may be the same database.
        log.warn("a refusal could not be written at once, trying again: {}", e.toString());
        refusals.gather(actor, api, code.code(), ids(request));
      }
    }
  }

  private static @Nullable String ids(HttpServletRequest request) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
        instanceof Map<?, ?> variables) {
      String ids =
          variables.entrySet().stream()
              .filter(each -> ID.matcher(String.valueOf(each.getValue())).matches())
              .map(each -> ApiName.parameter(String.valueOf(each.getKey())) + "=" + each.getValue())
              .sorted()
              .collect(Collectors.joining(" "));
      return ids.isEmpty() ? null : ids;
    }
    return null;
  }
}
