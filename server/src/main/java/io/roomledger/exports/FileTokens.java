package io.roomledger.exports;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.ServerKey;
import java.util.Base64;

/**
 * Derives the token that a finished file is fetched by: the same at every poll, and only its hash
 * is stored.
 */
final class FileTokens {
  private final ServerKey serverKey;

  FileTokens(ServerKey serverKey) {
    this.serverKey = serverKey;
  }

  int currentKeyId() {
    return serverKey.currentId();
  }

  /** 43 characters that need no escaping in a URL. */
  String token(int keyId, long tenantId, long taskId, int attempt) {
    byte[] derived = serverKey.derive(keyId, "file_token", tenantId, taskId, attempt);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(derived);
  }

  /**
   * Of a token as it came. Programs that take it for the usual Base64 may have written it anew with
   * {@code +}, {@code /} and {@code =}, and of a {@code +} that is not escaped a blank is left.
   */
  byte[] hash(String token) {
    String unpadded = token.replaceFirst("={1,2}$", "");
    return Secrets.hash(unpadded.replace('+', '-').replace(' ', '-').replace('/', '_'));
  }
}
