package io.roomledger.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tickets by which a store app proves that it gets its events. A new one is pushed every hour;
 * SDKs keep one for 12 hours, some until the next, so that it is good for a day.
 */
final class AppTickets {
  static final Duration LIFETIME = Duration.ofHours(24);
  private static final int HEX_DIGITS = 40;

  private final JdbcClient jdbc;
  private final Secrets secrets;
  private final InstantSource clock;

  AppTickets(JdbcClient jdbc, Secrets secrets, InstantSource clock) {
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** A new ticket of a store app. */
  String issue(long appNumber) {
    String ticket = secrets.id("", HEX_DIGITS);
    Instant now = clock.instant();
    jdbc.sql(
            """
            insert into app_ticket (ticket_hash, app_id, issued_at, expires_at) values (:hash, :app, :issued, :expires)
            """)
        .param("hash", Secrets.hash(ticket))
        .param("app", appNumber)
        .param("issued", now.atOffset(ZoneOffset.UTC))
        .param("expires", now.plus(LIFETIME).atOffset(ZoneOffset.UTC))
        .update();
    return ticket;
  }

  /** Whether the ticket is this app's and still good. */
  boolean good(long appNumber, String ticket) {
    return jdbc.sql(
            """
            select exists (select from app_ticket where ticket_hash = :hash and app_id = :app and expires_at > :now)
            """)
        .param("hash", Secrets.hash(ticket))
        .param("app", appNumber)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }

  /**
   * Has a ticket pushed as soon as may be.
   *
   * @return false when the app has no callback address
   */
  boolean pushSoon(long appNumber) {
    return jdbc.sql("update app_callback set next_push_at = :now, attempt = 0 where app_id = :app")
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .param("app", appNumber)
            .update()
        > 0;
  }
}
