package io.roomledger.signin;

import io.roomledger.identity.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Slows down whoever guesses passwords: after a few failures a name, or an address, must wait, and
 * each time twice as long. A name is counted whether or not there is such a person, so that waiting
 * tells nothing.
 *
 * <p>A try is counted as a failure before the password is looked at and given back when it was
 * right: tries at the same time, or a kill in the middle, are not for free.
 */
final class Lockout {
  private static final Limit NAME = new Limit(5, Duration.ofSeconds(30), Duration.ofMinutes(15));
  private static final Limit ADDRESS =
      new Limit(50, Duration.ofSeconds(30), Duration.ofMinutes(15));

  /** Failures so long ago that they do not count any more. */
  static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  Lockout(JdbcClient jdbc, TransactionOperations transaction, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * When it begins to matter.
   *
   * @param free so many failures, then one must wait
   */
  private record Limit(int free, Duration first, Duration longest) {}

  /** Who tries: the name as it was typed, with its tenant, and the address. */
  record Subjects(byte[] name, byte[] address) {
    static Subjects of(String tenant, String name, String address) {
      return new Subjects(
          Secrets.hash("name " + tenant + " " + name), Secrets.hash("address " + address));
    }
  }

  /** Counts a try; how long to wait when there shall be none now. */
  Optional<Duration> begin(Subjects subjects) {
    return transaction.execute(status -> {
      Optional<Duration> wait =
          charge(subjects.name(), NAME).or(() -> charge(subjects.address(), ADDRESS));
      if (wait.isPresent()) {
        status.setRollbackOnly();
      }
      return wait;
    });
  }

  private Optional<Duration> charge(byte[] subject, Limit limit) {
    Instant now = clock.instant();
    int charged =
        jdbc.sql(
                """
                insert into sign_in_failure as f (subject_hash, failures, last_at, blocked_until)
                values (:subject, 1, :now, :now)
                on conflict (subject_hash) do update set
                  failures = case when f.last_at < :forgotten then 1 else f.failures + 1 end,
                  last_at = :now,
                  blocked_until = case when f.last_at < :forgotten or f.failures + 1 < :free then :now
                    else :now + make_interval(secs => least(:longest, :first * power(2, least(f.failures + 1 - :free, 20))))
                    end
                where f.blocked_until <= :now
                """)
            .param("subject", subject)
            .param("now", utc(now))
            .param("forgotten", utc(now.minus(FORGOTTEN_AFTER)))
            .param("free", limit.free())
            .param("first", (double) limit.first().toSeconds())
            .param("longest", (double) limit.longest().toSeconds())
            .update();
    return charged > 0 ? Optional.empty() : Optional.of(remaining(subject, now));
  }

  private Duration remaining(byte[] subject, Instant now) {
    return jdbc.sql("select blocked_until from sign_in_failure where subject_hash = :subject")
        .param("subject", subject)
        .query(OffsetDateTime.class)
        .optional()
        .map(until -> Duration.between(now, until.toInstant()))
        .filter(Duration::isPositive)
        .orElse(Duration.ofSeconds(1));
  }

  /** The try was a good one: the name begins anew, the address gets it back. */
  void succeeded(Subjects subjects) {
    transaction.executeWithoutResult(status -> {
      jdbc.sql("delete from sign_in_failure where subject_hash = :subject")
          .param("subject", subjects.name())
          .update();
      giveBack(subjects.address());
    });
  }

  /** Nobody looked at the password: the try does not count. */
  void undone(Subjects subjects) {
    transaction.executeWithoutResult(status -> {
      giveBack(subjects.name());
      giveBack(subjects.address());
    });
  }

  private void giveBack(byte[] subject) {
    jdbc.sql(
            """
            update sign_in_failure set failures = greatest(failures - 1, 0), blocked_until = :now
             where subject_hash = :subject
            """)
        .param("subject", subject)
        .param("now", utc(clock.instant()))
        .update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
