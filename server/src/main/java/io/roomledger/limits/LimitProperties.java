package io.roomledger.limits;

import io.roomledger.wire.RateTier.Rate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the rate limits.
 *
 * @param factor all documented limits times this; 0 = none
 * @param apis limits of single APIs in place of the documented ones, {@code GET /path/:id=500/min}
 *     parted by commas; {@code none} for no limit, {@code 1000/min+50/s} for two at once
 * @param tokenRequestsPerAddress requests per minute that one address may make to the endpoints
 *     that give tokens, on each node; 0 = any number
 */
@ConfigurationProperties("roomledger.limits")
record LimitProperties(long factor, String apis, long tokenRequestsPerAddress) {
  private static final long LARGEST = 1_000_000_000;
  private static final Pattern API =
      Pattern.compile("([A-Z]+ /[^\\s,=]*)=(none|\\d{1,9}/(?:s|min)(?:\\+\\d{1,9}/(?:s|min))*)");

  LimitProperties {
    within("factor", factor);
    within("token-requests-per-address", tokenRequestsPerAddress);
    parse(apis);
  }

  /** What was set for single APIs; an empty list = no limit. */
  Map<String, List<Rate>> ratesOfApis() {
    return parse(apis);
  }

  private static void within(String key, long value) {
    if (value < 0 || value > LARGEST) {
      throw new IllegalArgumentException(
          "roomledger.limits." + key + " must be 0 to " + LARGEST + ": " + value);
    }
  }

  private static Map<String, List<Rate>> parse(String apis) {
    Map<String, List<Rate>> rates = new HashMap<>();
    for (String each : apis.split(",", -1)) {
      String api = each.strip();
      if (api.isEmpty()) {
        continue;
      }
      Matcher matcher = API.matcher(api);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "roomledger.limits.apis must be like GET /open-apis/vc/v1/exports/:task_id=500/min,"
                + " with none or 1000/min+50/s after the = sign: "
                + api);
      }
      rates.put(matcher.group(1), rates(matcher.group(2)));
    }
    return Map.copyOf(rates);
  }

  private static List<Rate> rates(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    return Arrays.stream(text.split("\\+", -1))
        .map(rate -> {
          String[] parts = rate.split("/", 2);
          if (Long.parseLong(parts[0]) == 0) {
            throw new IllegalArgumentException(
                "roomledger.limits.apis: a limit of 0 lets nobody in; write none for no limit");
          }
          return new Rate(Long.parseLong(parts[0]), parts[1].equals("s") ? 1 : 60);
        })
        // Whoever used up a minute is told of the minute.
        .sorted(Comparator.comparingInt(Rate::seconds).reversed())
        .toList();
  }
}
