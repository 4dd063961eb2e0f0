package io.roomledger.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the token says. Whether they may do a thing is another question, and asked of the
 * database.
 *
 * @param tenantId our number of the tenant
 * @param appNumber our number of the app
 * @param appId the protocol's id of the app, {@code cli_…}
 * @param personId our number of the person; there exactly for a user token
 */
public record Caller(
    TokenKind kind, long tenantId, long appNumber, String appId, @Nullable Long personId) {
  public Caller {
    if ((kind == TokenKind.USER) != (personId != null)) {
      throw new IllegalArgumentException("a user token names a person, a tenant token does not");
    }
  }
}
