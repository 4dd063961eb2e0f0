package io.roomledger.audit;

import io.roomledger.wire.LogId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who does a thing, and from where.
 *
 * @param kind app, user, operator or server
 * @param tenantId for which tenant it acts; null = the deed tells
 * @param appNumber the app through which; null = none
 * @param personId the user of a user token; null = none
 * @param osUser the operator's name on this machine
 * @param address from where the request came
 * @param logId of the request
 */
public record Actor(
    String kind,
    @Nullable Long tenantId,
    @Nullable Long appNumber,
    @Nullable Long personId,
    @Nullable String osUser,
    @Nullable String address,
    @Nullable String logId) {
  static final String APP = "app";
  static final String USER = "user";
  static final String OPERATOR = "operator";
  private static final String ATTRIBUTE = Actor.class.getName();

  /**
   * Says who makes the request, once that is known.
   *
   * @param personId null = the app by itself
   */
  public static void identify(
      HttpServletRequest request, long tenantId, long appNumber, @Nullable Long personId) {
    request.setAttribute(ATTRIBUTE, of(request, tenantId, appNumber, personId));
  }

  private static Actor of(
      HttpServletRequest request,
      @Nullable Long tenantId,
      @Nullable Long appNumber,
      @Nullable Long personId) {
    return new Actor(
        personId == null ? APP : USER,
        tenantId,
        appNumber,
        personId,
        null,
        request.getRemoteAddr(),
        LogId.of(request));
  }

  /** Who makes the request; null = not known. */
  static @Nullable Actor of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Actor actor ? actor : null;
  }

  /**
   * Who acts on this thread: whoever makes the request that it works for; else a command, and so
   * whoever runs this program. Workers do not ask.
   */
  static Actor current() {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request) {
      Actor known = of(request.getRequest());
      return known != null ? known : of(request.getRequest(), null, null, null);
    }
    return new Actor(OPERATOR, null, null, null, System.getProperty("user.name", "?"), null, null);
  }

  /** The same, through this app: a request that shows the app's secret, say. */
  Actor through(long app) {
    return appNumber != null
        ? this
        : new Actor(kind, tenantId, app, personId, osUser, address, logId);
  }
}
