package io.roomledger.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Gives an app a new secret. */
public final class AppSecrets {
  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Secrets secrets;
  private final InstantSource clock;

  public AppSecrets(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** A new secret, seen only now; the old ones end then. */
  public record Rotated(String secret, Instant oldEndsAt) {
    @Override
    public String toString() {
      return "Rotated[secret=…, oldEndsAt=" + oldEndsAt + "]";
    }
  }

  /**
   * Makes a new secret. The old ones, and the tokens that were got with them, are good for the
   * overlap and no longer; an overlap of an earlier rotation is never lengthened.
   *
   * @param appNumber ours, of an app that exists
   * @param overlap zero = the old secret is refused from now on
   */
  public Rotated rotate(long appNumber, Duration overlap) {
    if (overlap.isNegative()) {
      throw new IllegalArgumentException("the overlap must not be negative: " + overlap);
    }
    String secret = secrets.appSecret();
    Instant end = clock.instant().plus(overlap);
    transaction.executeWithoutResult(status -> {
      // Two rotations at once take turns, and both secrets are versions of their own.
      jdbc.sql("select 1 from app where id = :app for no key update")
          .param("app", appNumber)
          .query()
          .singleRow();
      jdbc.sql(
              """
              update app_secret set valid_until = :end
               where app_id = :app and (valid_until is null or valid_until > :end)
              """)
          .param("app", appNumber)
          .param("end", end.atOffset(ZoneOffset.UTC))
          .update();
      jdbc.sql(
              """
              insert into app_secret (app_id, version, secret_hash)
              select :app, max(version) + 1, :hash from app_secret where app_id = :app
              """)
          .param("app", appNumber)
          .param("hash", Secrets.hash(secret))
          .update();
      AppDeeds.record(jdbc, appNumber, "app.rotate_secret", "overlap=" + overlap);
      AccessNotice.send(jdbc);
    });
    return new Rotated(secret, end);
  }
}
