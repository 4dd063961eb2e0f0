package io.roomledger.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
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
  static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    if ((kind == TokenKind.USER) != (personId != null)) {
      throw new IllegalArgumentException("a user token names a person, a tenant token does not");
    }
  }

  /** Who made the request; nobody known when its handler asks for no token, or refused it. */
  public static Optional<Caller> of(HttpServletRequest request) {
    return Optional.ofNullable((Caller) request.getAttribute(ATTRIBUTE));
  }
}
