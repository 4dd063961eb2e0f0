package io.roomledger.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.roomledger.identity.Secrets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An app with an address to go back to, a person, and the ways from the page to a token. */
public final class Consent {
  public static final String PAGE = "/open-apis/authen/v1/authorize";
  public static final String V2 = "/open-apis/authen/v2/oauth/token";
  public static final String V3 = "/oauth/v3/token";
  public static final String AUTHEN = "/open-apis/authen/v1";
  public static final String REDIRECT = "https://app.example/back?from=here";
  public static final String VERIFIER = "v".repeat(43);

  private final TestProgram program;
  public final Organisation organisation;
  public final Organisation.User user;
  public final Organisation.App app;

  public Consent(TestProgram program, String... scopes) {
    this.program = program;
    this.organisation = program.organisation();
    this.user = organisation.user("韩梅梅");
    this.app = organisation.app(user.person(), scopes);
    organisation.redirectTo(app, REDIRECT);
  }

  /** The address of the page, {@code more} at its end. */
  public String page(String more) {
    return PAGE
        + "?response_type=code&state=s%20t&client_id="
        + app.id()
        + "&redirect_uri="
        + Browser.encode(REDIRECT)
        + more;
  }

  public static String challenge() {
    return "&code_challenge_method=S256&code_challenge="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.hash(VERIFIER));
  }

  /** A code for what the person allowed. */
  public String code(String more) {
    return new Browser(program.api()).allow(page(more), user.email(), user.password());
  }

  public Map<String, String> codeRequest(String code) {
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

  public Map<String, String> refreshRequest(String refreshToken) {
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

  public static Answer post(
      Api api, String path, @Nullable String token, Map<String, String> fields) {
    return api.post(path, token, JsonMapper.shared().writeValueAsString(fields));
  }

  public Answer post(String path, Map<String, String> fields) {
    return post(program.api(), path, null, fields);
  }

  /** Tokens of the newer kind. */
  public Answer tokens(String more) {
    return post(V2, codeRequest(code(more))).expect(200, 0);
  }

  public static String access(Answer tokens) {
    return tokens.json().path("access_token").asString();
  }

  public static String refresh(Answer tokens) {
    return tokens.json().path("refresh_token").asString();
  }

  /** With the app's own token, as the older endpoints want it. */
  public Answer authen(String path, Map<String, String> fields) {
    return post(program.api(), AUTHEN + path, program.api().token(app), fields);
  }

  public static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
