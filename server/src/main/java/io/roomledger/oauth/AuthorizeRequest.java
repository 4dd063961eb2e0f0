package io.roomledger.oauth;

import io.roomledger.identity.Secrets;
import io.roomledger.oauth.ClientApps.ClientApp;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an app asks a person for, by the address that it sent them to. The app is there and the
 * redirect address is one of its own; what is wrong beyond that is told to the app by {@code
 * error}.
 *
 * @param scopes what the person is asked to allow: what was asked for, as far as the app holds it
 * @param verifierHash SHA-256 of the code_verifier that must be shown for the code; null = none
 * @param error what is wrong, in OAuth 2.0's words; null = nothing
 */
record AuthorizeRequest(
    ClientApp app,
    String redirectUri,
    @Nullable String state,
    List<String> scopes,
    byte @Nullable [] verifierHash,
    @Nullable String error) {
  private static final int MOST_SCOPES = 50;
  private static final int LONGEST_STATE = 4096;
  private static final Pattern APP_ID = Pattern.compile("cli_[0-9a-z]{16}");
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
  private static final int S256_BYTES = 32;

  /** Reads requests. */
  static final class Reader {
    private final ClientApps apps;
    private final RedirectUris redirectUris;
    private final boolean plainAllowed;

    /**
     * A reader.
     *
     * @param plainAllowed whether a challenge may be the verifier itself
     */
    Reader(ClientApps apps, RedirectUris redirectUris, boolean plainAllowed) {
      this.apps = apps;
      this.redirectUris = redirectUris;
      this.plainAllowed = plainAllowed;
    }

    /**
     * The request at hand.
     *
     * @param older whether in the older form: {@code app_id}, and no scopes
     */
    AuthorizeRequest read(HttpServletRequest request, boolean older) {
      FormFields query = FormFields.ofQuery(request, ErrorCode.OAUTH_MALFORMED);
      String appId = query.get(older ? "app_id" : "client_id");
      String redirectUri = query.get("redirect_uri");
      if (!query.repeated().isEmpty()) {
        throw new PageProblem(400, "problem.repeated");
      }
      if (appId == null || !APP_ID.matcher(appId).matches()) {
        throw new PageProblem(400, "problem.app");
      }
      ClientApp app = apps.find(appId).orElseThrow(() -> new PageProblem(400, "problem.app"));
      if (redirectUri == null || !redirectUris.isRegistered(app.number(), redirectUri)) {
        throw new PageProblem(400, "problem.redirect");
      }
      if (app.tenants().isEmpty()) {
        throw new PageProblem(400, "problem.installed");
      }
      return new AuthorizeRequest(
          app,
          redirectUri,
          query.get("state"),
          scopes(query.get("scope"), app),
          verifierHash(query),
          error(query, older));
    }

    private @Nullable String error(FormFields query, boolean older) {
      String type = query.get("response_type");
      String state = query.get("state");
      String scope = query.get("scope");
      String prompt = query.get("prompt");
      boolean challengeWrong =
          query.get("code_challenge") == null
              ? query.get("code_challenge_method") != null
              : verifierHash(query) == null;
      if (!older && !"code".equals(type)) {
        return type == null ? "invalid_request" : "unsupported_response_type";
      }
      if (scope != null && words(scope).size() > MOST_SCOPES) {
        return "invalid_scope";
      }
      return challengeWrong
              || (state != null && state.length() > LONGEST_STATE)
              || (prompt != null && !prompt.equals("consent"))
          ? "invalid_request"
          : null;
    }

    private byte @Nullable [] verifierHash(FormFields query) {
      String challenge = query.get("code_challenge");
      String method = query.get("code_challenge_method");
      if (challenge == null || !CHALLENGE.matcher(challenge).matches()) {
        return null;
      }
      if ("S256".equals(method)) {
        try {
          byte[] hash = Base64.getUrlDecoder().decode(challenge);
          return hash.length == S256_BYTES ? hash : null;
        } catch (IllegalArgumentException e) {
          return null;
        }
      }
      boolean plain = method == null || method.equals("plain");
      return plain && plainAllowed ? Secrets.hash(challenge) : null;
    }

    /** Without a word about scopes all that the app holds, but not for longer than the token. */
    private static List<String> scopes(@Nullable String asked, ClientApp app) {
      if (asked == null) {
        return app.scopes().stream()
            .filter(scope -> !scope.equals(Terms.OFFLINE_ACCESS))
            .sorted()
            .toList();
      }
      return words(asked).stream().distinct().filter(app.scopes()::contains).toList();
    }

    private static List<String> words(String text) {
      return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }
  }
}
