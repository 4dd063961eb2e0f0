package io.roomledger.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person at a browser who signs in and allows what an app asks for, and the app that exchanges
 * the code: over HTTP alone.
 */
final class UserConsent {
  static final String REDIRECT = "https://app.example/back";

  private static final String PAGE = "/open-apis/authen/v1/authorize";
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
  private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String url;
  private final String appId;
  private final String appSecret;
  private final String name;
  private final String password;

  UserConsent(String url, String appId, String appSecret, String name, String password) {
    this.url = url;
    this.appId = appId;
    this.appSecret = appSecret;
    this.name = name;
    this.password = password;
  }

  /**
   * A person's access token.
   *
   * @param older whether of {@code authen/v1}, {@code u-…}; else of {@code authen/v2}, {@code eyJ…}
   */
  String token(String scope, boolean older) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String code = code(http, scope);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("grant_type", "authorization_code");
      fields.put("code", code);
      if (!older) {
        fields.put("client_id", appId);
        fields.put("client_secret", appSecret);
      }
      String json =
          fields.entrySet().stream()
              .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      HttpRequest.Builder request =
          request(older ? "/open-apis/authen/v1/access_token" : "/open-apis/authen/v2/oauth/token")
              .header("Content-Type", "application/json; charset=utf-8")
              .POST(BodyPublishers.ofString(json));
      if (older) {
        request.header("Authorization", "Bearer " + TokenCalls.tenantToken(url, appId, appSecret));
      }
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      return find(TOKEN, answer.body(), answer);
    }
  }

  private String code(HttpClient http, String scope) throws IOException, InterruptedException {
    String path =
        PAGE
            + "?response_type=code&state=s&client_id="
            + appId
            + "&redirect_uri="
            + encode(REDIRECT)
            + "&scope="
            + encode(scope);
    HttpResponse<String> signIn = get(http, path, "");
    HttpResponse<String> signedIn =
        submit(
            http,
            path,
            signIn,
            cookie(signIn),
            Map.of("step", "sign-in", "name", name, "password", password));
    String session = cookie(signedIn);
    HttpResponse<String> consent = get(http, path, session);
    HttpResponse<String> allowed = submit(http, path, consent, session, Map.of("step", "allow"));
    String location = allowed.headers().firstValue("Location").orElse("");
    return URLDecoder.decode(find(CODE, location, allowed), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> get(HttpClient http, String path, String cookie)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends a page's form, what it hides and what the person fills in. */
  private HttpResponse<String> submit(
      HttpClient http,
      String path,
      HttpResponse<String> page,
      String cookie,
      Map<String, String> filledIn)
      throws IOException, InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.body());
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    fields.putAll(filledIn);
    String form =
        fields.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&"));
    return http.send(
        request(path)
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> cookie.split(";", 2)[0])
        .orElseThrow(() -> new IllegalStateException("no cookie: " + answer.body()));
  }

  private static String find(Pattern pattern, String text, HttpResponse<String> answer) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException(
          "unexpected answer " + answer.statusCode() + ": " + answer.body());
    }
    return found.group(1);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
