package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Issues the tokens of apps: the same one while 30 minutes or more remain, then a new one, both
 * good until they expire. A token is derived from the server key and its row, so that it can be
 * shown again although only its hash is kept.
 */
final class TokenIssuer {
  static final Duration RENEWED_BELOW = Duration.ofMinutes(30);
  private static final int TOKEN_BYTES = 20;
  private static final String CURRENT =
      """
      select secret_version, key_id, issued_at, expires_at
        from access_token
       where app_id = :app and %s and secret_version = :version and expires_at >= :renewed
       order by issued_at desc
       limit 1
      """;
  private static final String CURRENT_TENANT =
      CURRENT.formatted("kind = 'tenant' and tenant_id = :tenant");
  private static final String CURRENT_APP = CURRENT.formatted("kind = 'app'");

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final ServerKey serverKey;
  private final InstantSource clock;

  TokenIssuer(
      JdbcClient jdbc,
      TransactionOperations transaction,
      ServerKey serverKey,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.serverKey = serverKey;
    this.clock = clock;
  }

  /**
   * Who gets a token.
   *
   * @param tenantId null = a token of the app itself
   * @param secretVersion the secret that was shown for it, with which it ends
   * @param secretEndsAt when that is; null = not known yet
   */
  record Holder(
      long appNumber,
      @Nullable Long tenantId,
      int secretVersion,
      @Nullable Instant secretEndsAt,
      Duration lifetime) {}

  /** A token with the seconds that it is still good for. */
  record Issued(String token, long expireSeconds) {}

  private record Row(int secretVersion, int keyId, Instant issuedAt, Instant expiresAt) {}

  /** The holder's token of this moment. */
  Issued issue(Holder holder) {
    // Tokens live in whole seconds, so that a new one says 7200 and not 7199.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Row row = current(holder, now).orElseGet(() -> renew(holder, now));
    Instant end = row.expiresAt();
    Instant secretEnd = holder.secretEndsAt();
    if (secretEnd != null && secretEnd.isBefore(end)) {
      end = secretEnd;
    }
    return new Issued(token(holder, row), ChronoUnit.SECONDS.between(now, end));
  }

  private Optional<Row> current(Holder holder, Instant now) {
    return jdbc.sql(holder.tenantId() == null ? CURRENT_APP : CURRENT_TENANT)
        .param("app", holder.appNumber())
        .param("tenant", holder.tenantId())
        .param("version", holder.secretVersion())
        .param("renewed", utc(now.plus(RENEWED_BELOW)))
        .query((row, index) ->
            new Row(
                row.getInt("secret_version"),
                row.getInt("key_id"),
                row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  private Row renew(Holder holder, Instant now) {
    return transaction.execute(status -> {
      // One at a time per app: two callers at once get the same token.
      jdbc.sql("select 1 from app where id = :app for no key update")
          .param("app", holder.appNumber())
          .query()
          .singleRow();
      return current(holder, now).orElseGet(() -> insert(holder, now));
    });
  }

  private Row insert(Holder holder, Instant issuedAt) {
    Row row =
        new Row(
            holder.secretVersion(),
            serverKey.currentId(),
            issuedAt,
            issuedAt.plus(holder.lifetime()));
    int inserted =
        jdbc.sql(
                """
                insert into access_token
                       (token_hash, kind, app_id, tenant_id, secret_version, key_id, issued_at, expires_at)
                select :hash, :kind, :app, cast(:tenant as bigint), :version, :key, :issued, :expires
                 where cast(:tenant as bigint) is null
                    or exists (select from app_installation where tenant_id = :tenant and app_id = :app)
                """)
            .param("hash", Secrets.hash(token(holder, row)))
            .param("kind", holder.tenantId() == null ? "app" : "tenant")
            .param("app", holder.appNumber())
            .param("tenant", holder.tenantId())
            .param("version", row.secretVersion())
            .param("key", row.keyId())
            .param("issued", utc(row.issuedAt()))
            .param("expires", utc(row.expiresAt()))
            .update();
    if (inserted == 0) {
      // Uninstalled a moment ago.
      throw ApiException.of(ErrorCode.TOKEN_TENANT_REFUSED);
    }
    Long tenant = holder.tenantId();
    AuditTrail.recordOfApp(
        jdbc,
        Deed.of(
            tenant == null ? Deed.NO_TENANT : tenant,
            "token.issue",
            tenant == null ? "app_access_token" : "tenant_access_token"),
        holder.appNumber());
    return row;
  }

  private String token(Holder holder, Row row) {
    Long tenant = holder.tenantId();
    long issued = row.issuedAt().getEpochSecond();
    byte[] derived =
        tenant == null
            ? serverKey.derive(
                row.keyId(), "app_access_token", holder.appNumber(), row.secretVersion(), issued)
            : serverKey.derive(
                row.keyId(),
                "tenant_access_token",
                holder.appNumber(),
                tenant,
                row.secretVersion(),
                issued);
    return (tenant == null ? "a-" : "t-") + HexFormat.of().formatHex(derived, 0, TOKEN_BYTES);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
