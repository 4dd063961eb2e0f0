package io.roomledger.identity;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Forgets tokens, tickets, grants, sessions and failed tries that count no more. */
final class TokenPruner {
  private static final int ROWS_AT_ONCE = 10_000;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  TokenPruner(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void prune() {
    deleteAll(
        """
        delete from access_token where token_hash in (
          select token_hash from access_token where expires_at <= :now limit :most for update skip locked)
        """);
    deleteAll(
        """
        delete from app_ticket where ticket_hash in (
          select ticket_hash from app_ticket where expires_at <= :now limit :most for update skip locked)
        """);
    // A day longer than they are good: one that expired is answered otherwise than an unknown
    // one.
    deleteAll(
        """
        delete from user_token where token_hash in (
          select token_hash from user_token where expires_at <= :now - interval '1 day'
           limit :most for update skip locked)
        """);
    // With all that came of it; one that nothing is left of can give nothing more.
    deleteAll(
        """
        delete from authorization_grant where id in (
          select g.id from authorization_grant g
           where g.granted_at <= :now - interval '1 day'
             and (g.expires_at <= :now or not exists (select from user_token t where t.grant_id = g.id))
           limit :most for update skip locked)
        """);
    deleteAll(
        """
        delete from sign_in_session where session_hash in (
          select session_hash from sign_in_session where expires_at <= :now limit :most for update skip locked)
        """);
    deleteAll(
        """
        delete from sign_in_failure where subject_hash in (
          select subject_hash from sign_in_failure where last_at <= :now - interval '1 day'
           limit :most for update skip locked)
        """);
  }

  private void deleteAll(String sql) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    int deleted;
    do {
      deleted = jdbc.sql(sql).param("now", now).param("most", ROWS_AT_ONCE).update();
    } while (deleted == ROWS_AT_ONCE);
  }
}
