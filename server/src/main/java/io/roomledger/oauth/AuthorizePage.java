package io.roomledger.oauth;

import io.roomledger.audit.Actor;
import io.roomledger.audit.PageRefusal;
import io.roomledger.signin.SessionCookie;
import io.roomledger.signin.Sessions;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.BaseUrl;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page on which a person signs in, sees which app asks for what, and allows or refuses it. The
 * address says what is asked for, at every step anew; a form says only what the person does.
 */
@Controller
final class AuthorizePage {
  static final String PATH = "/open-apis/authen/v1/authorize";
  static final String OLDER_PATH = "/open-apis/authen/v1/index";
  private static final Logger log = LoggerFactory.getLogger(AuthorizePage.class);

  private final AuthorizeRequest.Reader reader;
  private final AuthorizationCodes codes;
  private final ClientApps apps;
  private final SignInForm signIn;
  private final Sessions sessions;
  private final Browser browsers;

  AuthorizePage(
      AuthorizeRequest.Reader reader,
      AuthorizationCodes codes,
      ClientApps apps,
      SignInForm signIn,
      Sessions sessions,
      Browser browsers) {
    this.reader = reader;
    this.codes = codes;
    this.apps = apps;
    this.signIn = signIn;
    this.sessions = sessions;
    this.browsers = browsers;
  }

  /** What every page needs of the browser that asks for it. */
  record Browser(Pages pages, SessionCookie cookie, BaseUrl baseUrl) {
    boolean secure(HttpServletRequest request) {
      return baseUrl.of(request).startsWith("https:");
    }

    void showProblem(HttpServletRequest request, HttpServletResponse response, PageProblem problem)
        throws IOException {
      response.setStatus(problem.status());
      PageRefusal.note(request, problem.status());
      pages.write(
          request, response, "problem", Map.of("text", pages.message(request, problem.key())), "");
    }
  }

  @GetMapping(Pages.STYLE_PATH)
  void style(HttpServletResponse response) throws IOException {
    browsers.pages().writeStyle(response);
  }

  @GetMapping({PATH, OLDER_PATH})
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AuthorizeRequest asked = read(request);
    if (asked.error() != null) {
      leave(
          response, asked, BackToApp.withError(asked.redirectUri(), asked.error(), asked.state()));
      return;
    }
    boolean secure = browsers.secure(request);
    String secret = browsers.cookie().read(request, secure);
    Optional<Sessions.Session> session = session(asked, secret);
    if (secret == null) {
      secret = browsers.cookie().renew(response, secure);
    }
    if (session.isPresent()) {
      showConsent(request, response, asked, session.get(), secret);
    } else {
      signIn.show(request, response, door(asked), secret);
    }
  }

  @PostMapping({PATH, OLDER_PATH})
  void act(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AuthorizeRequest asked = read(request);
    FormFields form = FormFields.ofBody(request, ErrorCode.OAUTH_MALFORMED);
    String secret = browsers.cookie().read(request, browsers.secure(request));
    if (asked.error() != null
        || secret == null
        || !form.repeated().isEmpty()
        || !SessionCookie.isFormToken(secret, form.get("form"))) {
      throw new PageProblem(403, "problem.form");
    }
    switch (String.valueOf(form.get("step"))) {
      case "sign-in" -> {
        if (signIn.accept(request, response, door(asked), form, secret)) {
          again(request, response);
        }
      }
      case "allow" -> allow(request, response, asked, form, secret);
      case "refuse" -> refuse(request, response, asked, secret);
      case "sign-out" -> {
        sessions.end(secret);
        browsers.cookie().renew(response, browsers.secure(request));
        again(request, response);
      }
      default -> throw new PageProblem(403, "problem.form");
    }
  }

  private SignInForm.Door door(AuthorizeRequest asked) {
    ClientApps.ClientApp app = asked.app();
    return new SignInForm.Door(
        app.number(),
        app.name(),
        app.tenants(),
        word -> apps.tenant(app.number(), word),
        BackToApp.source(asked.redirectUri()));
  }

  private AuthorizeRequest read(HttpServletRequest request) {
    return reader.read(request, request.getRequestURI().equals(OLDER_PATH));
  }

  /** Who signed in, when they can use the app. */
  private Optional<Sessions.Session> session(AuthorizeRequest asked, @Nullable String secret) {
    return Optional.ofNullable(secret)
        .flatMap(sessions::find)
        .filter(session -> apps.usableIn(asked.app().number(), session.tenantId()));
  }

  private void allow(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthorizeRequest asked,
      FormFields form,
      String secret)
      throws IOException {
    Optional<Sessions.Session> session = session(asked, secret);
    if (session.isEmpty()) {
      again(request, response);
      return;
    }
    identify(request, asked, session.get());
    // What the app got to hold since the page was shown, nobody saw.
    List<String> shown = Arrays.asList(SignInForm.text(form, "scopes").split(" ", -1));
    List<String> allowed = asked.scopes().stream().filter(shown::contains).toList();
    String code =
        codes
            .allow(asked, allower(session.get()), allowed)
            .orElseThrow(() -> new PageProblem(403, "problem.installed"));
    leave(response, asked, BackToApp.withCode(asked.redirectUri(), code, asked.state()));
  }

  private void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthorizeRequest asked,
      String secret) {
    session(asked, secret)
        .ifPresent(session -> {
          identify(request, asked, session);
          codes.refuse(asked, allower(session));
        });
    leave(
        response, asked, BackToApp.withError(asked.redirectUri(), "access_denied", asked.state()));
  }

  private static AuthorizationCodes.Allower allower(Sessions.Session session) {
    return new AuthorizationCodes.Allower(session.tenantId(), session.personId());
  }

  private static void identify(
      HttpServletRequest request, AuthorizeRequest asked, Sessions.Session session) {
    Actor.identify(request, session.tenantId(), asked.app().number(), session.personId());
  }

  private void showConsent(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthorizeRequest asked,
      Sessions.Session session,
      String secret)
      throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("form", SessionCookie.formToken(secret));
    values.put("app", asked.app().name());
    values.put("person", session.name());
    values.put("organisation", session.tenantName());
    values.put("scopes", String.join(" ", asked.scopes()));
    values.put(
        "sentences",
        asked.scopes().stream()
            .map(scope -> Map.of("scope", scope, "text", browsers.pages().sentence(request, scope)))
            .toList());
    values.put("destination", BackToApp.source(asked.redirectUri()));
    browsers
        .pages()
        .write(request, response, "consent", values, BackToApp.source(asked.redirectUri()));
  }

  /** The same address once more, by GET. */
  private static void again(HttpServletRequest request, HttpServletResponse response) {
    Pages.protect(response, "");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", request.getRequestURI() + "?" + request.getQueryString());
  }

  private static void leave(
      HttpServletResponse response, AuthorizeRequest asked, String destination) {
    Pages.protect(response, BackToApp.source(asked.redirectUri()));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", destination);
  }

  @ExceptionHandler
  void refused(PageProblem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.info("refused {} {}: {}", request.getMethod(), request.getRequestURI(), problem.key());
    browsers.showProblem(request, response, problem);
  }

  /** A query or a form that cannot be read, or one too many from this address. */
  @ExceptionHandler
  void malformed(ApiException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refused(
        exception.errorCode() == ErrorCode.RATE_LIMITED
            ? new PageProblem(429, "problem.often")
            : new PageProblem(400, "problem.malformed"),
        request,
        response);
  }

  @ExceptionHandler
  void fault(RuntimeException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.error("page failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
    browsers.showProblem(request, response, new PageProblem(500, "problem.fault"));
  }
}
