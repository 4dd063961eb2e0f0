package io.roomledger.signin;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.identity.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Browsers in which somebody signed in. A session ends when it is not used for half an hour, after
 * twelve hours in any case, and at once with its person or their password. While the tenant is
 * suspended there is none.
 */
public final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(12);
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private static final String BEGIN =
      """
      with begun as (
        insert into sign_in_session (session_hash, tenant_id, person_id, created_at, used_at, expires_at)
        select :hash, a.tenant_id, a.person_id, :now, :now, :end
          from account a
          join person p on p.tenant_id = a.tenant_id and p.id = a.person_id and p.state = 'active'
          join tenant t on t.id = a.tenant_id and t.state = 'active'
         where a.tenant_id = :tenant and a.person_id = :person and a.password_hash = :password
           for share
        returning tenant_id, person_id)
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Sessions(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Who signed in; {@code name} is what to call them by. */
  public record Session(long tenantId, long personId, String name, String tenantName) {}

  /**
   * Begins a session under the secret that the browser will show.
   *
   * @param passwordHash what the password was found to fit
   * @return false when the password was changed, or the person or tenant put out, in this moment
   */
  boolean begin(String secret, long tenantId, long personId, byte[] passwordHash) {
    Instant now = clock.instant();
    String noted =
        AuditTrail.insertFrom(
            "begun b join person p on p.tenant_id = b.tenant_id and p.id = b.person_id",
            "p.open_id");
    return AuditTrail.bindOfPerson(
                jdbc.sql(BEGIN + noted), Deed.of(tenantId, "person.sign_in", ""), personId)
            .param("hash", Secrets.hash(secret))
            .param("tenant", tenantId)
            .param("person", personId)
            .param("password", passwordHash)
            .param("now", utc(now))
            .param("end", utc(now.plus(LONGEST)))
            .update()
        > 0;
  }

  /** Whose session it is, and uses it. */
  public Optional<Session> find(String secret) {
    Instant now = clock.instant();
    byte[] hash = Secrets.hash(secret);
    Optional<Session> session =
        jdbc.sql(
                """
                select s.tenant_id, s.person_id, p.name, t.name as tenant_name
                  from sign_in_session s
                  join person p on p.tenant_id = s.tenant_id and p.id = s.person_id and p.state = 'active'
                  join tenant t on t.id = s.tenant_id and t.state = 'active'
                 where s.session_hash = :hash and s.expires_at > :now and s.used_at > :idle
                """)
            .param("hash", hash)
            .param("now", utc(now))
            .param("idle", utc(now.minus(IDLE)))
            .query(Session.class)
            .optional();
    if (session.isPresent()) {
      jdbc.sql(
              """
              update sign_in_session set used_at = :now where session_hash = :hash and used_at < :noted
              """)
          .param("hash", hash)
          .param("now", utc(now))
          .param("noted", utc(now.minus(NOTED_EVERY)))
          .update();
    }
    return session;
  }

  /** Ends it; one that there is none of is as good as ended. */
  public void end(String secret) {
    jdbc.sql("delete from sign_in_session where session_hash = :hash")
        .param("hash", Secrets.hash(secret))
        .update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
