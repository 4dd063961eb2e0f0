package io.roomledger.identity;

import java.time.Instant;
import java.util.Set;

/** A token that was issued, with what the database says of it and of its app. */
record RegisteredToken(
    Caller caller,
    Set<String> scopes,
    boolean appActive,
    boolean installationEnabled,
    Instant expiresAt) {
  RegisteredToken {
    scopes = Set.copyOf(scopes);
  }
}
