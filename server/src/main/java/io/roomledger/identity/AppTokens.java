package io.roomledger.identity;

import io.roomledger.identity.AppCredentials.Credential;
import io.roomledger.identity.TokenIssuer.Holder;
import io.roomledger.identity.TokenIssuer.Issued;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What apps get tokens for: their secret, their ticket, their own token and a tenant's key. */
final class AppTokens {
  static final Duration CUSTOM_LIFETIME = Duration.ofHours(2);
  static final Duration STORE_LIFETIME = Duration.ofMinutes(119);

  private final JdbcClient jdbc;
  private final AppCredentials credentials;
  private final AppTickets tickets;
  private final TokenIssuer issuer;
  private final InstantSource clock;

  AppTokens(
      JdbcClient jdbc,
      AppCredentials credentials,
      AppTickets tickets,
      TokenIssuer issuer,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.credentials = credentials;
    this.tickets = tickets;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** The tenant token of a custom app, which is its app token too. */
  Issued ofCustomApp(String appId, String secret) {
    Credential app =
        credentials.check(appId, secret).require(AppKind.CUSTOM, ErrorCode.TOKEN_APP_UNAUTHORIZED);
    return issuer.issue(
        new Holder(
            app.appNumber(),
            app.ownerTenantId(),
            app.secretVersion(),
            app.secretEndsAt(),
            CUSTOM_LIFETIME));
  }

  /** The app token of a store app. */
  Issued ofStoreApp(String appId, String secret, String ticket) {
    Credential app =
        credentials.check(appId, secret).require(AppKind.STORE, ErrorCode.TOKEN_APP_UNAUTHORIZED);
    if (!tickets.good(app.appNumber(), ticket)) {
      throw ApiException.because(
          ErrorCode.TOKEN_TICKET_INVALID,
          "the app_ticket is unknown or has expired: ask app_ticket/resend for a new one");
    }
    return issuer.issue(
        new Holder(app.appNumber(), null, app.secretVersion(), app.secretEndsAt(), STORE_LIFETIME));
  }

  /** The tenant token of a store app. */
  Issued ofStoreApp(String appAccessToken, String tenantKey) {
    Holder app = holder(appAccessToken);
    long tenant =
        jdbc.sql(
                """
                select i.tenant_id
                  from tenant t
                  join app_installation i on i.tenant_id = t.id and i.state = 'enabled'
                 where t.tenant_key = :key and t.state = 'active' and i.app_id = :app
                """)
            .param("key", tenantKey)
            .param("app", app.appNumber())
            .query(Long.class)
            .optional()
            .orElseThrow(() ->
                ApiException.because(
                    ErrorCode.TOKEN_TENANT_REFUSED,
                    "the app is not installed and enabled in a tenant with this tenant_key"));
    return issuer.issue(
        new Holder(
            app.appNumber(), tenant, app.secretVersion(), app.secretEndsAt(), STORE_LIFETIME));
  }

  /** Whose app token it is. */
  private Holder holder(String appAccessToken) {
    record Found(Holder holder, boolean active) {}
    Found found =
        jdbc.sql(
                """
                select t.app_id, t.secret_version, s.valid_until, a.state = 'active' as active
                  from access_token t
                  join app a on a.id = t.app_id
                  join app_secret s on s.app_id = t.app_id and s.version = t.secret_version
                                   and (s.valid_until is null or s.valid_until > :now)
                 where t.token_hash = :hash and t.kind = 'app' and t.expires_at > :now
                """)
            .param("hash", Secrets.hash(appAccessToken))
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query((row, index) -> new Found(holder(row), row.getBoolean("active")))
            .optional()
            .orElseThrow(() ->
                ApiException.because(
                    ErrorCode.TOKEN_INVALID_PARAM,
                    "the app_access_token is unknown, expired or revoked: get a new one"));
    if (!found.active()) {
      throw ApiException.because(ErrorCode.TOKEN_APP_UNAUTHORIZED, "the app is disabled");
    }
    return found.holder();
  }

  private static Holder holder(ResultSet row) throws SQLException {
    OffsetDateTime end = row.getObject("valid_until", OffsetDateTime.class);
    return new Holder(
        row.getLong("app_id"),
        null,
        row.getInt("secret_version"),
        end == null ? null : end.toInstant(),
        STORE_LIFETIME);
  }

  /** Has a ticket pushed to the store app. */
  void resendTicket(String appId, String secret) {
    Credential app =
        credentials.check(appId, secret).require(AppKind.STORE, ErrorCode.TOKEN_RESEND_FAILED);
    if (!tickets.pushSoon(app.appNumber())) {
      throw ApiException.because(
          ErrorCode.TOKEN_RESEND_FAILED, "the app has no callback address to push a ticket to");
    }
  }
}
