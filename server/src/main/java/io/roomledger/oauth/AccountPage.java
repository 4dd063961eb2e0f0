package io.roomledger.oauth;

import io.roomledger.audit.Actor;
import io.roomledger.signin.SessionCookie;
import io.roomledger.signin.Sessions;
import io.roomledger.signin.Sessions.Session;
import io.roomledger.signin.SignIn;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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

/** The page on which people change their password, and see and take back what they allowed apps. */
@Controller
final class AccountPage {
  static final String PATH = "/roomledger/account";
  private static final Logger log = LoggerFactory.getLogger(AccountPage.class);

  private final OwnAccount account;
  private final SignInForm signInForm;
  private final SignIn signIn;
  private final Sessions sessions;
  private final AuthorizePage.Browser browsers;

  AccountPage(
      OwnAccount account,
      SignInForm signInForm,
      SignIn signIn,
      Sessions sessions,
      AuthorizePage.Browser browsers) {
    this.account = account;
    this.signInForm = signInForm;
    this.signIn = signIn;
    this.sessions = sessions;
    this.browsers = browsers;
  }

  /** What the page says of what was done: good news, or a problem. */
  private record News(@Nullable String done, @Nullable String problem) {
    static final News NONE = new News(null, null);
  }

  @GetMapping(PATH)
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean secure = browsers.secure(request);
    String secret = browsers.cookie().read(request, secure);
    Optional<Session> session = Optional.ofNullable(secret).flatMap(sessions::find);
    if (secret == null) {
      secret = browsers.cookie().renew(response, secure);
    }
    if (session.isPresent()) {
      write(request, response, session.get(), secret, News.NONE);
    } else {
      signInForm.show(request, response, door(), secret);
    }
  }

  @PostMapping(PATH)
  void act(HttpServletRequest request, HttpServletResponse response) throws IOException {
    FormFields form = FormFields.ofBody(request, ErrorCode.OAUTH_MALFORMED);
    String secret = browsers.cookie().read(request, browsers.secure(request));
    if (secret == null
        || !form.repeated().isEmpty()
        || !SessionCookie.isFormToken(secret, form.get("form"))) {
      throw new PageProblem(403, "problem.form");
    }
    String step = SignInForm.text(form, "step");
    Optional<Session> session = sessions.find(secret);
    if (step.equals("sign-in")) {
      if (signInForm.accept(request, response, door(), form, secret)) {
        again(request, response);
      }
    } else if (session.isEmpty()) {
      again(request, response);
    } else {
      Actor.identify(request, session.get().tenantId(), null, session.get().personId());
      switch (step) {
        case "password" -> changePassword(request, response, form, secret, session.get());
        case "revoke" -> {
          account.revoke(session.get(), SignInForm.text(form, "app"));
          again(request, response);
        }
        case "sign-out" -> {
          sessions.end(secret);
          browsers.cookie().renew(response, browsers.secure(request));
          again(request, response);
        }
        default -> throw new PageProblem(403, "problem.form");
      }
    }
  }

  private SignInForm.Door door() {
    return new SignInForm.Door(null, null, account.tenants(), account::tenant, "");
  }

  /** The old password is tried like one at the door: whoever finds a browser open may not guess. */
  private void changePassword(
      HttpServletRequest request,
      HttpServletResponse response,
      FormFields form,
      String secret,
      Session session)
      throws IOException {
    String password = SignInForm.text(form, "new");
    Pages pages = browsers.pages();
    if (!password.equals(SignInForm.text(form, "repeat"))) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      News news = new News(null, pages.message(request, "account.differs"));
      write(request, response, session, secret, news);
      return;
    }
    SignIn.Outcome outcome =
        attempt(request, session, SignInForm.text(form, "current"), browsers.cookie().make());
    if (outcome.result() != SignIn.Result.SIGNED_IN) {
      String problem = signInForm.refuse(request, response, outcome);
      String words =
          outcome.result() == SignIn.Result.REFUSED
              ? pages.message(request, "account.wrong")
              : problem;
      write(request, response, session, secret, new News(null, words));
      return;
    }
    if (!account.changePassword(session, password)) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      News news = new News(null, pages.message(request, "account.weak"));
      write(request, response, session, secret, news);
      return;
    }
    // All sessions ended, this one too: it goes on as a new one.
    String fresh = browsers.cookie().make();
    attempt(request, session, password, fresh);
    browsers.cookie().write(response, fresh, browsers.secure(request));
    write(
        request,
        response,
        session,
        fresh,
        new News(pages.message(request, "account.changed"), null));
  }

  private SignIn.Outcome attempt(
      HttpServletRequest request, Session session, String password, String secret) {
    OwnAccount.SignInName name = account.signInName(session);
    return signIn.attempt(
        session.tenantId(),
        name.tenant(),
        new SignIn.Attempt(name.name(), password, request.getRemoteAddr()),
        secret);
  }

  private void write(
      HttpServletRequest request,
      HttpServletResponse response,
      Session session,
      String secret,
      News news)
      throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("form", SessionCookie.formToken(secret));
    values.put("person", session.name());
    // For the browser's own store of passwords.
    values.put("name", account.signInName(session).name());
    values.put("organisation", session.tenantName());
    List<Map<String, Object>> apps =
        account.allowed(session).stream()
            .map(each ->
                Map.<String, Object>of(
                    "id",
                    each.appId(),
                    "name",
                    each.name(),
                    "sentences",
                    each.scopes().stream()
                        .map(scope -> browsers.pages().sentence(request, scope))
                        .toList()))
            .toList();
    values.put("apps", apps);
    if (news.done() != null) {
      values.put("done", news.done());
    }
    if (news.problem() != null) {
      values.put("problem", news.problem());
    }
    browsers.pages().write(request, response, "account", values, "");
  }

  /** The same address once more, by GET. */
  private static void again(HttpServletRequest request, HttpServletResponse response) {
    Pages.protect(response, "");
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    String query = request.getQueryString();
    response.setHeader("Location", PATH + (query == null ? "" : "?" + query));
  }

  @ExceptionHandler
  void refused(PageProblem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.info("refused {} {}: {}", request.getMethod(), PATH, problem.key());
    browsers.showProblem(request, response, problem);
  }

  /** A form that cannot be read. */
  @ExceptionHandler
  void malformed(ApiException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refused(new PageProblem(400, "problem.malformed"), request, response);
  }

  @ExceptionHandler
  void fault(RuntimeException exception, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.error("page failed: {} {}", request.getMethod(), PATH, exception);
    browsers.showProblem(request, response, new PageProblem(500, "problem.fault"));
  }
}
