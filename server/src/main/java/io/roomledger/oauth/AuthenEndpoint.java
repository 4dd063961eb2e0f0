package io.roomledger.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.roomledger.identity.AppBearer;
import io.roomledger.identity.Caller;
import io.roomledger.identity.GrantedScopes;
import io.roomledger.identity.People;
import io.roomledger.identity.RequiresScope;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.TokenKind;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.Envelope;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.JsonBody;
import io.roomledger.wire.RateTier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The older token endpoints, which want an app_access_token and answer in the envelope, failures
 * with HTTP 200; and who a person's token is of.
 */
@RestController
@RequestMapping("/open-apis/authen/v1")
final class AuthenEndpoint {
  private static final int SESSION_ID_BYTES = 24;

  private final AppBearer apps;
  private final UserTokens tokens;
  private final People people;
  private final Secrets secrets;

  AuthenEndpoint(AppBearer apps, UserTokens tokens, People people, Secrets secrets) {
    this.apps = apps;
    this.tokens = tokens;
    this.people = people;
    this.secrets = secrets;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenData(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      @JsonProperty("refresh_token") @Nullable String refreshToken,
      @JsonProperty("refresh_expires_in") long refreshExpiresIn,
      @Nullable String scope,
      @JsonUnwrapped @Nullable PersonFields person,
      @Nullable String sid) {
    /** Spring logs what it writes, should it be told to. */
    @Override
    public String toString() {
      return "TokenData[expiresIn=" + expiresIn + "]";
    }
  }

  @PostMapping("/access_token")
  Envelope accessToken(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return withPerson(byCode(request, response, Terms.AUTHEN));
  }

  @PostMapping("/refresh_access_token")
  Envelope refreshAccessToken(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return withPerson(byRefreshToken(request, response, Terms.AUTHEN));
  }

  @PostMapping("/oidc/access_token")
  Envelope oidcAccessToken(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return withScope(byCode(request, response, Terms.OIDC));
  }

  @PostMapping("/oidc/refresh_access_token")
  Envelope oidcRefreshAccessToken(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return withScope(byRefreshToken(request, response, Terms.OIDC));
  }

  /** Documented as specially limited, without a number: limited as its neighbours are. */
  @GetMapping("/user_info")
  @RateTier(RateTier.Tier.TIER_4)
  @RequiresScope(
      value = {},
      tokens = TokenKind.USER,
      readNow = true)
  Envelope userInfo(Caller caller, GrantedScopes granted) {
    long person = Objects.requireNonNull(caller.personId());
    return Envelope.success(
        PersonFields.of(people.profile(caller.tenantId(), person), granted::contains));
  }

  private UserTokens.Issued byCode(
      HttpServletRequest request, HttpServletResponse response, Terms terms) throws IOException {
    UserTokens.Client client = client(request, terms);
    String code = field(request, "authorization_code", "code");
    response.setHeader("Cache-Control", "no-store");
    // A code that is tied to a verifier gives nothing here, where none can be shown.
    return tokens.exchange(client, new UserTokens.CodeProof(code, null, null, true, null));
  }

  private UserTokens.Issued byRefreshToken(
      HttpServletRequest request, HttpServletResponse response, Terms terms) throws IOException {
    UserTokens.Client client = client(request, terms);
    String refreshToken = field(request, "refresh_token", "refresh_token");
    response.setHeader("Cache-Control", "no-store");
    return tokens.refresh(client, refreshToken, null);
  }

  private UserTokens.Client client(HttpServletRequest request, Terms terms) {
    AppBearer.App app = apps.authenticate(request);
    return new UserTokens.Client(app.number(), app.secretVersion(), app.secretEndsAt(), terms);
  }

  private static String field(HttpServletRequest request, String grantType, String name)
      throws IOException {
    JsonBody body =
        JsonBody.read(request, ErrorCode.AUTHEN_INVALID_REQUEST, ErrorCode.AUTHEN_INVALID_REQUEST);
    String asked = body.requiredText("grant_type");
    String value = body.requiredText(name);
    body.check(ErrorCode.AUTHEN_INVALID_REQUEST);
    if (!asked.equals(grantType)) {
      throw ApiException.because(ErrorCode.AUTHEN_GRANT_TYPE, "grant_type must be " + grantType);
    }
    return value;
  }

  private Envelope withPerson(UserTokens.Issued issued) {
    PersonFields person =
        PersonFields.of(
            people.profile(issued.tenantId(), issued.personId()), issued.scopes()::contains);
    return Envelope.success(data(issued, null, person, secrets.token(SESSION_ID_BYTES)));
  }

  private static Envelope withScope(UserTokens.Issued issued) {
    return Envelope.success(data(issued, String.join(" ", issued.scopes()), null, null));
  }

  private static TokenData data(
      UserTokens.Issued issued,
      @Nullable String scope,
      @Nullable PersonFields person,
      @Nullable String sid) {
    return new TokenData(
        issued.accessToken(),
        "Bearer",
        issued.expiresIn(),
        issued.refreshToken(),
        issued.refreshExpiresIn(),
        scope,
        person,
        sid);
  }
}
