package io.roomledger.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.roomledger.identity.Secrets;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An app with an address to go back to, a person, and the ways from the page to a token. */
final class Consent {
  static final String V2 = "/open-apis/authen/v2/oauth/token";
  static final String V3 = "/oauth/v3/token";
  static final String AUTHEN = "/open-apis/authen/v1";
  static final String REDIRECT = "https://app.example/back?from=here";
  static final String VERIFIER = "v".repeat(43);

  private final TestProgram program;
  final Organisation organisation;
  final Organisation.User user;
  final Organisation.App app;

  Consent(TestProgram program, String... scopes) {
    this.program = program;
    this.organisation = program.organisation();
    this.user = organisation.user("韩梅梅");
    this.app = organisation.app(user.person(), scopes);
    organisation.redirectTo(app, REDIRECT);
  }

  /** The address of the page, {@code more} at its end. */
  String page(String more) {
    return AuthorizePage.PATH
        + "?response_type=code&state=s%20t&client_id="
        + app.id()
        + "&redirect_uri="
        + Browser.encode(REDIRECT)
        + more;
  }

  static String challenge() {
    return "&code_challenge_method=S256&code_challenge="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.hash(VERIFIER));
  }

  /** A code for what the person allowed. */
  String code(String more) {
    return new Browser(program.api()).allow(page(more), user.email(), user.password());
  }

  Map<String, String> codeRequest(String code) {
    return new HashMap<>(
        Map.of(
            "grant_type",
            "authorization_code",
            "client_id",
            app.id(),
            "client_secret",
            app.secret(),
            "code",
            code));
  }

  Map<String, String> refreshRequest(String refreshToken) {
    return new HashMap<>(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            app.id(),
            "client_secret",
            app.secret(),
            "refresh_token",
            refreshToken));
  }

  static Answer post(Api api, String path, @Nullable String token, Map<String, String> fields) {
    return api.post(path, token, JsonMapper.shared().writeValueAsString(fields));
  }

  Answer post(String path, Map<String, String> fields) {
    return post(program.api(), path, null, fields);
  }

  /** Tokens of the newer kind. */
  Answer tokens(String more) {
    return post(V2, codeRequest(code(more))).expect(200, 0);
  }

  static String access(Answer tokens) {
    return tokens.json().path("access_token").asString();
  }

  static String refresh(Answer tokens) {
    return tokens.json().path("refresh_token").asString();
  }

  /** With the app's own token, as the older endpoints want it. */
  Answer authen(String path, Map<String, String> fields) {
    return post(program.api(), AUTHEN + path, program.api().token(app), fields);
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
