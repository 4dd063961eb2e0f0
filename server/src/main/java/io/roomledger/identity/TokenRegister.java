package io.roomledger.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells what a bearer token stands for. What the database said is kept for a few seconds and asked
 * again in the background, so that the steady state costs no round trip.
 *
 * <p>A change of access empties the cache at once on every node that hears of it; a node that hears
 * nothing does not use the cache. Should a notice be lost all the same, what was kept is too old
 * after {@link #LONGEST_STALE}.
 */
final class TokenRegister {
  /** The longest that a token outlives what was done to its app. */
  static final Duration LONGEST_STALE = Duration.ofSeconds(5);

  /** Shorter, by the longest time that asking the database may take until it counts as down. */
  private static final Duration KEPT = LONGEST_STALE.minusSeconds(1);

  private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final int MOST_CACHED = 100_000;
  private static final String FIND =
      """
      select t.app_id as app_number, a.app_id, t.tenant_id, least(t.expires_at, s.valid_until) as ends_at,
             a.state = 'active' as app_active,
             coalesce(i.state = 'enabled', false) as installation_enabled,
             coalesce(o.state = 'active', false) as tenant_active,
             array(select scope from app_scope where app_scope.app_id = a.id) as scopes,
             array(select range::text from app_allowed_ip r where r.app_id = a.id) as allowed_ips
        from access_token t
        join app a on a.id = t.app_id
        join app_secret s on s.app_id = t.app_id and s.version = t.secret_version
                         and (s.valid_until is null or s.valid_until > :now)
        left join app_installation i on i.app_id = t.app_id and i.tenant_id = t.tenant_id
        left join tenant o on o.id = t.tenant_id
       where t.token_hash = :hash and t.kind = 'tenant'
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final BooleanSupplier listening;

  /** Replaced, not emptied: what was asked before a change is not put into it after. */
  private volatile LoadingCache<String, Optional<RegisteredToken>> cache = newCache();

  /**
   * @param listening whether changes of access are heard of now; then {@link #forget} is called
   */
  TokenRegister(JdbcClient jdbc, InstantSource clock, BooleanSupplier listening) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.listening = listening;
  }

  private LoadingCache<String, Optional<RegisteredToken>> newCache() {
    return Caffeine.newBuilder()
        .expireAfterWrite(KEPT)
        .refreshAfterWrite(ASKED_AGAIN_AFTER)
        .maximumSize(MOST_CACHED)
        .executor(Thread::startVirtualThread)
        .build(this::find);
  }

  /** Access was changed, or may have been. */
  void forget() {
    cache = newCache();
  }

  /**
   * What the token stands for; an {@link ApiException} with the gateway's code when it is not good.
   *
   * @param now whether the database must be asked this moment
   */
  RegisteredToken resolve(String token, boolean now) {
    if (token.isEmpty()) {
      throw ApiException.of(ErrorCode.MISSING_ACCESS_TOKEN);
    }
    ErrorCode invalid = invalidCode(token);
    String hash = new String(Secrets.hash(token), ISO_8859_1);
    Optional<RegisteredToken> found =
        now || !listening.getAsBoolean() ? find(hash) : cache.get(hash);
    RegisteredToken registered =
        found
            .filter(each -> each.endsAt().isAfter(clock.instant()))
            .orElseThrow(() ->
                ApiException.because(
                    invalid, "the access token is unknown, expired or revoked: get a new one"));
    if (!registered.tenantActive()) {
      throw ApiException.because(ErrorCode.INVALID_TENANT_CODE, "the tenant is suspended");
    }
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
    if (token.startsWith("a-")) {
      throw ApiException.because(
          ErrorCode.INVALID_APP_TOKEN,
          "this is an app_access_token: a tenant_access_token or a user_access_token is wanted");
    }
    throw ApiException.of(ErrorCode.MALFORMED_TOKEN);
  }

  private Optional<RegisteredToken> find(String hash) {
    return jdbc.sql(FIND)
        .param("hash", hash.getBytes(ISO_8859_1))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query((row, index) -> registered(row))
        .optional();
  }

  private static RegisteredToken registered(ResultSet row) throws SQLException {
    return new RegisteredToken(
        new Caller(
            TokenKind.TENANT,
            row.getLong("tenant_id"),
            row.getLong("app_number"),
            row.getString("app_id"),
            null),
        Set.of((String[]) row.getArray("scopes").getArray()),
        Arrays.stream((String[]) row.getArray("allowed_ips").getArray())
            .map(IpRange::parse)
            .toList(),
        row.getBoolean("app_active"),
        row.getBoolean("installation_enabled"),
        row.getBoolean("tenant_active"),
        row.getObject("ends_at", OffsetDateTime.class).toInstant());
  }
}
