package io.roomledger.matrix;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation.App;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the endpoints that give tokens owe to whom, each family in its own codes. */
final class TokenEndpointRules {
  private final TestProgram program;
  private final Cast cast;

  TokenEndpointRules(TestProgram program, Cast cast) {
    this.program = program;
    this.cast = cast;
  }

  /** Whoever is named in the header, the answer is that to nobody. */
  void heedsNoBearerToken(Endpoint endpoint) {
    String nobody = anonymous(endpoint, Caller.NO_TOKEN);
    SoftAssertions cells = new SoftAssertions();
    for (Caller caller : Caller.values()) {
      cells.assertThat(anonymous(endpoint, caller)).as(caller.name()).isEqualTo(nobody);
    }
    cells.assertAll();
  }

  private String anonymous(Endpoint endpoint, Caller caller) {
    return program
        .api()
        .send(
            endpoint.method,
            endpoint.path,
            endpoint.family == Endpoint.Family.PAGES
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString("{}"),
            http ->
                caller == Caller.NO_TOKEN
                    ? http
                    : http.header("Authorization", "Bearer " + cast.token(caller)))
        .withoutLogId()
        // Every browser gets a cookie of its own, and forms that go with it.
        .replaceAll("roomledger=[^;]+|name=\"form\" value=\"[^\"]*\"", "");
  }

  /** {@code authen/v1}: by every caller's header, for a code or refresh token of three owners. */
  void older(Endpoint endpoint) {
    boolean byCode = endpoint == Endpoint.AUTHEN_CODE || endpoint == Endpoint.OIDC_CODE;
    String grantType = byCode ? "authorization_code" : "refresh_token";
    String field = byCode ? "code" : "refresh_token";
    String unknown =
        switch (endpoint) {
          case OIDC_CODE -> "200/20003";
          case OIDC_REFRESH -> "200/20038";
          default -> byCode ? "200/20007" : "200/20026";
        };
    String own = olderGrant(cast.keeping, byCode);
    SoftAssertions cells = new SoftAssertions();
    for (Caller caller : Caller.values()) {
      int refusal = caller.refusalOfAppEndpoints();
      cells
          .assertThat(bearer(endpoint, cast.token(caller), grantType, field, "x".repeat(64)))
          .as("%s, unknown", caller)
          .isEqualTo(refusal == 0 ? unknown : "400/" + refusal);
      cells
          .assertThat(bearer(endpoint, cast.token(caller), grantType, field, own))
          .as("%s, another app's", caller)
          .isEqualTo(refusal == 0 ? "200/20024" : "400/" + refusal);
    }
    Cast.Suspended suspended = cast.suspended;
    cells
        .assertThat(
            bearer(
                endpoint,
                suspended.storeAppToken(),
                grantType,
                field,
                suspended.grants().getOrDefault(byCode ? "code" : "olderRefresh", "")))
        .as("own, of a suspended tenant")
        .isEqualTo("200/20009");
    String app = program.api().token(cast.keeping);
    cells.assertThat(bearer(endpoint, app, grantType, field, own)).as("own").isEqualTo("200/0");
    cells
        .assertThat(bearer(endpoint, app, grantType, field, own))
        .as("own, a second time")
        .isEqualTo(byCode ? unknown : "200/20026");
    cells.assertAll();
  }

  private String olderGrant(App app, boolean byCode) {
    if (byCode) {
      return cast.code(app, cast.keeper, Cast.SCOPE);
    }
    JsonNode tokens = cast.older(app, cast.keeper);
    return tokens.path("refresh_token").asString();
  }

  private String bearer(
      Endpoint endpoint, String token, String grantType, String field, String value) {
    return seen(
        Consent.post(
            program.api(),
            endpoint.path,
            // Without a token there is an empty one in the header, which comes to the same.
            token,
            Map.of("grant_type", grantType, field, value)));
  }

  private static String seen(Answer answer) {
    return answer.status() + "/" + answer.code();
  }

  /** OAuth 2.0: by every kind of client, for codes and refresh tokens of theirs and of others. */
  void newer(Endpoint endpoint) {
    SoftAssertions cells = new SoftAssertions();
    Map<String, String> codes = Map.of("own", newerGrant(true), "unknown", "x".repeat(64));
    Map<String, String> refreshTokens =
        Map.of("own", newerGrant(false), "unknown", "eyJ." + "x".repeat(60));
    clients()
        .forEach((name, client) -> {
          cells
              .assertThat(grant(endpoint, client, true, codes.get("own")))
              .as("%s, another client's code", name)
              .isEqualTo(refused(name, 20024));
          cells
              .assertThat(grant(endpoint, client, true, codes.get("unknown")))
              .as("%s, no code", name)
              .isEqualTo(refused(name, 20003));
          cells
              .assertThat(grant(endpoint, client, false, refreshTokens.get("own")))
              .as("%s, another client's refresh token", name)
              .isEqualTo(refused(name, 20024));
          cells
              .assertThat(grant(endpoint, client, false, refreshTokens.get("unknown")))
              .as("%s, no refresh token", name)
              .isEqualTo(refused(name, 20026));
        });
    Map<String, String> theirs = Cast.client(cast.suspended.store());
    Map<String, String> grants = cast.suspended.grants();
    Map<String, String> own = Cast.client(cast.keeping);
    Map<String, String> found = new LinkedHashMap<>();
    found.put("suspended code", grant(endpoint, theirs, true, grants.get("code")));
    found.put("suspended refresh", grant(endpoint, theirs, false, grants.get("refresh")));
    found.put("own code", grant(endpoint, own, true, codes.get("own")));
    found.put("own code again", grant(endpoint, own, true, codes.get("own")));
    found.put("own refresh", grant(endpoint, own, false, refreshTokens.get("own")));
    found.put("own refresh again", grant(endpoint, own, false, refreshTokens.get("own")));
    cells
        .assertThat(found)
        .isEqualTo(
            Map.of(
                "suspended code", "400/20009",
                "suspended refresh", "400/20009",
                "own code", "200/0",
                "own code again", "400/20065",
                "own refresh", "200/0",
                "own refresh again", "400/20073"));
    cells.assertAll();
  }

