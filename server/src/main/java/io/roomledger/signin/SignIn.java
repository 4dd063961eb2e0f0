package io.roomledger.signin;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells who somebody is by a name and a password. A person that there is none of, one without a
 * password and a wrong password are not to be told apart, neither by the answer nor by its time.
 */
public final class SignIn {
  private static final int LONGEST_NAME = 320;

  private final JdbcClient jdbc;
  private final Passwords passwords;
  private final Lockout lockout;
  private final Sessions sessions;

  SignIn(JdbcClient jdbc, Passwords passwords, Lockout lockout, Sessions sessions) {
    this.jdbc = jdbc;
    this.sessions = sessions;
    this.passwords = passwords;
    this.lockout = lockout;
  }

  /** What came of a try. */
  public enum Result {
    SIGNED_IN,
    /** Name or password is wrong. */
    REFUSED,
    /** There were too many tries: wait. */
    BLOCKED,
    /** Too many people sign in at this moment. */
    BUSY
  }

  /**
   * What came of a try.
   *
   * @param pause how long, when blocked
   * @param personId whose password it was not, for the audit trail alone: never to be shown; null =
   *     nobody's
   */
  public record Outcome(Result result, Duration pause, @Nullable Long personId) {
    static final Outcome BUSY = new Outcome(Result.BUSY, Duration.ZERO, null);
  }

  /** Who tries, and with what. */
  public record Attempt(String name, String password, String address) {
    @Override
    public String toString() {
      return "Attempt[…]";
    }
  }

  private record Account(long personId, byte[] passwordHash) {}

  /**
   * One try.
   *
   * @param tenantId ours; null = there is no such tenant, which is answered like a wrong password
   * @param tenantWord the tenant as it was named, under which failures are counted
   * @param sessionSecret what the browser will show from now on, when the try is a good one
   */
  public Outcome attempt(
      @Nullable Long tenantId, String tenantWord, Attempt attempt, String sessionSecret) {
    String name = attempt.name().strip();
    Lockout.Subjects subjects =
        Lockout.Subjects.of(
            tenantWord, name.toLowerCase(Locale.ROOT), Addresses.network(attempt.address()));
    Optional<Duration> wait = lockout.begin(subjects);
    if (wait.isPresent()) {
      return new Outcome(Result.BLOCKED, wait.get(), null);
    }
    // Looked for in any case, so that it takes its time in any case.
    Account account = find(tenantId == null ? -1 : tenantId, name);
    boolean fits;
    try {
      String password =
          attempt.password().length() > 2 * PasswordRules.LONGEST ? "" : attempt.password();
      fits = passwords.matches(password, account == null ? null : account.passwordHash());
    } catch (Passwords.BusyException e) {
      lockout.undone(subjects);
      return Outcome.BUSY;
    }
    if (!fits
        || account == null
        || tenantId == null
        || !sessions.begin(sessionSecret, tenantId, account.personId(), account.passwordHash())) {
      return new Outcome(
          Result.REFUSED, Duration.ZERO, account == null ? null : account.personId());
    }
    lockout.succeeded(subjects);
    return new Outcome(Result.SIGNED_IN, Duration.ZERO, account.personId());
  }

  private @Nullable Account find(long tenantId, String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      // Nobody's, and asked for all the same.
      name = "\n";
    }
    List<Account> found =
        jdbc.sql(
                """
                select p.id as person_id, a.password_hash
                  from person p
                  join account a on a.tenant_id = p.tenant_id and a.person_id = p.id
                 where p.tenant_id = :tenant and p.state = 'active'
                   and (lower(p.email) = lower(:name) or p.user_id = :name)
                """)
            .param("tenant", tenantId)
            .param("name", name)
            .query(Account.class)
            .list();
    return found.size() == 1 ? found.getFirst() : null;
  }
}
