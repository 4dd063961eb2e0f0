package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request leads to inside this program, apart from the path under which clients find the
 * program: {@code /feishu/open-apis/…} is {@code /open-apis/…} under {@code /feishu}.
 */
public final class InnerPath {
  private static final String PATH = InnerPath.class.getName();
  private static final String PREFIX = PATH + ".prefix";

  private InnerPath() {}

  /**
   * Says both parts.
   *
   * @param prefix without a slash at the end; empty = none
   * @param path with a slash at the beginning
   */
  public static void assign(HttpServletRequest request, String prefix, String path) {
    request.setAttribute(PREFIX, prefix);
    request.setAttribute(PATH, path);
  }

  /** The path inside; of a request that was refused before, the whole path. */
  static String of(HttpServletRequest request) {
    return request.getAttribute(PATH) instanceof String path
        ? path
        : PlainPathFilter.plainPath(String.valueOf(request.getRequestURI()));
  }

  /** What clients put before it. */
  static String prefix(HttpServletRequest request) {
    return request.getAttribute(PREFIX) instanceof String prefix ? prefix : "";
  }
}
