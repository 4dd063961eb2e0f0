package io.roomledger.oauth;

import io.roomledger.audit.Actor;
import io.roomledger.audit.PageRefusal;
import io.roomledger.oauth.ClientApps.Tenant;
import io.roomledger.signin.SessionCookie;
import io.roomledger.signin.Sessions;
import io.roomledger.signin.SignIn;
import io.roomledger.wire.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The form by which people sign in, in front of whatever page. */
final class SignInForm {
  private static final Logger log = LoggerFactory.getLogger(SignInForm.class);

  private final SignIn signIn;
  private final Sessions sessions;
  private final AuthorizePage.Browser browsers;

  SignInForm(SignIn signIn, Sessions sessions, AuthorizePage.Browser browsers) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.browsers = browsers;
  }

  /**
   * What people sign in to.
   *
   * @param appNumber the app that sent them; null = none
   * @param app what it is called
   * @param tenants of whom people may come, two at most: more do not matter
   * @param tenant the one that somebody names
   * @param formsLeadTo see {@link Pages#write}
   */
  record Door(
      @Nullable Long appNumber,
      @Nullable String app,
      List<Tenant> tenants,
      Function<String, Optional<Tenant>> tenant,
      String formsLeadTo) {
    Door {
      tenants = List.copyOf(tenants);
    }

    private boolean asksForTenant() {
      return tenants.size() != 1;
    }

    private Optional<Tenant> named(String word) {
      return asksForTenant() ? tenant.apply(word) : Optional.of(tenants.getFirst());
    }
  }

  void show(HttpServletRequest request, HttpServletResponse response, Door door, String secret)
      throws IOException {
    write(request, response, door, Map.of("form", SessionCookie.formToken(secret)));
  }

  /**
   * Signs somebody in who filled in the form; the browser gets a new cookie then.
   *
   * @return false when they are not, and were shown the form again with what is wrong
   */
  boolean accept(
      HttpServletRequest request,
      HttpServletResponse response,
      Door door,
      FormFields form,
      String secret)
      throws IOException {
    String name = text(form, "name");
    String tenantWord = text(form, "tenant").strip();
    Optional<Tenant> tenant = door.named(tenantWord);
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
      return true;
    }
    log.info("a try to sign in ended with {}", outcome.result());
    if (tenant.isPresent() && outcome.personId() != null) {
      Actor.identify(request, tenant.get().id(), door.appNumber(), outcome.personId());
    }
    Map<String, Object> values = new HashMap<>();
    values.put("form", SessionCookie.formToken(secret));
    values.put("name", name);
    values.put("tenant", tenantWord);
    values.put("problem", refuse(request, response, outcome));
    write(request, response, door, values);
    return false;
  }

  /** What is wrong, in words; the answer has the status for it. */
  String refuse(HttpServletRequest request, HttpServletResponse response, SignIn.Outcome outcome) {
    Pages pages = browsers.pages();
    long seconds = outcome.pause().plusMillis(999).toSeconds();
    String problem =
        switch (outcome.result()) {
          case BLOCKED -> {
            response.setStatus(429);
            response.setHeader("Retry-After", Long.toString(seconds));
            yield pages.message(
                request, "sign-in.blocked", Duration.ofSeconds(seconds + 59).toMinutes());
          }
          case BUSY -> {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            yield pages.message(request, "sign-in.busy");
          }
          default -> {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            yield pages.message(request, "sign-in.refused");
          }
        };
    PageRefusal.note(request, response.getStatus());
    return problem;
  }

  private void write(
      HttpServletRequest request,
      HttpServletResponse response,
      Door door,
      Map<String, Object> values)
      throws IOException {
    Map<String, Object> all = new HashMap<>(values);
    if (door.app() != null) {
      all.put("app", door.app());
    }
    all.put("asksForTenant", door.asksForTenant());
    browsers.pages().write(request, response, "sign-in", all, door.formsLeadTo());
  }

  static String text(FormFields form, String name) {
    String value = form.get(name);
    return value == null ? "" : value;
  }
}
