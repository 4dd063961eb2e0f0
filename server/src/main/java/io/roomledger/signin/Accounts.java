package io.roomledger.signin;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.UserGrants;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What an administrator does about people signing in. */
public final class Accounts {
  /** 120 bits, in letters that are typed without looking twice. */
  private static final int GENERATED_BYTES = 15;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Passwords passwords = new Passwords();

  public Accounts(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** A password that will not do; the message says why. */
  public static final class RefusedPasswordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedPasswordException(String message) {
      super(message);
    }
  }

  /** Whether somebody works here. */
  public enum State {
    ACTIVE,
    /** May do nothing until enabled again. */
    DISABLED,
    /** Gone; still named in old reservations. */
    LEFT;

    private String deed() {
      return switch (this) {
        case ACTIVE -> "person.enable";
        case DISABLED -> "person.disable";
        case LEFT -> "person.leave";
      };
    }

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A password that nobody chose. */
  public String newPassword() {
    return secrets.token(GENERATED_BYTES);
  }

  /**
   * What is wrong with a password for a person.
   *
   * @param known what everybody knows of the person; null = nothing
   */
  public Optional<String> problem(String password, @Nullable String... known) {
    return PasswordRules.problem(
        password, Stream.of(known).filter(each -> each != null).map(String.class::cast).toList());
  }

  /**
   * Lets the person sign in with this password from now on, and no longer with another; their
   * sessions end.
   *
   * @throws RefusedPasswordException when it is too short or too common
   */
  public void setPassword(long tenantId, long personId, String password) {
    record Known(String openId, String name, @Nullable String email, String userId) {}
    Known person =
        jdbc.sql(
                "select open_id, name, email, user_id from person where tenant_id = :t and id = :p")
            .param("t", tenantId)
            .param("p", personId)
            .query(Known.class)
            .single();
    problem(password, person.name(), person.email(), person.userId())
        .ifPresent(problem -> {
          throw new RefusedPasswordException(problem);
        });
    byte[] hash = passwords.hash(password);
    transaction.executeWithoutResult(status -> {
      jdbc.sql(
              """
              insert into account (tenant_id, person_id, password_hash, password_set_at)
              values (:tenant, :person, :hash, :now)
              on conflict (tenant_id, person_id) do update set password_hash = :hash, password_set_at = :now
              """)
          .param("tenant", tenantId)
          .param("person", personId)
          .param("hash", hash)
          .param("now", clock.instant().atOffset(ZoneOffset.UTC))
          .update();
      endSessions(tenantId, personId);
      AuditTrail.record(jdbc, Deed.of(tenantId, "person.password", person.openId()));
    });
  }

  /** Those of a tenant's people who can sign in, by our numbers. */
  public List<Long> of(long tenantId) {
    return jdbc.sql("select person_id from account where tenant_id = :tenant")
        .param("tenant", tenantId)
        .query(Long.class)
        .list();
  }

  /**
   * Says whether somebody works here. Who is not active may do nothing from this moment; what they
   * had signed in to and allowed is gone for good.
   */
  public void setState(long tenantId, long personId, State state) {
    transaction.executeWithoutResult(status -> {
      AuditTrail.bind(
              jdbc.sql(
                  """
                  with changed as (update tenant set directory_version = directory_version + 1 where id = :tenant),
                  told as (
                    update person set state = :state where tenant_id = :tenant and id = :person returning open_id)
                  """
                      + AuditTrail.insertFrom("told", "open_id")),
              Deed.of(tenantId, state.deed(), ""))
          .param("tenant", tenantId)
          .param("person", personId)
          .param("state", state.word())
          .update();
      if (state != State.ACTIVE) {
        endSessions(tenantId, personId);
        new UserGrants(jdbc).revokeOfPerson(tenantId, personId);
      }
    });
  }

  private void endSessions(long tenantId, long personId) {
    jdbc.sql("delete from sign_in_session where tenant_id = :tenant and person_id = :person")
        .param("tenant", tenantId)
        .param("person", personId)
        .update();
  }
}
