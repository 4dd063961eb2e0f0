package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The name of an API as the documentation has it: method and path template, {@code GET
 * /open-apis/vc/v1/exports/:task_id}.
 */
public final class ApiName {
  private static final String ATTRIBUTE = ApiName.class.getName();
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}:]+)[^}]*}");
  private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])([A-Z])");

  /** There are as many as there are handlers. */
  private static final Map<String, String> DOCUMENTED = new ConcurrentHashMap<>();

  private ApiName() {}

  /** The API that the request was mapped to; {@code GET -} for one that leads nowhere. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    // HEAD is answered by what answers GET.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    String name =
        pattern == null ? "-" : DOCUMENTED.computeIfAbsent(pattern.toString(), ApiName::documented);
    String api = method + " " + name;
    request.setAttribute(ATTRIBUTE, api);
    return api;
  }

  private static String documented(String pattern) {
    return pattern.indexOf('{') < 0
        ? pattern
        : VARIABLE.matcher(pattern).replaceAll(found -> ":" + parameter(found.group(1)));
  }

  /** The documented name of a part of the path, {@code task_id} for {@code taskId}. */
  public static String parameter(String variable) {
    return CAPITAL.matcher(variable).replaceAll("_$1").toLowerCase(Locale.ROOT);
  }
}
