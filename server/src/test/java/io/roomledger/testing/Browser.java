package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person with a browser, as far as the authorize page can tell: cookies and forms. */
public final class Browser {
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private Api api;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String language = "en";
  private String address = "";

  public Browser(Api api) {
    this.api = api;
  }

  /** The same browser, its cookies with it, that asks another node from now on. */
  public Browser at(Api other) {
    api = other;
    return this;
  }

  public Browser speaking(String acceptLanguage) {
    language = acceptLanguage;
    return this;
  }

  /** Says that a proxy handed its requests on for this address. */
  public Browser cameFrom(String forwardedFor) {
    address = forwardedFor;
    return this;
  }

  /** Names and values. */
  public Map<String, String> cookies() {
    return cookies;
  }

  public Answer get(String path) {
    return kept(api.get(path, null, headers()));
  }

  /** Posts a form, whole as given. */
  public Answer post(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&"));
    List<String> headers = new ArrayList<>(List.of(headers()));
    headers.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    return kept(
        api.send(
            "POST",
            path,
            BodyPublishers.ofString(body),
            request -> request.headers(headers.toArray(String[]::new))));
  }

  /** Fills in a form of the page, with its hidden fields but those that are given anew. */
  public Answer submit(Answer page, String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.text());
    while (hidden.find()) {
      all.put(hidden.group(1), hidden.group(2));
    }
    all.putAll(fields);
    return post(path, all);
  }

  /** From the address to the page that asks what to allow. */
  public Answer signIn(String path, String name, String password) {
    Answer signedIn =
        submit(get(path), path, Map.of("step", "sign-in", "name", name, "password", password));
    assertThat(signedIn.status()).as(signedIn::text).isEqualTo(303);
    return get(path);
  }

  /** From the address to the code. */
  public String allow(String path, String name, String password) {
    Answer page = signIn(path, name, password);
    assertThat(page.status()).as(page::text).isEqualTo(200);
    return String.valueOf(parameters(submit(page, path, Map.of("step", "allow"))).get("code"));
  }

  /** What a redirect says in its query. */
  public static Map<String, String> parameters(Answer redirect) {
    assertThat(redirect.status()).as(redirect::text).isEqualTo(303);
    String address = redirect.header("Location");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : address.substring(address.indexOf('?') + 1).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String[] headers() {
    List<String> headers = new ArrayList<>(List.of("Accept-Language", language));
    if (!cookies.isEmpty()) {
      headers.add("Cookie");
      headers.add(
          cookies.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (!address.isEmpty()) {
      headers.addAll(List.of("X-Forwarded-For", address));
    }
    return headers.toArray(String[]::new);
  }

  private Answer kept(Answer answer) {
    for (String line : answer.headers().allValues("Set-Cookie")) {
      String[] parts = line.split(";", 2)[0].split("=", 2);
      cookies.put(parts[0], parts[1]);
    }
    return answer;
  }
}
