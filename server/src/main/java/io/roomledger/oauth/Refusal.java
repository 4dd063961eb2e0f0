package io.roomledger.oauth;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;

/** Why a code or a refresh token gives nothing, in the words of the three kinds of endpoints. */
enum Refusal {
  CODE_UNKNOWN(
      ErrorCode.OAUTH_CODE_NOT_FOUND, ErrorCode.AUTHEN_CODE_INVALID, ErrorCode.OIDC_CODE_INVALID),
  CODE_EXPIRED(
      ErrorCode.OAUTH_CODE_EXPIRED, ErrorCode.AUTHEN_CODE_INVALID, ErrorCode.OIDC_CODE_EXPIRED),
  CODE_USED(ErrorCode.OAUTH_CODE_USED, ErrorCode.AUTHEN_CODE_INVALID, ErrorCode.OIDC_CODE_INVALID),
  CODE_REVOKED(ErrorCode.OAUTH_REVOKED, ErrorCode.AUTHEN_CODE_INVALID, ErrorCode.OIDC_CODE_INVALID),
  PKCE_FAILED(ErrorCode.OAUTH_PKCE_FAILED, ErrorCode.AUTHEN_CODE_INVALID),
  REDIRECT_MISMATCH(ErrorCode.OAUTH_REDIRECT_MISMATCH, ErrorCode.AUTHEN_REDIRECT_INVALID),
  REDIRECT_WITHDRAWN(ErrorCode.OAUTH_REDIRECT_MISMATCH, ErrorCode.AUTHEN_REDIRECT_INVALID),
  OTHER_CLIENT(ErrorCode.OAUTH_OTHER_CLIENT, ErrorCode.AUTHEN_OTHER_APP),
  SCOPE_NOT_GRANTED(ErrorCode.OAUTH_SCOPE_NOT_GRANTED, ErrorCode.AUTHEN_INVALID_REQUEST),
  USER_DISABLED(ErrorCode.OAUTH_USER_STATUS, ErrorCode.AUTHEN_USER_FROZEN),
  USER_LEFT(ErrorCode.OAUTH_USER_NOT_EXIST, ErrorCode.AUTHEN_USER_RESIGNED),
  APP_DISABLED(ErrorCode.OAUTH_APP_DISABLED, ErrorCode.AUTHEN_APP_DISABLED),
  NOT_INSTALLED(ErrorCode.OAUTH_APP_NOT_INSTALLED, ErrorCode.AUTHEN_APP_NOT_INSTALLED),
  REFRESH_UNKNOWN(
      ErrorCode.OAUTH_REFRESH_INVALID,
      ErrorCode.AUTHEN_REFRESH_INVALID,
      ErrorCode.OIDC_REFRESH_NOT_FOUND),
  REFRESH_EXPIRED(ErrorCode.OAUTH_REFRESH_EXPIRED, ErrorCode.AUTHEN_REFRESH_EXPIRED),
  REFRESH_USED(ErrorCode.OAUTH_REFRESH_USED, ErrorCode.AUTHEN_REFRESH_INVALID),
  REFRESH_REVOKED(ErrorCode.OAUTH_REVOKED, ErrorCode.AUTHEN_REFRESH_INVALID),
  REFRESH_DISABLED(ErrorCode.OAUTH_REFRESH_DISABLED, ErrorCode.AUTHEN_REFRESH_INVALID);

  private final ErrorCode oauth;
  private final ErrorCode authen;
  private final ErrorCode oidc;

  Refusal(ErrorCode oauth, ErrorCode authen) {
    this(oauth, authen, authen);
  }

  Refusal(ErrorCode oauth, ErrorCode authen, ErrorCode oidc) {
    this.oauth = oauth;
    this.authen = authen;
    this.oidc = oidc;
  }

  ApiException as(Terms terms) {
    return ApiException.of(
        switch (terms) {
          case OAUTH -> oauth;
          case AUTHEN -> authen;
          case OIDC -> oidc;
        });
  }
}
