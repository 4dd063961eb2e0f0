package io.roomledger.oauth;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of grants, codes and tokens; each method is part of the caller's transaction. */
final class GrantStore {
  private static final String OF_CODE =
      "select grant_id from authorization_code where code_hash = :hash";
  private static final String OF_REFRESH_TOKEN =
      "select grant_id from user_token where token_hash = :hash and kind = 'refresh' and family ="
          + " :family";

  private final JdbcClient jdbc;

  GrantStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A grant, with how its person and its app stand. */
  record Grant(
      long id,
      long tenantId,
      long personId,
      long appNumber,
      Set<String> scopes,
      Instant expiresAt,
      boolean revoked,
      String personState,
      boolean appActive,
      boolean installed,
      Set<String> appScopes) {}

  /** A code of a grant. */
  record Code(
      String redirectUri,
      byte @org.jspecify.annotations.Nullable [] verifierHash,
      Instant expiresAt,
      boolean used) {}

  /** A refresh token of a grant. */
  record RefreshToken(Set<String> scopes, Instant expiresAt, boolean used) {}

  /** What the new tokens of one exchange have in common. */
  record NewToken(
      long grantId, String family, Set<String> scopes, int secretVersion, Instant issuedAt) {}

  /** The grant that a code is of, from now on held. */
  Optional<Grant> lockByCode(byte[] hash) {
    return jdbc.sql(OF_CODE).param("hash", hash).query(Long.class).optional().flatMap(this::lock);
  }

  /** The grant that a refresh token is of, from now on held. */
  Optional<Grant> lockByRefreshToken(byte[] hash, String family) {
    return jdbc.sql(OF_REFRESH_TOKEN)
        .param("hash", hash)
        .param("family", family)
        .query(Long.class)
        .optional()
        .flatMap(this::lock);
  }

  private Optional<Grant> lock(long grantId) {
    boolean there =
        jdbc.sql("select id from authorization_grant where id = :id for update")
            .param("id", grantId)
            .query(Long.class)
            .optional()
            .isPresent();
    // Read after the lock was got, so as to see what whoever held it did.
    return there ? Optional.of(read(grantId)) : Optional.empty();
  }

  private Grant read(long grantId) {
    return jdbc.sql(
            """
            select g.id, g.tenant_id, g.person_id, g.app_id, g.scopes, g.expires_at, g.revoked_at is not null as revoked,
                   p.state as person_state, a.state = 'active' as app_active,
                   o.state = 'active' and coalesce(i.state = 'enabled', false) as installed,
                   array(select scope from app_scope s where s.app_id = a.id) as app_scopes
              from authorization_grant g
              join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
              join tenant o on o.id = g.tenant_id
              join app a on a.id = g.app_id
              left join app_installation i on i.tenant_id = g.tenant_id and i.app_id = g.app_id
             where g.id = :id
            """)
        .param("id", grantId)
        .query((row, index) -> grant(row))
        .single();
  }

  private static Grant grant(ResultSet row) throws SQLException {
    return new Grant(
        row.getLong("id"),
        row.getLong("tenant_id"),
        row.getLong("person_id"),
        row.getLong("app_id"),
        texts(row.getArray("scopes")),
        instant(row, "expires_at"),
        row.getBoolean("revoked"),
        row.getString("person_state"),
        row.getBoolean("app_active"),
        row.getBoolean("installed"),
        texts(row.getArray("app_scopes")));
  }

  /** The code with this hash, whose grant is held. */
  Code code(byte[] hash) {
    return jdbc.sql(
            """
            select redirect_uri, verifier_hash, expires_at, used_at is not null as used
              from authorization_code where code_hash = :hash
            """)
        .param("hash", hash)
        .query((row, index) ->
            new Code(
                row.getString("redirect_uri"),
                row.getBytes("verifier_hash"),
                instant(row, "expires_at"),
                row.getBoolean("used")))
        .single();
  }

  /** The refresh token with this hash, whose grant is held. */
  RefreshToken refreshToken(byte[] hash) {
    return jdbc.sql(
            """
            select scopes, expires_at, used_at is not null as used from user_token where token_hash = :hash
            """)
        .param("hash", hash)
        .query((row, index) ->
            new RefreshToken(
                texts(row.getArray("scopes")), instant(row, "expires_at"), row.getBoolean("used")))
        .single();
  }

  void useCode(byte[] hash, Instant now) {
    expectOne(
        jdbc.sql(
                "update authorization_code set used_at = :now where code_hash = :hash and used_at"
                    + " is null")
            .param("hash", hash)
            .param("now", utc(now))
            .update());
  }

  void useRefreshToken(byte[] hash, Instant now) {
    expectOne(
        jdbc.sql(
                "update user_token set used_at = :now where token_hash = :hash and used_at is null")
            .param("hash", hash)
            .param("now", utc(now))
            .update());
  }

  private static void expectOne(int changed) {
    if (changed != 1) {
      throw new IllegalStateException("used in this moment, although its grant was held");
    }
  }

  void insert(NewToken token, String kind, byte[] hash, Instant end) {
    jdbc.sql(
            """
            insert into user_token
                   (token_hash, grant_id, kind, family, scopes, secret_version, issued_at, expires_at)
            values (:hash, :grant, :kind, :family, :scopes, :version, :issued, :end)
            """)
        .param("hash", hash)
        .param("grant", token.grantId())
        .param("kind", kind)
        .param("family", token.family())
        .param("scopes", token.scopes().toArray(String[]::new))
        .param("version", token.secretVersion())
        .param("issued", utc(token.issuedAt()))
        .param("end", utc(end))
        .update();
  }

  private static Set<String> texts(Array array) throws SQLException {
    return new LinkedHashSet<>(List.of((String[]) array.getArray()));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
