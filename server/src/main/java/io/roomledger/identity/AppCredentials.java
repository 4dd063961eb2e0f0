package io.roomledger.identity;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells whether somebody holds an app's secret. */
final class AppCredentials {
  private final JdbcClient jdbc;
  private final InstantSource clock;

  AppCredentials(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * An app whose secret was shown.
   *
   * @param ownerTenantId of a custom app
   * @param secretEndsAt null = until it is rotated
   */
  record Credential(
      long appNumber,
      AppKind kind,
      boolean active,
      @Nullable Long ownerTenantId,
      int secretVersion,
      @Nullable Instant secretEndsAt) {

    /** Refuses a disabled app, and one of the other kind. */
    Credential require(AppKind wanted, ErrorCode otherKind) {
      if (kind != wanted) {
        throw ApiException.because(
            otherKind,
            "this endpoint is for " + wanted.word() + " apps; this one is " + kind.word());
      }
      if (!active) {
        throw ApiException.because(
            ErrorCode.TOKEN_APP_UNAUTHORIZED, "the app is disabled, or its tenant is suspended");
      }
      return this;
    }
  }

  private record Row(Credential credential, byte[] secretHash) {}

  /** The app, once its secret was found right. */
  Credential check(String appId, String secret) {
    List<Row> rows = rows(appId);
    if (rows.isEmpty()) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID_PARAM);
    }
    byte[] hash = Secrets.hash(secret);
    return rows.stream()
        .filter(row -> Secrets.same(row.secretHash(), hash))
        .findFirst()
        .orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_WRONG_SECRET))
        .credential();
  }

  private List<Row> rows(String appId) {
    return jdbc.sql(
            """
            select a.id, a.kind,
                   a.state = 'active' and coalesce(o.state = 'active', true) as active, a.owner_tenant_id, s.version, s.secret_hash, s.valid_until
              from app a
              left join tenant o on o.id = a.owner_tenant_id
              join app_secret s on s.app_id = a.id and (s.valid_until is null or s.valid_until > :now)
             where a.app_id = :appId
             order by s.version desc
            """)
        .param("appId", appId)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query((row, index) -> row(row))
        .list();
  }

  private static Row row(ResultSet row) throws SQLException {
    OffsetDateTime end = row.getObject("valid_until", OffsetDateTime.class);
    return new Row(
        new Credential(
            row.getLong("id"),
            AppKind.of(row.getString("kind")),
            row.getBoolean("active"),
            row.getObject("owner_tenant_id", Long.class),
            row.getInt("version"),
            end == null ? null : end.toInstant()),
        row.getBytes("secret_hash"));
  }
}
