package io.roomledger.matrix;

import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation.App;
import java.util.Map;

/** The two steps by which a store app comes to a tenant's token. */
final class StoreTokens {
  private StoreTokens() {}

  /** An {@code app_access_token} for a ticket. */
  static String app(Api api, App app, String ticket) {
    return Consent.post(
            api,
            Endpoint.STORE_APP_TOKEN.path,
            null,
            Map.of("app_id", app.id(), "app_secret", app.secret(), "app_ticket", ticket))
        .expect(200, 0)
        .json()
        .path("app_access_token")
        .asString();
  }

  /** A {@code tenant_access_token} for an app's. */
  static String tenant(Api api, String appToken, String tenantKey) {
    return Consent.post(
            api,
            Endpoint.STORE_TENANT_TOKEN.path,
            null,
            Map.of("app_access_token", appToken, "tenant_key", tenantKey))
        .expect(200, 0)
        .json()
        .path("tenant_access_token")
        .asString();
  }
}
