package io.roomledger.identity;

import io.roomledger.audit.Actor;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Asks for the token before anything else of the request is looked at, and hands the {@link Caller}
 * to the handler.
 */
final class AuthenticationInterceptor implements HandlerInterceptor, HandlerMethodArgumentResolver {
  private static final String SCHEME = "Bearer ";

  private final TokenRegister tokens;

  AuthenticationInterceptor(TokenRegister tokens) {
    this.tokens = tokens;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method) {
      RequiresScope required = method.getMethodAnnotation(RequiresScope.class);
      if (required != null) {
        request.setAttribute(Caller.ATTRIBUTE, authenticate(request, required));
      }
    }
    return true;
  }

  private Caller authenticate(HttpServletRequest request, RequiresScope required) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw ApiException.because(
          ErrorCode.MISSING_ACCESS_TOKEN, "send the header Authorization: Bearer <access token>");
    }
    RegisteredToken token =
        tokens.resolve(header.substring(SCHEME.length()).strip(), required.readNow());
    Caller caller = token.caller();
    Actor.identify(request, caller.tenantId(), caller.appNumber(), caller.personId());
    String address = request.getRemoteAddr();
    if (!token.allowedIps().isEmpty() && !IpRange.anyContains(token.allowedIps(), address)) {
      throw ApiException.ipDenied(address);
    }
    List<TokenKind> kinds = Arrays.asList(required.tokens());
    if (!kinds.contains(caller.kind())) {
      throw ApiException.because(
          ErrorCode.TOKEN_NO_PERMISSION,
          "this endpoint takes a "
              + (kinds.contains(TokenKind.USER) ? "user_access_token" : "tenant_access_token"));
    }
    List<String> anyOf = Arrays.asList(required.value());
    if (anyOf.stream().noneMatch(token.scopes()::contains)) {
      throw ApiException.scopeRequired(anyOf);
    }
    return caller;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Caller.class;
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory factory) {
    Object caller = request.getAttribute(Caller.ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
    if (caller == null) {
      throw new IllegalStateException("a handler that takes a Caller must say @RequiresScope");
    }
    return caller;
  }
}
