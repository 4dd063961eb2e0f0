package io.roomledger.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which store app is due a ticket. Whoever claims a push moves its time ahead, so that no other
 * node makes it too, and one that dies is followed by another.
 */
final class TicketQueue {
  static final Duration EVERY = Duration.ofHours(1);

  /** Longer than a push can take. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 6;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  TicketQueue(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A push that is this node's to make.
   *
   * @param attempt 1 for the first
   * @param lease until when; also tells whether the app asked for one more meanwhile
   */
  record Push(
      long appNumber,
      String appId,
      String url,
      byte[] verificationToken,
      byte @Nullable [] encryptKey,
      int attempt,
      Instant lease) {}

  Optional<Push> claim() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant lease = now.plus(LEASE);
    return jdbc.sql(
            """
            update app_callback c
               set attempt = c.attempt + 1, next_push_at = :lease
              from app a
             where a.id = c.app_id
               and c.app_id = (select due.app_id
                                 from app_callback due
                                 join app on app.id = due.app_id and app.state = 'active'
                                where due.next_push_at <= :now and due.url is not null
                                order by due.next_push_at
                                limit 1
                                  for update of due skip locked)
            returning a.id, a.app_id as open_id, c.url, c.verification_token, c.encrypt_key, c.attempt
            """)
        .param("now", utc(now))
        .param("lease", utc(lease))
        .query((row, index) ->
            new Push(
                row.getLong("id"),
                row.getString("open_id"),
                row.getString("url"),
                row.getBytes("verification_token"),
                row.getBytes("encrypt_key"),
                row.getInt("attempt"),
                lease))
        .optional();
  }

  void arrived(Push push) {
    end(push, 0, clock.instant().plus(EVERY), null);
  }

  /** Tries again after 10 seconds, then 20, at last every ten minutes or so. */
  void failed(Push push, String error) {
    int doublings = Math.min(push.attempt() - 1, MOST_DOUBLINGS);
    Instant next = clock.instant().plus(FIRST_WAIT.multipliedBy(1L << doublings));
    end(push, push.attempt(), next, error);
  }

  private void end(Push push, int attempt, Instant next, @Nullable String error) {
    jdbc.sql(
            """
            update app_callback set attempt = :attempt, next_push_at = :next, last_error = :error
             where app_id = :app and next_push_at = :lease
            """)
        .param("attempt", attempt)
        .param("next", utc(next))
        .param("error", error, java.sql.Types.VARCHAR)
        .param("app", push.appNumber())
        .param("lease", utc(push.lease()))
        .update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
