package io.roomledger.limits;

import io.roomledger.identity.Caller;
import io.roomledger.limits.Allowances.Reached;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ApiName;
import io.roomledger.wire.RateTier;
import io.roomledger.wire.RateTier.Rate;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses what comes too often: once it is known who calls, before it is read what is asked. */
final class RateLimitInterceptor implements HandlerInterceptor {
  private final Allowances allowances;
  private final long factor;
  private final Map<String, List<Rate>> ofApis;

  RateLimitInterceptor(Allowances allowances, LimitProperties properties) {
    this.allowances = allowances;
    this.factor = properties.factor();
    this.ofApis = properties.ratesOfApis();
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method) {
      RateTier tier = method.getMethodAnnotation(RateTier.class);
      if (tier != null) {
        Caller.of(request).ifPresent(caller -> check(caller, ApiName.of(request), tier.value()));
      }
    }
    return true;
  }

  private void check(Caller caller, String api, RateTier.Tier tier) {
    Optional<Reached> reached =
        allowances.spend(caller.tenantId(), caller.appNumber(), api, rates(api, tier));
    if (reached.isPresent()) {
      throw ApiException.rateLimited(reached.get().limit(), reached.get().resetSeconds());
    }
  }

  private List<Rate> rates(String api, RateTier.Tier tier) {
    List<Rate> set = ofApis.get(api);
    if (set != null) {
      return set;
    }
    if (factor == 0) {
      return List.of();
    }
    return factor == 1
        ? tier.rates()
        : tier.rates().stream()
            .map(rate -> new Rate(rate.requests() * factor, rate.seconds()))
            .toList();
  }
}
