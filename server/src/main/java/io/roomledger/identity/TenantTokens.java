package io.roomledger.identity;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Issues tenant access tokens: the same one while 30 minutes or more remain, then a new one, both
 * good until they expire. A token is derived from the server key and its row, so that it can be
 * shown again although only its hash is kept.
 */
final class TenantTokens {
  static final Duration LIFETIME = Duration.ofHours(2);
  static final Duration RENEWED_BELOW = Duration.ofMinutes(30);
  private static final int TOKEN_BYTES = 20;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final ServerKey serverKey;
  private final InstantSource clock;

  TenantTokens(
      JdbcClient jdbc,
      TransactionOperations transaction,
      ServerKey serverKey,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.serverKey = serverKey;
    this.clock = clock;
  }

  /** A token with the seconds that it is still good for. */
  record Issued(String token, long expireSeconds) {}

  private record Credential(
      long appNumber,
      String kind,
      String state,
      Long ownerTenantId,
      int version,
      byte[] secretHash) {}

  private record Row(
      long appNumber,
      long tenantId,
      int secretVersion,
      int keyId,
      Instant issuedAt,
      Instant expiresAt) {}

  /** The tenant token of a custom app. */
  Issued forCustomApp(String appId, String secret) {
    List<Credential> credentials = credentials(appId);
    if (credentials.isEmpty()) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID_PARAM);
    }
    byte[] hash = Secrets.hash(secret);
    Credential credential =
        credentials.stream()
            .filter(each -> Secrets.same(each.secretHash(), hash))
            .findFirst()
            .orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_WRONG_SECRET));
    if (!credential.kind().equals("custom") || !credential.state().equals("active")) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID_PARAM);
    }
    // Tokens live in whole seconds, so that a new one says 7200 and not 7199.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Row row = current(credential, now).orElseGet(() -> issue(credential, now));
    return new Issued(token(row), ChronoUnit.SECONDS.between(now, row.expiresAt()));
  }

  private List<Credential> credentials(String appId) {
    return jdbc.sql(
            """
            select a.id as app_number, a.kind, a.state, a.owner_tenant_id, s.version, s.secret_hash
              from app a
              join app_secret s on s.app_id = a.id and (s.valid_until is null or s.valid_until > now())
             where a.app_id = :appId
             order by s.version desc
            """)
        .param("appId", appId)
        .query(Credential.class)
        .list();
  }

  private Optional<Row> current(Credential credential, Instant now) {
    return jdbc.sql(
            """
            select app_id as app_number, tenant_id, secret_version, key_id, issued_at, expires_at
              from access_token
             where kind = 'tenant' and app_id = :app and tenant_id = :tenant and secret_version = :version
               and expires_at >= :renewed
             order by issued_at desc
             limit 1
            """)
        .param("app", credential.appNumber())
        .param("tenant", credential.ownerTenantId())
        .param("version", credential.version())
        .param("renewed", utc(now.plus(RENEWED_BELOW)))
        .query((row, number) ->
            new Row(
                row.getLong("app_number"),
                row.getLong("tenant_id"),
                row.getInt("secret_version"),
                row.getInt("key_id"),
                row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  private Row issue(Credential credential, Instant now) {
    return transaction.execute(status -> {
      // One at a time per app: two callers at once get the same token.
      jdbc.sql("select 1 from app where id = :app for no key update")
          .param("app", credential.appNumber())
          .query()
          .singleRow();
      return current(credential, now).orElseGet(() -> insert(credential, now));
    });
  }

  private Row insert(Credential credential, Instant issuedAt) {
    Row row =
        new Row(
            credential.appNumber(),
            credential.ownerTenantId(),
            credential.version(),
            serverKey.currentId(),
            issuedAt,
            issuedAt.plus(LIFETIME));
    jdbc.sql(
            """
            insert into access_token (token_hash, kind, app_id, tenant_id, secret_version, key_id, issued_at, expires_at)
            values (:hash, 'tenant', :app, :tenant, :version, :key, :issued, :expires)
            """)
        .param("hash", Secrets.hash(token(row)))
        .param("app", row.appNumber())
        .param("tenant", row.tenantId())
        .param("version", row.secretVersion())
        .param("key", row.keyId())
        .param("issued", utc(row.issuedAt()))
        .param("expires", utc(row.expiresAt()))
        .update();
    return row;
  }

  private String token(Row row) {
    byte[] derived =
        serverKey.derive(
            row.keyId(),
            "tenant_access_token",
            row.appNumber(),
            row.tenantId(),
            row.secretVersion(),
            row.issuedAt().getEpochSecond());
    return "t-" + HexFormat.of().formatHex(derived, 0, TOKEN_BYTES);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
