package io.roomledger.conformance;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server to run clients against.
 *
 * @param url its base address
 * @param modes for each mode that can be run there, what the client is told as its environment
 * @param rows how many rows the file must have; null = unknown, then any
 * @param ours whether it is this program, of which more is known than is documented
 */
record Target(
    String url, Map<ClientMode, Map<String, String>> modes, @Nullable Integer rows, boolean ours) {
  static final String SAMPLE_LEVEL = "omb_57c9cc7d9a81e27e54c8fabfd02759e7";
  static final String SAMPLE_ROOM = "omm_eada1d61a550955240c28757e7dec3af";
  static final long SAMPLE_TIME = 1_655_276_858L;

  private static final String WRONG_TENANT_TOKEN = "t-7f1b00000000000000000000000000008e560";
  private static final String WRONG_USER_TOKEN = "u-7f1b00000000000000000000000000008e560";

  Target {
    modes = Map.copyOf(modes);
  }

  /** A server somewhere, with the credentials that the environment gives. */
  static Target elsewhere(String url, Map<String, String> environment) {
    Map<ClientMode, Map<String, String>> modes = new EnumMap<>(ClientMode.class);
    Map<String, String> question = new HashMap<>();
    question.put("ROOM_LEVEL_ID", environment.getOrDefault("FEISHU_ROOM_LEVEL_ID", "0"));
    question.put("ROOM_ID", environment.getOrDefault("FEISHU_ROOM_ID", SAMPLE_ROOM));
    question.put(
        "START_TIME", environment.getOrDefault("FEISHU_START_TIME", Long.toString(SAMPLE_TIME)));
    question.put(
        "END_TIME", environment.getOrDefault("FEISHU_END_TIME", Long.toString(SAMPLE_TIME)));
    question.put("FORBIDDEN_LEVEL_ID", environment.getOrDefault("FEISHU_FORBIDDEN_LEVEL_ID", ""));

    String appId = environment.get("FEISHU_APP_ID");
    String appSecret = environment.get("FEISHU_APP_SECRET");
    if (appId != null && appSecret != null) {
      Map<String, String> app = new HashMap<>(question);
      app.put("APP_ID", appId);
      app.put("APP_SECRET", appSecret);
      app.put("UNSCOPED_TOKEN", environment.getOrDefault("FEISHU_UNSCOPED_TENANT_TOKEN", ""));
      modes.put(ClientMode.FETCHED, told(ClientMode.FETCHED, url, app));
      app.put("TOKEN", TokenCalls.tenantToken(url, appId, appSecret));
      modes.put(ClientMode.PASSED, told(ClientMode.PASSED, url, app));
    }
    storeApp(url, environment, question).ifPresent(told -> modes.put(ClientMode.STORE, told));
    String userToken = environment.get("FEISHU_USER_TOKEN");
    if (userToken != null) {
      question.put("TOKEN", userToken);
      question.put("UNSCOPED_TOKEN", environment.getOrDefault("FEISHU_UNSCOPED_USER_TOKEN", ""));
      modes.put(ClientMode.USER, told(ClientMode.USER, url, question));
    }
    return new Target(url, modes, null, false);
  }

  /** The ticket is handed over, since nobody pushes events to this machine. */
  private static Optional<Map<String, String>> storeApp(
      String url, Map<String, String> environment, Map<String, String> question) {
    String appId = environment.get("FEISHU_STORE_APP_ID");
    String appSecret = environment.get("FEISHU_STORE_APP_SECRET");
    String ticket = environment.get("FEISHU_STORE_APP_TICKET");
    String tenantKey = environment.get("FEISHU_TENANT_KEY");
    if (appId == null || appSecret == null || ticket == null || tenantKey == null) {
      return Optional.empty();
    }
    Map<String, String> app = new HashMap<>(question);
    app.put("APP_ID", appId);
    app.put("APP_SECRET", appSecret);
    app.put("TENANT_KEY", tenantKey);
    app.put("APP_TICKET", ticket);
    app.put(
        "EVENT_BODY",
        """
        {"uuid":"handed-over","token":"","type":"event_callback","event":{"app_id":"%s","app_ticket":"%s","type":"app_ticket"}}\
        """
            .formatted(appId, ticket));
    return Optional.of(told(ClientMode.STORE, url, app));
  }

  /** All variables of {@code clients/README.md}; what is not given is empty. */
  static Map<String, String> told(ClientMode mode, String url, Map<String, String> given) {
    Map<String, String> told = new HashMap<>();
    for (String name :
        new String[] {
          "APP_ID",
          "APP_SECRET",
          "TOKEN",
          "TENANT_KEY",
          "APP_TICKET",
          "EVENT_BODY",
          "EVENT_TIMESTAMP",
          "EVENT_NONCE",
          "EVENT_SIGNATURE",
          "ENCRYPT_KEY",
          "VERIFICATION_TOKEN",
          "FORBIDDEN_LEVEL_ID",
          "UNSCOPED_TOKEN"
        }) {
      told.put(name, "");
    }
    told.put("UNKNOWN_LEVEL_ID", "omb_00000000000000000000000000000000");
    told.put("UNKNOWN_FILE", "nobody-has-this-token");
    told.put("WRONG_TOKEN", mode.isUser() ? WRONG_USER_TOKEN : WRONG_TENANT_TOKEN);
    told.putAll(given);
    told.put("MODE", mode.told());
    told.put("BASE_URL", url);
    return Map.copyOf(told);
  }
}
