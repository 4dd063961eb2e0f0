package io.roomledger.matrix;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is served, and which rules it goes by. */
enum Endpoint {
  CREATE(Family.EXPORTS, "POST", "/open-apis/vc/v1/exports/resource_reservation_list"),
  MEETINGS(Family.EXPORTS, "POST", "/open-apis/vc/v1/exports/meeting_list"),
  PARTICIPANTS(Family.EXPORTS, "POST", "/open-apis/vc/v1/exports/participant_list"),
  QUALITY(Family.EXPORTS, "POST", "/open-apis/vc/v1/exports/participant_quality_list"),
  STATE(Family.EXPORTS, "GET", "/open-apis/vc/v1/exports/{taskId}"),
  DOWNLOAD(Family.EXPORTS, "GET", "/open-apis/vc/v1/exports/download"),
  LIST(Family.EXPORTS, "GET", "/roomledger/v1/exports"),
  SHOW(Family.EXPORTS, "GET", "/roomledger/v1/exports/{taskId}"),
  CANCEL(Family.EXPORTS, "POST", "/roomledger/v1/exports/{taskId}/cancel"),
  RERUN(Family.EXPORTS, "POST", "/roomledger/v1/exports/{taskId}/rerun"),
  PREFLIGHT(Family.EXPORTS, "POST", "/roomledger/v1/exports/preflight"),
  USER_INFO(Family.USER_INFO, "GET", "/open-apis/authen/v1/user_info"),

  CUSTOM_TENANT_TOKEN(Family.APP_TOKENS, "POST", "/open-apis/auth/v3/tenant_access_token/internal"),
  CUSTOM_APP_TOKEN(Family.APP_TOKENS, "POST", "/open-apis/auth/v3/app_access_token/internal"),
  STORE_APP_TOKEN(Family.APP_TOKENS, "POST", "/open-apis/auth/v3/app_access_token"),
  STORE_TENANT_TOKEN(Family.APP_TOKENS, "POST", "/open-apis/auth/v3/tenant_access_token"),
  RESEND(Family.APP_TOKENS, "POST", "/open-apis/auth/v3/app_ticket/resend"),

  AUTHEN_CODE(Family.AUTHEN, "POST", "/open-apis/authen/v1/access_token"),
  AUTHEN_REFRESH(Family.AUTHEN, "POST", "/open-apis/authen/v1/refresh_access_token"),
  OIDC_CODE(Family.AUTHEN, "POST", "/open-apis/authen/v1/oidc/access_token"),
  OIDC_REFRESH(Family.AUTHEN, "POST", "/open-apis/authen/v1/oidc/refresh_access_token"),
  OAUTH_V2(Family.OAUTH, "POST", "/open-apis/authen/v2/oauth/token"),
  OAUTH_V3(Family.OAUTH, "POST", "/oauth/v3/token"),

  SHOW_AUTHORIZE(Family.PAGES, "GET", "/open-apis/authen/v1/authorize"),
  DO_AUTHORIZE(Family.PAGES, "POST", "/open-apis/authen/v1/authorize"),
  SHOW_INDEX(Family.PAGES, "GET", "/open-apis/authen/v1/index"),
  DO_INDEX(Family.PAGES, "POST", "/open-apis/authen/v1/index"),
  SHOW_ACCOUNT(Family.PAGES, "GET", "/roomledger/account"),
  DO_ACCOUNT(Family.PAGES, "POST", "/roomledger/account"),
  STYLE(Family.PAGES, "GET", "/roomledger/pages.css"),
  OPEN_API(Family.PAGES, "GET", "/roomledger/openapi.json"),

  METRICS(Family.OPERATORS, "GET", "/roomledger/metrics"),
  LIVE(Family.OPERATORS, "GET", "/roomledger/health/live"),
  READY(Family.OPERATORS, "GET", "/roomledger/health/ready");

  /** Endpoints that know their callers in the same way. */
  enum Family {
    /** By a tenant's or a person's token with the scope {@code vc:export}. */
    EXPORTS,
    /** By a person's token, whatever its scopes. */
    USER_INFO,
    /** By app id and secret, or an app's own token, in the body. */
    APP_TOKENS,
    /** By an app's own token in the header. */
    AUTHEN,
    /** By client id and secret. */
    OAUTH,
    /** By the cookie of who signed in, or not at all. */
    PAGES,
    /** By the address they call from. */
    OPERATORS
  }

  final Family family;
  final String method;
  final String path;

  Endpoint(Family family, String method, String path) {
    this.family = family;
    this.method = method;
    this.path = path;
  }

  boolean wantsScope() {
    return family == Family.EXPORTS;
  }

  boolean forUsersAlone() {
    return family == Family.USER_INFO;
  }

  static Stream<Endpoint> of(Family family) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.family == family);
  }

  /** Those whose callers are not known by the header's bearer token, which they must not heed. */
  static Stream<Endpoint> withoutBearer() {
    return Arrays.stream(values())
        .filter(each ->
            each.family == Family.APP_TOKENS
                || each.family == Family.OAUTH
                || each.family == Family.PAGES);
  }

  /** By method and path, as Spring shows its mappings. */
  static Map<String, Endpoint> all() {
    return Arrays.stream(values())
        .collect(Collectors.toMap(each -> each.method + " " + each.path, each -> each));
  }
}
