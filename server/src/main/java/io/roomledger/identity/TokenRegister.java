package io.roomledger.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.roomledger.database.Batcher;
import io.roomledger.database.Batcher.Answer;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final int MOST_TOGETHER = 256;
  private static final String FIND =
      """
      select t.token_hash, t.app_id as app_number, a.app_id, t.tenant_id, least(t.expires_at, s.valid_until) as ends_at,
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
       where t.token_hash = any(:hashes) and t.kind = 'tenant'
      """;

  /** Expired ones too, which are answered otherwise than unknown ones. */
  private static final String FIND_USER =
      """
      select t.token_hash, g.app_id as app_number, a.app_id, g.tenant_id, g.person_id, t.kind = 'refresh' as refresh,
             least(t.expires_at, g.expires_at, s.valid_until) as ends_at,
             a.state = 'active' as app_active,
             coalesce(i.state = 'enabled', false) as installation_enabled,
             o.state = 'active' as tenant_active,
             t.scopes as user_scopes,
             array(select scope from app_scope where app_scope.app_id = a.id) as scopes,
             array(select range::text from app_allowed_ip r where r.app_id = a.id) as allowed_ips
        from user_token t
        join authorization_grant g on g.id = t.grant_id and g.revoked_at is null
        join person p on p.tenant_id = g.tenant_id and p.id = g.person_id and p.state = 'active'
        join tenant o on o.id = g.tenant_id
        join app a on a.id = g.app_id
        join app_secret s on s.app_id = g.app_id and s.version = t.secret_version
                         and (s.valid_until is null or s.valid_until > :now)
        left join app_installation i on i.app_id = g.app_id and i.tenant_id = g.tenant_id
       where t.token_hash = any(:hashes)
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final BooleanSupplier listening;

  /** Replaced, not emptied: what was asked before a change is not put into it after. */
  private volatile LoadingCache<Key, Optional<RegisteredToken>> cache;

  private final Batcher<Key, Optional<RegisteredToken>> lookups =
      new Batcher<>(MOST_TOGETHER, this::find);

  /**
   * @param listening whether changes of access are heard of now; then {@link #forget} is called
   */
  TokenRegister(JdbcClient jdbc, InstantSource clock, BooleanSupplier listening) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.listening = listening;
    this.cache = newCache();
  }

  private LoadingCache<Key, Optional<RegisteredToken>> newCache() {
    return Caffeine.newBuilder()
        .expireAfterWrite(KEPT)
        .refreshAfterWrite(ASKED_AGAIN_AFTER)
        .maximumSize(MOST_CACHED)
        .executor(Thread::startVirtualThread)
        .build(lookups::ask);
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
    if (token.startsWith("a-")) {
      throw appToken(token);
    }
    Key key = key(token);
    Optional<RegisteredToken> found =
        now || !listening.getAsBoolean() ? lookups.ask(key) : cache.get(key);
    RegisteredToken registered =
        found.orElseThrow(() ->
            ApiException.because(
                key.user() ? ErrorCode.INVALID_USER_TOKEN : ErrorCode.INVALID_TENANT_TOKEN,
                "the access token is unknown, expired or revoked: get a new one"));
    if (registered.refresh()) {
      throw ApiException.because(
          ErrorCode.INVALID_USER_REFRESH_TOKEN,
          "this is a refresh_token: exchange it for an access token");
    }
    if (!registered.endsAt().isAfter(clock.instant())) {
      throw ApiException.because(
          key.user() ? ErrorCode.USER_TOKEN_EXPIRED : ErrorCode.INVALID_TENANT_TOKEN,
          "the access token has expired: get a new one");
    }
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

  /**
   * What a token is looked up by.
   *
   * @param user whether a person's
   */
  private record Key(boolean user, String hash) {
    static Key of(boolean user, byte[] hash) {
      return new Key(user, new String(hash, ISO_8859_1));
    }

    byte[] hashBytes() {
      return hash.getBytes(ISO_8859_1);
    }
  }

  private static Key key(String token) {
    boolean user = token.startsWith("u-") || token.startsWith("eyJ");
    if (token.startsWith("ur-")) {
      throw ApiException.because(
          ErrorCode.INVALID_USER_REFRESH_TOKEN,
          "this is a refresh_token: exchange it for an access token");
    }
    if (!user && !token.startsWith("t-")) {
      throw ApiException.of(ErrorCode.MALFORMED_TOKEN);
    }
    return Key.of(user, Secrets.hash(token));
  }

  /** An app's own token opens nothing but the token endpoints. */
  private ApiException appToken(String token) {
    boolean good =
        jdbc.sql(
                "select exists (select from access_token where token_hash = :hash and kind = 'app'"
                    + " and expires_at > :now)")
            .param("hash", Secrets.hash(token))
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query(Boolean.class)
            .single();
    return ApiException.because(
        good ? ErrorCode.TOKEN_NO_PERMISSION : ErrorCode.INVALID_APP_TOKEN,
        "this is an app_access_token: a tenant_access_token or a user_access_token is wanted");
  }

  private List<Answer<Optional<RegisteredToken>>> find(List<Key> keys) {
    Map<Key, RegisteredToken> found = new HashMap<>();
    for (boolean user : new boolean[] {false, true}) {
      byte[][] hashes =
          keys.stream()
              .filter(key -> key.user() == user)
              .distinct()
              .map(Key::hashBytes)
              .toArray(byte[][]::new);
      if (hashes.length > 0) {
        jdbc.sql(user ? FIND_USER : FIND)
            .param("hashes", hashes)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query(row -> {
              found.put(Key.of(user, row.getBytes("token_hash")), registered(row, user));
            });
      }
    }
    return keys.stream()
        .<Answer<Optional<RegisteredToken>>>map(
            key -> new Answer.Value<>(Optional.ofNullable(found.get(key))))
        .toList();
  }

  private static RegisteredToken registered(ResultSet row, boolean user) throws SQLException {
    return new RegisteredToken(
        new Caller(
            user ? TokenKind.USER : TokenKind.TENANT,
            row.getLong("tenant_id"),
            row.getLong("app_number"),
            row.getString("app_id"),
            user ? row.getLong("person_id") : null),
        Set.of((String[]) row.getArray("scopes").getArray()),
        user ? Set.of((String[]) row.getArray("user_scopes").getArray()) : null,
        user && row.getBoolean("refresh"),
        Arrays.stream((String[]) row.getArray("allowed_ips").getArray())
            .map(IpRange::parse)
            .toList(),
        row.getBoolean("app_active"),
        row.getBoolean("installation_enabled"),
        row.getBoolean("tenant_active"),
        row.getObject("ends_at", OffsetDateTime.class).toInstant());
  }
}
