package io.roomledger.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A token that was issued, with what the database says of it and of its app.
 *
 * @param allowedIps from where the app may call; none = anywhere
 * @param endsAt when it expires, or earlier, when the secret does that it was got with
 */
record RegisteredToken(
    Caller caller,
    Set<String> scopes,
    List<IpRange> allowedIps,
    boolean appActive,
    boolean installationEnabled,
    boolean tenantActive,
    Instant endsAt) {
  RegisteredToken {
    scopes = Set.copyOf(scopes);
    allowedIps = List.copyOf(allowedIps);
  }
}
