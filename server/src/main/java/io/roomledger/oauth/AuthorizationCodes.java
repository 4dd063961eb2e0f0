package io.roomledger.oauth;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.identity.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Codes for which apps get tokens: good for five minutes, once. */
final class AuthorizationCodes {
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The longest that an app may act for a person who allowed it once. */
  static final Duration LONGEST_GRANT = Duration.ofDays(365);

  /** 64 characters. */
  private static final int CODE_BYTES = 48;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Secrets secrets;
  private final InstantSource clock;

  AuthorizationCodes(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Who allows it. */
  record Allower(long tenantId, long personId) {}

  /**
   * Notes that a person allows what is asked for; the code for it.
   *
   * @return empty when the person, the app, its installation or the tenant was put out in this
   *     moment
   */
  Optional<String> allow(AuthorizeRequest asked, Allower allower, Collection<String> scopes) {
    String code = secrets.token(CODE_BYTES);
    Instant now = clock.instant();
    return transaction.execute(status -> {
      Optional<String> person = standing(asked.app().number(), allower);
      if (person.isEmpty()) {
        return Optional.empty();
      }
      long grant =
          jdbc.sql(
                  """
                  insert into authorization_grant (tenant_id, person_id, app_id, scopes, granted_at, expires_at)
                  values (:tenant, :person, :app, :scopes, :now, :end) returning id
                  """)
              .param("tenant", allower.tenantId())
              .param("person", allower.personId())
              .param("app", asked.app().number())
              .param("scopes", scopes.stream().sorted().toArray(String[]::new))
              .param("now", utc(now))
              .param("end", utc(now.plus(LONGEST_GRANT)))
              .query(Long.class)
              .single();
      jdbc.sql(
              """
              insert into authorization_code (code_hash, grant_id, redirect_uri, verifier_hash, expires_at)
              values (:hash, :grant, :redirect, cast(:verifier as bytea), :end)
              """)
          .param("hash", Secrets.hash(code))
          .param("grant", grant)
          .param("redirect", asked.redirectUri())
          .param("verifier", asked.verifierHash())
          .param("end", utc(now.plus(LIFETIME)))
          .update();
      AuditTrail.record(
          jdbc,
          new Deed(
              allower.tenantId(), "grant.allow", person.get(), GrantStore.detail(grant, scopes)));
      return Optional.of(code);
    });
  }

  /** Notes that a person does not allow it. */
  void refuse(AuthorizeRequest asked, Allower allower) {
    AuditTrail.bind(
            jdbc.sql(
                AuditTrail.insertFrom(
                    "person p where p.tenant_id = :tenant and p.id = :person", "p.open_id")),
            new Deed(allower.tenantId(), "grant.refuse", "", asked.app().appId()))
        .param("tenant", allower.tenantId())
        .param("person", allower.personId())
        .update();
  }

  /**
   * The person's open_id, when person, app, installation and tenant may act. Their rows are held,
   * so that who takes one of them away comes after, and finds this grant to revoke.
   */
  private Optional<String> standing(long appNumber, Allower allower) {
    return jdbc.sql(
            """
            select p.open_id
              from app_installation i
              join tenant t on t.id = i.tenant_id and t.state = 'active'
              join app a on a.id = i.app_id and a.state = 'active'
              join person p on p.tenant_id = i.tenant_id and p.id = :person and p.state = 'active'
             where i.tenant_id = :tenant and i.app_id = :app and i.state = 'enabled'
               for share
            """)
        .param("tenant", allower.tenantId())
        .param("person", allower.personId())
        .param("app", appNumber)
        .query(String.class)
        .optional();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
