package io.roomledger.oauth;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.UserGrants;
import io.roomledger.oauth.GrantStore.Code;
import io.roomledger.oauth.GrantStore.Grant;
import io.roomledger.oauth.GrantStore.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Exchanges codes and refresh tokens for tokens, each once. Who shows one a second time, be it a
 * thief or the robbed, ends all that came of it.
 *
 * <p>All that is done about a grant is done while holding its row: of two exchanges at the same
 * time one is the first.
 */
final class UserTokens {
  private final GrantStore store;
  private final UserGrants grants;
  private final TransactionOperations transaction;
  private final Secrets secrets;
  private final InstantSource clock;

  UserTokens(
      GrantStore store,
      UserGrants grants,
      TransactionOperations transaction,
      Secrets secrets,
      InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.transaction = transaction;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The app that asks.
   *
   * @param secretVersion the secret that it showed, or got its own token with
   * @param secretEndsAt null = until it is rotated
   */
  record Client(long appNumber, int secretVersion, @Nullable Instant secretEndsAt, Terms terms) {}

  /**
   * What is shown with a code.
   *
   * @param redirectUri null = not said
   * @param verifier null = none
   * @param strict whether a verifier that nobody asked for is refused
   * @param scopes null = all that were granted
   */
  record CodeProof(
      String code,
      @Nullable String redirectUri,
      @Nullable String verifier,
      boolean strict,
      @Nullable List<String> scopes) {
    @Override
    public String toString() {
      return "CodeProof[…]";
    }
  }

  /**
   * Tokens, seen only now.
   *
   * @param refreshToken null = none
   */
  record Issued(
      long tenantId,
      long personId,
      Set<String> scopes,
      String accessToken,
      long expiresIn,
      @Nullable String refreshToken,
      long refreshExpiresIn) {
    @Override
    public String toString() {
      return "Issued[tenantId=" + tenantId + ", personId=" + personId + ", scopes=" + scopes + "]";
    }
  }

  private record Outcome(@Nullable Issued issued, @Nullable Refusal refusal) {
    static Outcome refused(Refusal refusal) {
      return new Outcome(null, refusal);
    }

    /** After the commit: what a refusal changed must hold. */
    Issued orThrow(Terms terms) {
      if (issued == null) {
        throw (refusal == null ? Refusal.CODE_UNKNOWN : refusal).as(terms);
      }
      return issued;
    }
  }

  /** Tokens for a code. */
  Issued exchange(Client client, CodeProof proof) {
    byte[] hash = Secrets.hash(proof.code());
    return transaction
        .execute(status ->
            store
                .lockByCode(hash)
                .map(grant -> exchange(client, proof, grant, hash))
                .orElseGet(() -> Outcome.refused(Refusal.CODE_UNKNOWN)))
        .orThrow(client.terms());
  }

  private Outcome exchange(Client client, CodeProof proof, Grant grant, byte[] hash) {
    Instant now = clock.instant();
    Code code = store.code(hash);
    if (grant.appNumber() != client.appNumber()) {
      return Outcome.refused(Refusal.OTHER_CLIENT);
    }
    if (code.used()) {
      revoke(grant, "authorization code used twice");
      return Outcome.refused(Refusal.CODE_USED);
    }
    if (grant.revoked()) {
      return Outcome.refused(Refusal.CODE_REVOKED);
    }
    if (!code.expiresAt().isAfter(now)) {
      return Outcome.refused(Refusal.CODE_EXPIRED);
    }
    if (proof.redirectUri() != null && !proof.redirectUri().equals(code.redirectUri())) {
      return Outcome.refused(Refusal.REDIRECT_MISMATCH);
    }
    if (!code.redirectKept()) {
      return Outcome.refused(Refusal.REDIRECT_WITHDRAWN);
    }
    if (!verified(proof, code.verifierHash())) {
      return Outcome.refused(Refusal.PKCE_FAILED);
    }
    Refusal standing = standing(grant);
    if (standing != null) {
      return Outcome.refused(standing);
    }
    if (proof.scopes() != null && !grant.scopes().containsAll(proof.scopes())) {
      return Outcome.refused(Refusal.SCOPE_NOT_GRANTED);
    }
    store.useCode(hash, now);
    Set<String> given = scopes(grant, grant.scopes(), proof.scopes());
    store.note(grant, "user_token.issue", GrantStore.detail(grant.id(), given));
    return issue(client, grant, given, now);
  }

  private static boolean verified(CodeProof proof, byte @Nullable [] verifierHash) {
    if (verifierHash == null) {
      return proof.verifier() == null || !proof.strict();
    }
    return proof.verifier() != null && Secrets.same(Secrets.hash(proof.verifier()), verifierHash);
  }

  /**
   * Tokens for a refresh token.
   *
   * @param scopes null = those that it has
   */
  Issued refresh(Client client, String refreshToken, @Nullable List<String> scopes) {
    byte[] hash = Secrets.hash(refreshToken);
    return transaction
        .execute(status ->
            store
                .lockByRefreshToken(hash, client.terms().family())
                .map(grant -> refresh(client, scopes, grant, hash))
                .orElseGet(() -> Outcome.refused(Refusal.REFRESH_UNKNOWN)))
        .orThrow(client.terms());
  }

  private Outcome refresh(Client client, @Nullable List<String> scopes, Grant grant, byte[] hash) {
    Instant now = clock.instant();
    RefreshToken token = store.refreshToken(hash);
    if (grant.appNumber() != client.appNumber()) {
      return Outcome.refused(Refusal.OTHER_CLIENT);
    }
    if (token.used()) {
      revoke(grant, "refresh token used twice");
      return Outcome.refused(Refusal.REFRESH_USED);
    }
    if (grant.revoked()) {
      return Outcome.refused(Refusal.REFRESH_REVOKED);
    }
    if (!token.expiresAt().isAfter(now) || !grant.expiresAt().isAfter(now)) {
      return Outcome.refused(Refusal.REFRESH_EXPIRED);
    }
    Refusal standing = standing(grant);
    if (standing != null) {
      return Outcome.refused(standing);
    }
    if (scopes != null && !token.scopes().containsAll(scopes)) {
      return Outcome.refused(Refusal.SCOPE_NOT_GRANTED);
    }
    if (client.terms().needsOfflineAccess() && !grant.appScopes().contains(Terms.OFFLINE_ACCESS)) {
      return Outcome.refused(Refusal.REFRESH_DISABLED);
    }
    store.useRefreshToken(hash, now);
    Set<String> given = scopes(grant, token.scopes(), scopes);
    store.note(grant, "user_token.refresh", GrantStore.detail(grant.id(), given));
    return issue(client, grant, given, now);
  }

  private void revoke(Grant grant, String why) {
    // Noted once, however often it is shown again.
    if (grants.revoke(grant.id())) {
      store.note(grant, "grant.revoke", "grant=" + grant.id() + " " + why);
    }
  }

  private static @Nullable Refusal standing(Grant grant) {
    if (!grant.personState().equals("active")) {
      return grant.personState().equals("left") ? Refusal.USER_LEFT : Refusal.USER_DISABLED;
    }
    if (!grant.appActive()) {
      return Refusal.APP_DISABLED;
    }
    // Of the documented reasons the closest to a tenant in which nothing can be used.
    return grant.installed() && grant.tenantActive() ? null : Refusal.NOT_INSTALLED;
  }

  /** What was asked for, of what was had, as far as the app still holds it. */
  private static Set<String> scopes(Grant grant, Set<String> had, @Nullable List<String> asked) {
    Set<String> scopes = new LinkedHashSet<>(asked == null ? had : asked);
    scopes.retainAll(grant.appScopes());
    return scopes;
  }

  private Outcome issue(Client client, Grant grant, Set<String> scopes, Instant instant) {
    Terms terms = client.terms();
    // Tokens live in whole seconds, so that a new one says 7200 and not 7199.
    Instant now = instant.truncatedTo(ChronoUnit.SECONDS);
    Instant accessEnd = end(now, terms.accessLifetime(), grant);
    Instant secretEnd = client.secretEndsAt();
    if (secretEnd != null && secretEnd.isBefore(accessEnd)) {
      accessEnd = secretEnd;
    }
    String access = terms.newAccessToken(secrets, now, accessEnd);
    GrantStore.NewToken token =
        new GrantStore.NewToken(grant.id(), terms.family(), scopes, client.secretVersion(), now);
    store.insert(token, "access", Secrets.hash(access), accessEnd);
    String refresh = null;
    Instant refreshEnd = end(now, terms.refreshLifetime(), grant);
    if (!terms.needsOfflineAccess() || scopes.contains(Terms.OFFLINE_ACCESS)) {
      refresh = terms.newRefreshToken(secrets, now, refreshEnd);
      store.insert(token, "refresh", Secrets.hash(refresh), refreshEnd);
    }
    return new Outcome(
        new Issued(
            grant.tenantId(),
            grant.personId(),
            scopes,
            access,
            ChronoUnit.SECONDS.between(now, accessEnd),
            refresh,
            ChronoUnit.SECONDS.between(now, refreshEnd)),
        null);
  }

  private static Instant end(Instant now, Duration lifetime, Grant grant) {
    Instant end = now.plus(lifetime);
    return end.isBefore(grant.expiresAt()) ? end : grant.expiresAt();
  }
}
