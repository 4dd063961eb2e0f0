package io.roomledger.identity;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which app calls, by the app_access_token that it shows: an {@code a-} token, or the {@code t-}
 * token of a custom app, whose two tokens are one. Asked of the database every time; an app's list
 * of addresses does not apply.
 */
public final class AppBearer {
  private static final String SCHEME = "Bearer ";

  private final JdbcClient jdbc;
  private final InstantSource clock;

  AppBearer(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * The app.
   *
   * @param secretVersion the secret that was shown for the token
   * @param secretEndsAt null = until it is rotated
   */
  public record App(long number, int secretVersion, @Nullable Instant secretEndsAt) {}

  /** The app whose token the request shows. */
  public App authenticate(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    String token =
        header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? header.substring(SCHEME.length()).strip()
            : "";
    if (token.isEmpty()) {
      throw ApiException.because(
          ErrorCode.MISSING_ACCESS_TOKEN,
          "send the header Authorization: Bearer <app_access_token>");
    }
    record Found(App app, boolean active, boolean tenantActive) {}
    Found found =
        jdbc.sql(
                """
                select t.app_id, t.secret_version, s.valid_until, a.state = 'active' as active,
                       coalesce(o.state = 'active', true) as tenant_active
                  from access_token t
                  join app a on a.id = t.app_id
                  left join tenant o on o.id = a.owner_tenant_id
                  join app_secret s on s.app_id = t.app_id and s.version = t.secret_version
                                   and (s.valid_until is null or s.valid_until > :now)
                 where t.token_hash = :hash and t.expires_at > :now
                   and (t.kind = 'app' or (t.kind = 'tenant' and a.kind = 'custom'))
                """)
            .param("hash", Secrets.hash(token))
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query((row, index) ->
                new Found(app(row), row.getBoolean("active"), row.getBoolean("tenant_active")))
            .optional()
            .orElseThrow(() ->
                ApiException.because(
                    ErrorCode.INVALID_APP_TOKEN,
                    "this is no app_access_token, or it is expired or revoked: get a new one"));
    if (!found.tenantActive()) {
      throw ApiException.because(ErrorCode.INVALID_TENANT_CODE, "the app's tenant is suspended");
    }
    if (!found.active()) {
      throw ApiException.because(ErrorCode.APP_NOT_IN_USE, "the app is disabled");
    }
    return found.app();
  }

  private static App app(ResultSet row) throws SQLException {
    OffsetDateTime end = row.getObject("valid_until", OffsetDateTime.class);
    return new App(
        row.getLong("app_id"), row.getInt("secret_version"), end == null ? null : end.toInstant());
  }
}
