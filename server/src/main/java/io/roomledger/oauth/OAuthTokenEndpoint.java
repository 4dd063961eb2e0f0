package io.roomledger.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.roomledger.identity.AppCredentials;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The token endpoints that speak OAuth 2.0: flat answers, and for failures {@code code}, {@code
 * error} and {@code error_description} with their HTTP status. The newer one refuses a verifier
 * that no challenge asked for.
 */
@RestController
final class OAuthTokenEndpoint {
  private final AppCredentials credentials;
  private final UserTokens tokens;

  OAuthTokenEndpoint(AppCredentials credentials, UserTokens tokens) {
    this.credentials = credentials;
    this.tokens = tokens;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenAnswer(
      int code,
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("expires_in") long expiresIn,
      @JsonProperty("refresh_token") @Nullable String refreshToken,
      @JsonProperty("refresh_token_expires_in") @Nullable Long refreshTokenExpiresIn,
      @JsonProperty("token_type") String tokenType,
      String scope) {
    /** Spring logs what it writes, should it be told to. */
    @Override
    public String toString() {
      return "TokenAnswer[expiresIn=" + expiresIn + ", scope=" + scope + "]";
    }
  }

  @PostMapping("/open-apis/authen/v2/oauth/token")
  TokenAnswer v2(HttpServletRequest request, HttpServletResponse response) throws IOException {
    return answer(request, response, false);
  }

  @PostMapping("/oauth/v3/token")
  TokenAnswer v3(HttpServletRequest request, HttpServletResponse response) throws IOException {
    return answer(request, response, true);
  }

  private TokenAnswer answer(
      HttpServletRequest request, HttpServletResponse response, boolean strict) throws IOException {
    TokenRequest asked = TokenRequest.read(request);
    UserTokens.Client client = client(asked);
    UserTokens.Issued issued =
        switch (asked.grantType()) {
          case "authorization_code" ->
              tokens.exchange(
                  client,
                  new UserTokens.CodeProof(
                      TokenRequest.required("code", asked.code()),
                      asked.redirectUri(),
                      asked.verifier(),
                      strict,
                      asked.scopes()));
          case "refresh_token" ->
              tokens.refresh(
                  client,
                  TokenRequest.required("refresh_token", asked.refreshToken()),
                  asked.scopes());
          default ->
              throw ApiException.because(
                  ErrorCode.OAUTH_GRANT_TYPE,
                  "grant_type must be authorization_code or refresh_token");
        };
    response.setHeader("Cache-Control", "no-store");
    return new TokenAnswer(
        0,
        issued.accessToken(),
        issued.expiresIn(),
        issued.refreshToken(),
        issued.refreshToken() == null ? null : issued.refreshExpiresIn(),
        "Bearer",
        String.join(" ", issued.scopes()));
  }

  private UserTokens.Client client(TokenRequest asked) {
    AppCredentials.Credential app =
        credentials.check(
            asked.clientId(),
            asked.clientSecret(),
            ErrorCode.OAUTH_APP_NOT_EXIST,
            ErrorCode.OAUTH_WRONG_SECRET);
    if (!app.active()) {
      throw ApiException.of(ErrorCode.OAUTH_APP_DISABLED);
    }
    return new UserTokens.Client(
        app.appNumber(), app.secretVersion(), app.secretEndsAt(), Terms.OAUTH);
  }
}
