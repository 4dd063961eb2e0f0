package io.roomledger.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The token calls that the suite itself makes, for tokens that are passed to clients. */
final class TokenCalls {
  private static final Pattern TOKEN = Pattern.compile("\"tenant_access_token\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TokenCalls() {}

  static String tenantToken(String url, String appId, String appSecret) {
    String answer = post(url, "tenant_access_token/internal", appId, appSecret);
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IllegalStateException(url + " gives no token for " + appId + ": " + answer);
    }
    return token.group(1);
  }

  static void resendTicket(String url, String appId, String appSecret) {
    String answer = post(url, "app_ticket/resend", appId, appSecret);
    if (!answer.contains("\"code\":0")) {
      throw new IllegalStateException("no ticket is sent: " + answer);
    }
  }

  private static String post(String url, String path, String appId, String appSecret) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/open-apis/auth/v3/" + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"app_id\":\"%s\",\"app_secret\":\"%s\"}".formatted(appId, appSecret)))
            .build();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
