package io.roomledger.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.OptionalInt;

/**
 * Notes that a page for people refused a request. Of a person whom the request tells ({@link
 * Actor#identify}) such refusals are taken together; of others they are only counted.
 */
public final class PageRefusal {
  private static final String ATTRIBUTE = PageRefusal.class.getName();

  private PageRefusal() {}

  /**
   * Says so, to be noted once the request is answered.
   *
   * @param status of HTTP, which stands in place of the code that an API would refuse with
   */
  public static void note(HttpServletRequest request, int status) {
    request.setAttribute(ATTRIBUTE, status);
  }

  static OptionalInt of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Integer status
        ? OptionalInt.of(status)
        : OptionalInt.empty();
  }
}