  private String newerGrant(boolean byCode) {
    return byCode
        ? cast.code(cast.keeping, cast.keeper, Cast.SCOPE)
        : Consent.refresh(cast.newer(cast.keeping, cast.keeper, Cast.SCOPE + " offline_access"));
  }

  /** Who is no client is told that, whatever it shows. */
  private static String refused(String client, int forClients) {
    return "400/"
        + switch (client) {
          case "unknown app" -> 20048;
          case "wrong secret", "another app's secret" -> 20002;
          case "disabled app", "suspended tenant's app" -> 20069;
          default -> forClients;
        };
  }

  private Map<String, Map<String, String>> clients() {
    Map<String, Map<String, String>> clients = new LinkedHashMap<>();
    clients.put("other app", Cast.client(cast.otherApp));
    clients.put("other tenant's app", Cast.client(cast.otherTenants));
    clients.put("store app", Cast.client(cast.store));
    clients.put("unknown app", Cast.client(new App("cli_0000000000000000", "x")));
    clients.put("wrong secret", Cast.client(new App(cast.keeping.id(), "x")));
    clients.put(
        "another app's secret", Cast.client(new App(cast.keeping.id(), cast.otherApp.secret())));
    clients.put("disabled app", Cast.client(cast.disabledApp));
    clients.put("suspended tenant's app", Cast.client(cast.suspended.app()));
    return clients;
  }

  private String grant(
      Endpoint endpoint, Map<String, String> client, boolean byCode, @Nullable String value) {
    Map<String, String> request = new HashMap<>(client);
    request.put("grant_type", byCode ? "authorization_code" : "refresh_token");
    request.put(byCode ? "code" : "refresh_token", String.valueOf(value));
    return seen(Consent.post(program.api(), endpoint.path, null, request));
  }

  /** {@code auth/v3}: by id and secret, or the store app's own token. */
  void ofApps(Endpoint endpoint) {
    SoftAssertions cells = new SoftAssertions();
    if (endpoint == Endpoint.STORE_TENANT_TOKEN) {
      tenantTokens(cells);
    } else {
      boolean forStores = endpoint == Endpoint.STORE_APP_TOKEN || endpoint == Endpoint.RESEND;
      clients()
          .forEach((name, client) -> {
            boolean isStore = name.equals("store app");
            int code =
                switch (name) {
                  case "unknown app" -> 10003;
                  case "wrong secret", "another app's secret" -> 10014;
                  default -> {
                    if (isStore != forStores) {
                      yield endpoint == Endpoint.RESEND ? 10016 : 10005;
                    }
                    boolean shutOut = name.equals("disabled app") || name.startsWith("suspended");
                    // No callback address; no ticket.
                    yield shutOut
                        ? 10005
                        : endpoint == Endpoint.RESEND
                            ? 10016
                            : endpoint == Endpoint.STORE_APP_TOKEN ? 10012 : 0;
                  }
                };
            for (String ticket :
                new String[] {"x".repeat(40), cast.ticket(cast.suspended.store())}) {
              cells
                  .assertThat(appToken(endpoint, client, ticket))
                  .as(name)
                  .isEqualTo("200/" + code);
            }
          });
      if (endpoint == Endpoint.STORE_APP_TOKEN) {
        cells
            .assertThat(appToken(endpoint, Cast.client(cast.store), cast.ticket(cast.store)))
            .as("own ticket")
            .isEqualTo("200/0");
      }
    }
    cells.assertAll();
  }

  private String appToken(Endpoint endpoint, Map<String, String> client, String ticket) {
    return seen(
        Consent.post(
            program.api(),
            endpoint.path,
            null,
            Map.of(
                "app_id",
                String.valueOf(client.get("client_id")),
                "app_secret",
                String.valueOf(client.get("client_secret")),
                "app_ticket",
                ticket)));
  }

  private void tenantTokens(SoftAssertions cells) {
    String home = cast.home.tenant().tenantKey();
    for (Caller caller : Caller.values()) {
      String token = cast.token(caller).isEmpty() ? "none" : cast.token(caller);
      int code = caller == Caller.APP_TOKEN ? 0 : 10003;
      cells.assertThat(tenantToken(token, home).code()).as(caller.name()).isEqualTo(code);
    }
    // Not there, not installed there, suspended: one is not to be told from the other.
    String missing = tenantToken(cast.token(Caller.APP_TOKEN), "nobody").withoutLogId();
    String strange = program.organisation().tenantKey();
    cells
        .assertThat(tenantToken(cast.token(Caller.APP_TOKEN), strange).withoutLogId())
        .isEqualTo(missing);
    cells.assertThat(tenantToken(cast.token(Caller.APP_TOKEN), strange).code()).isEqualTo(10013);
    cells
        .assertThat(
            tenantToken(cast.suspended.storeAppToken(), cast.suspended.tenantKey()).withoutLogId())
        .isEqualTo(missing);
  }

  private Answer tenantToken(String appToken, String tenantKey) {
    return Consent.post(
        program.api(),
        Endpoint.STORE_TENANT_TOKEN.path,
        null,
        Map.of("app_access_token", appToken, "tenant_key", tenantKey));
  }
}
