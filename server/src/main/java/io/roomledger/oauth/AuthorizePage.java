package io.roomledger.oauth;

import io.roomledger.oauth.ClientApps.Tenant;
import io.roomledger.signin.SessionCookie;
import io.roomledger.signin.Sessions;
import io.roomledger.signin.SignIn;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.BaseUrl;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
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
  private final SignIn signIn;
  private final Sessions sessions;
  private final Browser browsers;

  AuthorizePage(
      AuthorizeRequest.Reader reader,
      AuthorizationCodes codes,
      ClientApps apps,
      SignIn signIn,
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
      showSignIn(request, response, asked, Map.of("form", SessionCookie.formToken(secret)));
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
      case "sign-in" -> signIn(request, response, asked, form, secret);
      case "allow" -> allow(request, response, asked, form, secret);
      case "refuse" ->
          leave(
              response,
              asked,
              BackToApp.withError(asked.redirectUri(), "access_denied", asked.state()));
      case "sign-out" -> {
        sessions.end(secret);
        browsers.cookie().renew(response, browsers.secure(request));
        again(request, response);
      }
      default -> throw new PageProblem(403, "problem.form");
    }
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

  private void signIn(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthorizeRequest asked,
      FormFields form,
      String secret)
      throws IOException {
    String name = text(form, "name");
    String tenantWord = text(form, "tenant").strip();
    Optional<Tenant> tenant =
        asked.app().asksForTenant()
            ? apps.tenant(asked.app().number(), tenantWord)
            : Optional.of(asked.app().tenants().getFirst());
    String fresh = browsers.cookie().make();
    SignIn.Outcome outcome =
        signIn.attempt(
            tenant.map(Tenant::id).orElse(null),
            tenant.map(Tenant::key).orElse(tenantWord),
            new SignIn.Attempt(name, text(form, "password"), request.getRemoteAddr()),
            fresh);
    if (outcome.result() == SignIn.Result.SIGNED_IN) {
      sessions.end(secret);
      browsers.cookie().write(response, fresh, browsers.secure(request));
      again(request, response);
      return;
    }
    log.info("a try to sign in ended with {}", outcome.result());
    Map<String, Object> values = new HashMap<>();
    values.put("form", SessionCookie.formToken(secret));
    values.put("name", name);
    values.put("tenant", tenantWord);
    values.put("problem", problem(request, outcome));
    switch (outcome.result()) {
      case BLOCKED -> {
        response.setStatus(429);
        response.setHeader("Retry-After", Long.toString(seconds(outcome.pause())));
      }
      case BUSY -> response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      default -> response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    }
    showSignIn(request, response, asked, values);
  }

  private String problem(HttpServletRequest request, SignIn.Outcome outcome) {
    return switch (outcome.result()) {
      case BLOCKED ->
          browsers
              .pages()
              .message(request, "sign-in.blocked", (seconds(outcome.pause()) + 59) / 60);
      case BUSY -> browsers.pages().message(request, "sign-in.busy");
      default -> browsers.pages().message(request, "sign-in.refused");
    };
  }

  private static long seconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
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
    // What the app got to hold since the page was shown, nobody saw.
    List<String> shown = Arrays.asList(text(form, "scopes").split(" ", -1));
    List<String> allowed = asked.scopes().stream().filter(shown::contains).toList();
    String code =
        codes
            .allow(
                asked,
                new AuthorizationCodes.Allower(session.get().tenantId(), session.get().personId()),
                allowed)
            .orElseThrow(() -> new PageProblem(403, "problem.installed"));
    leave(response, asked, BackToApp.withCode(asked.redirectUri(), code, asked.state()));
  }

  private void showSignIn(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthorizeRequest asked,
      Map<String, Object> values)
      throws IOException {
    Map<String, Object> all = new HashMap<>(values);
    all.put("app", asked.app().name());
    all.put("asksForTenant", asked.app().asksForTenant());
    browsers
        .pages()
        .write(request, response, "sign-in", all, BackToApp.source(asked.redirectUri()));
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
  private void again(HttpServletRequest request, HttpServletResponse response) {
    Pages.protect(response, "");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        "Location",
        browsers.baseUrl().path(request, request.getRequestURI()) + "?" + request.getQueryString());
  }

  private static void leave(
      HttpServletResponse response, AuthorizeRequest asked, String destination) {
    Pages.protect(response, BackToApp.source(asked.redirectUri()));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", destination);
  }

  private static String text(FormFields form, String name) {
    String value = form.get(name);
    return value == null ? "" : value;
  }

  @ExceptionHandler
  void refused(PageProblem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.info("refused {} {}: {}", request.getMethod(), request.getRequestURI(), problem.key());
    showProblem(request, response, problem);
  }

  /** A query or a form that cannot be read. */
  @ExceptionHandler
  void malformed(ApiException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refused(new PageProblem(400, "problem.malformed"), request, response);
  }

  @ExceptionHandler
  void fault(RuntimeException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.error("page failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
    showProblem(request, response, new PageProblem(500, "problem.fault"));
  }

  private void showProblem(
      HttpServletRequest request, HttpServletResponse response, PageProblem problem)
      throws IOException {
    response.setStatus(problem.status());
    browsers
        .pages()
        .write(
            request,
            response,
            "problem",
            Map.of("text", browsers.pages().message(request, problem.key())),
            "");
  }
}
