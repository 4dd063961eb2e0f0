package io.roomledger.identity;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that was issued, with what the database says of it and of its app.
 *
 * @param scopes those of the app
 * @param userScopes those of them that the person allowed; null for a token of the app's own
 * @param refresh whether it is a refresh token, which opens nothing by itself
 * @param allowedIps from where the app may call; none = anywhere
 * @param endsAt when it expires, or earlier, when the secret does that it was got with
 */
record RegisteredToken(
    Caller caller,
    Set<String> scopes,
    @Nullable Set<String> userScopes,
    boolean refresh,
    List<IpRange> allowedIps,
    boolean appActive,
    boolean installationEnabled,
    boolean tenantActive,
    Instant endsAt) {
  RegisteredToken {
    scopes = Set.copyOf(scopes);
    userScopes = userScopes == null ? null : Set.copyOf(userScopes);
    allowedIps = List.copyOf(allowedIps);
  }

  /** The scopes that the app holds and, with a token of a person, that the person allowed. */
  Set<String> granted() {
    if (userScopes == null) {
      return scopes;
    }
    Set<String> both = new HashSet<>(scopes);
    both.retainAll(userScopes);
    return Set.copyOf(both);
  }

  void requireKind(TokenKind... taken) {
    if (!Arrays.asList(taken).contains(caller.kind())) {
      boolean user = caller.kind() == TokenKind.USER;
      throw ApiException.because(
          user ? ErrorCode.INVALID_USER_TOKEN : ErrorCode.INVALID_TENANT_TOKEN,
          (user ? "user" : "tenant") + " access token not support: this endpoint takes the other");
    }
  }

  void requireAnyOf(List<String> wanted) {
    if (!wanted.isEmpty() && wanted.stream().noneMatch(scopes::contains)) {
      throw ApiException.scopeRequired(wanted);
    }
    if (!wanted.isEmpty() && wanted.stream().noneMatch(granted()::contains)) {
      throw ApiException.userScopeRequired(wanted);
    }
  }
}
