package io.roomledger.identity;

import java.util.Set;

/**
 * The scopes that a call has: those of the app and, with a person's token, those of them that the
 * person allowed.
 */
public record GrantedScopes(Set<String> scopes) {
  public GrantedScopes {
    scopes = Set.copyOf(scopes);
  }

  public boolean contains(String scope) {
    return scopes.contains(scope);
  }
}
