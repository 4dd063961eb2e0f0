package io.roomledger.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.roomledger.identity.TokenIssuer.Issued;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The token endpoints: no bearer token, fields at the top of the answer, HTTP 200 whatever happens;
 * an app's list of addresses does not apply.
 *
 * <p>Where the documentation contradicts itself, our choice is: 10003 for what is missing,
 * malformed or unknown, an app_access_token included; 10014 for a wrong secret (10015 is never
 * used); 10005 for an app that is disabled or of the other kind; 10012 for an app_ticket that is
 * not good, by which the Go SDK knows to ask for a new one; 10013 for a tenant that is unknown or
 * where the app is not enabled; 10016 when a ticket cannot be pushed.
 */
@RestController
@RequestMapping("/open-apis/auth/v3")
final class TokenEndpoint {
  private final AppTokens tokens;

  TokenEndpoint(AppTokens tokens) {
    this.tokens = tokens;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenAnswer(
      int code,
      String msg,
      @JsonProperty("app_access_token") @Nullable String appAccessToken,
      @JsonProperty("tenant_access_token") @Nullable String tenantAccessToken,
      @Nullable Long expire) {
    /** Spring logs what it writes, should it be told to. */
    @Override
    public String toString() {
      return "TokenAnswer[code=" + code + ", msg=" + msg + ", expire=" + expire + "]";
    }
  }

  @PostMapping("/tenant_access_token/internal")
  TokenAnswer customTenantToken(HttpServletRequest request) throws IOException {
    List<String> fields = read(request, "app_id", "app_secret");
    Issued issued = tokens.ofCustomApp(fields.get(0), fields.get(1));
    return new TokenAnswer(0, "ok", null, issued.token(), issued.expireSeconds());
  }

  @PostMapping("/app_access_token/internal")
  TokenAnswer customAppToken(HttpServletRequest request) throws IOException {
    List<String> fields = read(request, "app_id", "app_secret");
    Issued issued = tokens.ofCustomApp(fields.get(0), fields.get(1));
    return new TokenAnswer(0, "ok", issued.token(), issued.token(), issued.expireSeconds());
  }

  @PostMapping("/app_access_token")
  TokenAnswer storeAppToken(HttpServletRequest request) throws IOException {
    List<String> fields = read(request, "app_id", "app_secret", "app_ticket");
    Issued issued = tokens.ofStoreApp(fields.get(0), fields.get(1), fields.get(2));
    return new TokenAnswer(0, "success", issued.token(), null, issued.expireSeconds());
  }

  @PostMapping("/tenant_access_token")
  TokenAnswer storeTenantToken(HttpServletRequest request) throws IOException {
    List<String> fields = read(request, "app_access_token", "tenant_key");
    Issued issued = tokens.ofStoreApp(fields.get(0), fields.get(1));
    return new TokenAnswer(0, "success", null, issued.token(), issued.expireSeconds());
  }

  @PostMapping("/app_ticket/resend")
  TokenAnswer resendTicket(HttpServletRequest request) throws IOException {
    List<String> fields = read(request, "app_id", "app_secret");
    tokens.resendTicket(fields.get(0), fields.get(1));
    return new TokenAnswer(0, "success", null, null, null);
  }

  private static List<String> read(HttpServletRequest request, String... names) throws IOException {
    JsonBody body =
        JsonBody.read(request, ErrorCode.TOKEN_INVALID_PARAM, ErrorCode.TOKEN_INVALID_PARAM);
    List<String> texts = Arrays.stream(names).map(body::requiredText).toList();
    body.check(ErrorCode.TOKEN_INVALID_PARAM);
    // A database text cannot hold it.
    if (texts.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID_PARAM);
    }
    return texts;
  }
}
