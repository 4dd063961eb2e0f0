package io.roomledger.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells what a bearer token stands for. What the database said is kept for a few seconds, so that
 * the steady state costs no round trip; a task is created, claimed and downloaded by a fresh look
 * at the rights all the same.
 */
final class TokenRegister {
  /** The longest that a token outlives what was done to its app. */
  static final Duration LONGEST_STALE = Duration.ofSeconds(5);

  private static final int MOST_CACHED = 100_000;

  private static final String FIND =
      """
      select t.kind, t.app_id as app_number, a.app_id, t.tenant_id, t.expires_at,
             a.state = 'active' as app_active,
             coalesce(i.state = 'enabled', false) as installation_enabled,
             array(select scope from app_scope where app_scope.app_id = a.id) as scopes
        from access_token t
        join app a on a.id = t.app_id
        join app_secret s on s.app_id = t.app_id and s.version = t.secret_version
                         and (s.valid_until is null or s.valid_until > now())
        left join app_installation i on i.app_id = t.app_id and i.tenant_id = t.tenant_id
       where t.token_hash = :hash and t.kind = 'tenant'
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final Cache<String, Optional<RegisteredToken>> cache =
      Caffeine.newBuilder().expireAfterWrite(LONGEST_STALE).maximumSize(MOST_CACHED).build();

  TokenRegister(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What the token stands for; an {@link ApiException} with the gateway's code when it is not good.
   */
  RegisteredToken resolve(String token) {
    if (token.isEmpty()) {
      throw ApiException.of(ErrorCode.MISSING_ACCESS_TOKEN);
    }
    ErrorCode invalid = invalidCode(token);
    RegisteredToken registered =
        cache
            .get(
                new String(Secrets.hash(token), ISO_8859_1),
                hash -> find(hash.getBytes(ISO_8859_1)))
            .filter(found -> found.expiresAt().isAfter(clock.instant()))
            .orElseThrow(() ->
                ApiException.because(
                    invalid, "the access token is unknown, expired or revoked: get a new one"));
    if (!registered.appActive()) {
      throw ApiException.because(ErrorCode.APP_NOT_IN_USE, "the app is disabled");
    }
    if (!registered.installationEnabled()) {
      throw ApiException.because(
          ErrorCode.UNAUTHORIZED_APP, "the app is not installed and enabled in this tenant");
    }
    return registered;
  }

  private static ErrorCode invalidCode(String token) {
    if (token.startsWith("t-")) {
      return ErrorCode.INVALID_TENANT_TOKEN;
    }
    if (token.startsWith("u-") || token.startsWith("eyJ")) {
      return ErrorCode.INVALID_USER_TOKEN;
    }
    throw ApiException.of(ErrorCode.MALFORMED_TOKEN);
  }

  private Optional<RegisteredToken> find(byte[] hash) {
    return jdbc.sql(FIND).param("hash", hash).query((row, number) -> registered(row)).optional();
  }

  private static RegisteredToken registered(ResultSet row) throws SQLException {
    Array scopes = row.getArray("scopes");
    return new RegisteredToken(
        new Caller(
            TokenKind.TENANT,
            row.getLong("tenant_id"),
            row.getLong("app_number"),
            row.getString("app_id"),
            null),
        Set.of((String[]) scopes.getArray()),
        row.getBoolean("app_active"),
        row.getBoolean("installation_enabled"),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }
}
