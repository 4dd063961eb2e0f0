package io.roomledger.limits;

import io.roomledger.limits.Allowances.Reached;
import io.roomledger.wire.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses an address that asks for tokens too often. */
final class TokenRequestInterceptor implements HandlerInterceptor {
  private final AddressLimit limit;

  TokenRequestInterceptor(AddressLimit limit) {
    this.limit = limit;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Optional<Reached> reached = limit.spend(request.getRemoteAddr());
    if (reached.isPresent()) {
      throw ApiException.rateLimited(reached.get().limit(), reached.get().resetSeconds());
    }
    return true;
  }
}
