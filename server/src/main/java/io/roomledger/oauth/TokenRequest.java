package io.roomledger.oauth;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FormFields;
import io.roomledger.wire.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an app sends to OAuth 2.0's token endpoints, as JSON or as a form; its credentials among the
 * fields or in the header, and not in both.
 */
record TokenRequest(
    String clientId,
    String clientSecret,
    String grantType,
    @Nullable String code,
    @Nullable String redirectUri,
    @Nullable String verifier,
    @Nullable String refreshToken,
    @Nullable List<String> scopes) {
  private static final String BASIC = "Basic ";
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  @Override
  public String toString() {
    return "TokenRequest[clientId=" + clientId + ", grantType=" + grantType + "]";
  }

  private interface Fields {
    @Nullable String get(String name);
  }

  private record Credentials(@Nullable String id, @Nullable String secret) {}

  static TokenRequest read(HttpServletRequest request) throws IOException {
    Fields fields = fields(request);
    Credentials client = credentials(request, fields);
    String verifier = fields.get("code_verifier");
    if (verifier != null && !VERIFIER.matcher(verifier).matches()) {
      throw ApiException.because(
          ErrorCode.OAUTH_PKCE_FAILED,
          "code_verifier must have 43 to 128 letters, digits, '-', '.', '_' or '~'");
    }
    return new TokenRequest(
        required("client_id", client.id()),
        required("client_secret", client.secret()),
        required("grant_type", fields.get("grant_type")),
        fields.get("code"),
        fields.get("redirect_uri"),
        verifier,
        fields.get("refresh_token"),
        scopes(fields.get("scope")));
  }

  static String required(String name, @Nullable String value) {
    if (value == null) {
      throw ApiException.because(ErrorCode.OAUTH_MISSING_PARAMETER, name + " is required");
    }
    return value;
  }

  private static Fields fields(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    if (type != null
        && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      FormFields form = FormFields.ofBody(request, ErrorCode.OAUTH_MALFORMED);
      if (!form.repeated().isEmpty()) {
        throw ApiException.because(
            ErrorCode.OAUTH_MALFORMED, "these fields are there twice: " + form.repeated());
      }
      return form::get;
    }
    JsonBody body = JsonBody.read(request, ErrorCode.OAUTH_MALFORMED, ErrorCode.OAUTH_MALFORMED);
    UnaryOperator<@Nullable String> read =
        name -> {
          String text = body.optionalText(String.valueOf(name));
          body.check(ErrorCode.OAUTH_MALFORMED);
          if (text != null && text.indexOf('\0') >= 0) {
            throw ApiException.of(ErrorCode.OAUTH_MALFORMED);
          }
          return text;
        };
    return read::apply;
  }

  private static Credentials credentials(HttpServletRequest request, Fields fields) {
    String id = fields.get("client_id");
    String secret = fields.get("client_secret");
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return new Credentials(id, secret);
    }
    if (secret != null) {
      throw ApiException.because(
          ErrorCode.OAUTH_TWO_CREDENTIALS,
          "client_secret is both in the header Authorization and among the fields");
    }
    try {
      String[] parts =
          new String(
                  Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                  StandardCharsets.UTF_8)
              .split(":", 2);
      String headerId = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
      if (id != null && !id.equals(headerId)) {
        throw ApiException.because(
            ErrorCode.OAUTH_TWO_CREDENTIALS,
            "client_id is another one in the header Authorization");
      }
      return new Credentials(
          headerId, parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : null);
    } catch (IllegalArgumentException e) {
      throw ApiException.because(
          ErrorCode.OAUTH_MALFORMED, "the header Authorization is no Basic authentication");
    }
  }

  private static @Nullable List<String> scopes(@Nullable String text) {
    if (text == null) {
      return null;
    }
    List<String> scopes =
        Arrays.stream(text.split(" ", -1)).filter(scope -> !scope.isEmpty()).toList();
    if (new HashSet<>(scopes).size() < scopes.size()) {
      throw ApiException.of(ErrorCode.OAUTH_DUPLICATE_SCOPE);
    }
    return scopes;
  }
}
