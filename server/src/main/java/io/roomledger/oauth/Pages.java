package io.roomledger.oauth;

import io.roomledger.identity.Secrets;
import io.roomledger.wire.BaseUrl;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.MessageSource;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * Writes pages for people, in Chinese or English: what the address says by {@code lang}, else what
 * the browser prefers. Nothing of a page runs, is kept, or is shown inside another.
 */
final class Pages {
  static final String STYLE_PATH = "/roomledger/pages.css";
  private static final List<Locale> LANGUAGES = List.of(Locale.CHINESE, Locale.ENGLISH);

  private final ITemplateEngine templates;
  private final MessageSource messages;
  private final BaseUrl baseUrl;
  private final byte[] style;
  private final String styleVersion;

  Pages(ITemplateEngine templates, MessageSource messages, BaseUrl baseUrl) {
    this.templates = templates;
    this.messages = messages;
    this.baseUrl = baseUrl;
    try (InputStream in =
        Objects.requireNonNull(Pages.class.getResourceAsStream("/templates/pages.css"))) {
      this.style = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.styleVersion =
        HexFormat.of().formatHex(Secrets.hash(new String(style, StandardCharsets.UTF_8)), 0, 6);
  }

  /**
   * Writes a page.
   *
   * @param formsLeadTo beside this server, a Content-Security-Policy source; empty = nowhere
   */
  void write(
      HttpServletRequest request,
      HttpServletResponse response,
      String template,
      Map<String, Object> values,
      String formsLeadTo)
      throws IOException {
    Locale language = language(request);
    Map<String, Object> all = new HashMap<>(values);
    all.put("lang", language.getLanguage().equals("zh") ? "zh-CN" : "en");
    all.put("style", baseUrl.path(request, STYLE_PATH) + "?v=" + styleVersion);
    all.put("otherLanguage", otherLanguage(request, language));
    String html = templates.process(template, new Context(language, all));
    protect(response, formsLeadTo);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Content-Language", language.getLanguage());
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** What no page and no way on from a page goes without. */
  static void protect(HttpServletResponse response, String formsLeadTo) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action"
            + " 'self'"
            + (formsLeadTo.isEmpty() ? "" : " " + formsLeadTo));
  }

  void writeStyle(HttpServletResponse response) throws IOException {
    response.setContentType("text/css;charset=UTF-8");
    response.setHeader("Cache-Control", "public, max-age=86400");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(style.length);
    response.getOutputStream().write(style);
  }

  /** A message in the language of the request. */
  String message(HttpServletRequest request, String key, Object... arguments) {
    return messages.getMessage(key, arguments, language(request));
  }

  /** What a scope lets an app do, in a sentence. */
  String sentence(HttpServletRequest request, String scope) {
    Locale language = language(request);
    return String.valueOf(
        messages.getMessage(
            "scope." + scope,
            null,
            messages.getMessage("scope.other", new Object[] {scope}, language),
            language));
  }

  private static Locale language(HttpServletRequest request) {
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    for (String pair : query.split("&", -1)) {
      if (pair.equals("lang=zh")) {
        return Locale.CHINESE;
      }
      if (pair.equals("lang=en")) {
        return Locale.ENGLISH;
      }
    }
    Enumeration<Locale> preferred = request.getLocales();
    if (request.getHeader("Accept-Language") != null) {
      while (preferred.hasMoreElements()) {
        String language = preferred.nextElement().getLanguage();
        for (Locale ours : LANGUAGES) {
          if (ours.getLanguage().equals(language)) {
            return ours;
          }
        }
      }
    }
    return Locale.ENGLISH;
  }

  /** The same address in the other language. */
  private static String otherLanguage(HttpServletRequest request, Locale language) {
    StringBuilder address = new StringBuilder("?");
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty() && !pair.startsWith("lang=")) {
        address.append(pair).append('&');
      }
    }
    return address + "lang=" + (language.getLanguage().equals("zh") ? "en" : "zh");
  }
}
