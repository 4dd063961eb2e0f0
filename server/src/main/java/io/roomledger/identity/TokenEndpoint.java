package io.roomledger.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The token endpoints: no bearer token, fields at the top of the answer, HTTP 200 whatever happens.
 */
@RestController
final class TokenEndpoint {
  private final TenantTokens tenantTokens;

  TokenEndpoint(TenantTokens tenantTokens) {
    this.tenantTokens = tenantTokens;
  }

  record TenantTokenAnswer(
      int code,
      String msg,
      @JsonProperty("tenant_access_token") String tenantAccessToken,
      long expire) {}

  @PostMapping("/open-apis/auth/v3/tenant_access_token/internal")
  TenantTokenAnswer tenantToken(HttpServletRequest request) throws IOException {
    JsonBody body =
        JsonBody.read(request, ErrorCode.TOKEN_INVALID_PARAM, ErrorCode.TOKEN_INVALID_PARAM);
    String appId = body.requiredText("app_id");
    String secret = body.requiredText("app_secret");
    body.check(ErrorCode.TOKEN_INVALID_PARAM);
    if (appId.indexOf('\0') >= 0) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID_PARAM);
    }
    TenantTokens.Issued issued = tenantTokens.forCustomApp(appId, secret);
    return new TenantTokenAnswer(0, "ok", issued.token(), issued.expireSeconds());
  }
}
