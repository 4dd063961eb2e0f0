package io.roomledger.identity;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The notice that something about access changed. It is part of the transaction that makes the
 * change, so that nobody hears of it too early or not at all: changes of this kind are rare, so
 * that their commits may queue up.
 */
final class AccessNotice {
  static final String CHANNEL = "access";

  private AccessNotice() {}

  /** Tells all nodes at the commit. */
  static void send(JdbcClient jdbc) {
    jdbc.sql("select pg_notify(:channel, '')").param("channel", CHANNEL).query(row -> {});
  }
}
