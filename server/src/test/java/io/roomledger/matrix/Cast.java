package io.roomledger.matrix;

import static io.roomledger.testing.Await.until;

import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.IpRange;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.signin.Accounts;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.Organisation.App;
import io.roomledger.testing.Organisation.Level;
import io.roomledger.testing.Organisation.User;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The tenants, apps and people of the matrix, each with its token and its export. */
final class Cast {
  static final String SCOPE = "vc:export";
  static final String REDIRECT = "https://app.example/back";
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");

  private final TestProgram program;
  private final SecureRandom random = new SecureRandom();
  private final TransactionTemplate transaction;
  private final Map<Caller, String> tokens = new EnumMap<>(Caller.class);
  private final Map<Caller, String> tasks = new EnumMap<>(Caller.class);
  private final Map<Caller, String> files = new EnumMap<>(Caller.class);

  final Place home;
  final Place abroad;
  final App custom;
  final User creator;
  final App otherApp;
  final App otherTenants;
  final App store;
  final App keeping;
  final User keeper;
  final App disabledApp;
  final Suspended suspended;

  /** What a tenant's people had allowed apps when it was suspended. */
  record Suspended(
      String tenantKey, App app, App store, String storeAppToken, Map<String, String> grants) {}

  /** A tenant with two levels beside each other. */
  record Place(Organisation tenant, Level level, Level sibling) {
    static Place in(Organisation tenant) {
      return new Place(
          tenant, tenant.level(tenant.root(), "level"), tenant.level(tenant.root(), "sibling"));
    }

    ExportOrder order() {
      return ExportOrder.of(level.id(), T0, T0.plusSeconds(3600));
    }

    /** A person with the right everywhere. */
    User user(String name) {
      User user = tenant.user(name);
      tenant.grant(user.person(), null);
      return user;
    }

    /** A custom app of this person's. */
    App app(User creator, String... scopes) {
      App app = tenant.app(creator.person(), scopes);
      tenant.redirectTo(app, REDIRECT);
      return app;
    }
  }

  Cast(TestProgram program) {
    this.program = program;
    transaction =
        new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));
    home = Place.in(program.organisation());
    abroad = Place.in(program.organisation());
    creator = home.user("创建者");
    custom = home.app(creator, SCOPE);
    otherApp = home.app(creator, SCOPE);
    otherTenants = abroad.app(abroad.user("外人"), SCOPE);
    keeping = home.app(creator, SCOPE, "offline_access");
    keeper = home.user("庚");
    disabledApp = home.app(creator, SCOPE);
    store = storeApp();
    garbage();
    expired();
    goodApps();
    goodUsers();
    refusedApps();
    suspended = suspend();
    refusedUsers();
    hearOfIt();
  }

  String token(Caller caller) {
    return tokens.getOrDefault(caller, "");
  }

  String task(Caller owner) {
    return Objects.requireNonNull(tasks.get(owner), owner::name);
  }

  String file(Caller owner) {
    return Objects.requireNonNull(files.get(owner), owner::name);
  }

  Place place(Caller caller) {
    return switch (caller) {
      case OTHER_TENANT, STORE_IN_OTHER_TENANT, USER_IN_OTHER_TENANT -> abroad;
      default -> home;
    };
  }

  private Api api() {
    return program.api();
  }

  private void garbage() {
    tokens.put(Caller.GARBAGE_TENANT_TOKEN, "t-" + "0".repeat(40));
    tokens.put(Caller.GARBAGE_USER_TOKEN, "u-" + "0".repeat(40));
    tokens.put(Caller.GARBAGE_NEWER_USER_TOKEN, "eyJhbGciOiJub25lIn0.e30.");
    tokens.put(Caller.GARBAGE_APP_TOKEN, "a-" + "0".repeat(40));
    tokens.put(Caller.GARBAGE_REFRESH_TOKEN, "ur-" + "0".repeat(40));
    tokens.put(Caller.GARBAGE, "garbage");
  }

  private void expired() {
    enter(Caller.EXPIRED, home, api().token(home.app(creator, SCOPE)));
    App old = storeApp();
    install(old, home, creator, true);
    String appToken = appToken(old);
    tokens.put(Caller.EXPIRED_APP_TOKEN, appToken);
    enter(Caller.EXPIRED_STORE, home, storeToken(appToken, home));
    enter(Caller.EXPIRED_USER, home, Consent.access(newer(custom, home.user("甲"), SCOPE)));
    enter(Caller.EXPIRED_OLDER_USER, home, older(custom, home.user("乙")).path("access_token"));
    program.clock().advance(Duration.ofHours(3));
  }

  private void goodApps() {
    enter(Caller.CUSTOM, home, api().token(custom));
    enter(Caller.OTHER_APP, home, api().token(otherApp));
    enter(Caller.OTHER_TENANT, abroad, api().token(otherTenants));
    install(store, home, creator, true);
    install(store, abroad, abroad.user("管理员"), true);
    String appToken = appToken(store);
    tokens.put(Caller.APP_TOKEN, appToken);
    enter(Caller.STORE, home, storeToken(appToken, home));
    enter(Caller.STORE_IN_OTHER_TENANT, abroad, storeToken(appToken, abroad));

    for (Caller each :
        List.of(Caller.CUSTOM_ON_LEVEL, Caller.CUSTOM_ON_SIBLING, Caller.CUSTOM_WITHOUT_RIGHT)) {
      User person = home.user(each.name());
      enter(each, home, api().token(home.app(person, SCOPE)));
      narrow(person, each.right);
    }
    User gone = home.user("走了");
    enter(Caller.CUSTOM_WHOSE_CREATOR_LEFT, home, api().token(home.app(gone, SCOPE)));
    home.tenant().setPersonState(gone.person(), "left");
  }

  private void goodUsers() {
    enter(Caller.CREATOR, home, Consent.access(newer(custom, creator, SCOPE)));
    enter(Caller.OLDER_USER, home, older(custom, home.user("旧")).path("access_token"));
    for (Caller each :
        List.of(
            Caller.USER, Caller.USER_ON_LEVEL, Caller.USER_ON_SIBLING, Caller.USER_WITHOUT_RIGHT)) {
      User person = home.user(each.name());
      enter(each, home, Consent.access(newer(custom, person, SCOPE)));
      narrow(person, each.right);
    }
    User abroadUser = abroad.user("外人二");
    enter(
        Caller.USER_IN_OTHER_TENANT,
        abroad,
        Consent.access(newer(otherTenants, abroadUser, SCOPE)));
  }

  private void narrow(User person, Caller.Right right) {
    if (right != Caller.Right.WHOLE) {
      home.tenant().revoke(person.person());
    }
    if (right == Caller.Right.LEVEL) {
      home.tenant().grant(person.person(), home.level());
    } else if (right == Caller.Right.SIBLING) {
      home.tenant().grant(person.person(), home.sibling());
    }
  }

  private void refusedApps() {
    tokens.put(Caller.APP_WITHOUT_SCOPE, api().token(home.app(creator, "vc:room:readonly")));
    enter(Caller.DISABLED_APP, home, api().token(disabledApp));
    enter(
        Caller.USER_OF_DISABLED_APP,
        home,
        Consent.access(newer(disabledApp, home.user("丙"), SCOPE)));
    home.tenant().apps().setActive(number(disabledApp), false);

    App distant = home.app(creator, SCOPE);
    enter(Caller.DENIED_ADDRESS, home, api().token(distant));
    enter(
        Caller.USER_AT_DENIED_ADDRESS, home, Consent.access(newer(distant, home.user("丁"), SCOPE)));
    home.tenant().apps().setAllowedIps(number(distant), List.of(IpRange.parse("10.0.0.0/8")));

    App rotated = home.app(creator, SCOPE);
    enter(Caller.ROTATED_SECRET, home, api().token(rotated));
    new AppSecrets(program.sql(), transaction, new Secrets(random), program.clock())
        .rotate(number(rotated), Duration.ZERO);

    App removed = storeApp();
    install(removed, home, creator, true);
    enter(Caller.UNINSTALLED_STORE, home, storeToken(appToken(removed), home));
    enter(
        Caller.USER_OF_UNINSTALLED_STORE,
        home,
        Consent.access(newer(removed, home.user("戊"), SCOPE)));
    home.tenant().installations().uninstall(number(removed), home.tenant().tenantId());

    App paused = storeApp();
    install(paused, home, creator, true);
    enter(Caller.DISABLED_INSTALLATION, home, storeToken(appToken(paused), home));
    install(paused, home, creator, false);
  }

  private Suspended suspend() {
    Place place = Place.in(program.organisation());
    User person = place.user("己");
    App app = place.app(person, SCOPE);
    enter(Caller.SUSPENDED_TENANT, place, api().token(app));
    enter(Caller.USER_OF_SUSPENDED_TENANT, place, Consent.access(newer(app, person, SCOPE)));
    App used = storeApp();
    install(used, place, person, true);
    String appToken = appToken(used);
    Map<String, String> grants =
        Map.of(
            "code",
            code(used, person, SCOPE),
            "refresh",
            Consent.refresh(newer(used, person, SCOPE + " offline_access")),
            "olderRefresh",
            older(appToken, code(used, person, SCOPE)).path("refresh_token").asString());
    new Tenants(program.sql(), new Secrets(random)).setActive(place.tenant().tenantId(), false);
    return new Suspended(place.tenant().tenantKey(), app, used, appToken, grants);
  }

  private void refusedUsers() {
    Answer both = newer(keeping, keeper, "offline_access");
    tokens.put(Caller.USER_WITHOUT_SCOPE, Consent.access(both));
    tokens.put(Caller.REFRESH_TOKEN, Consent.refresh(both));
    tokens.put(Caller.OLDER_REFRESH_TOKEN, older(keeping, keeper).path("refresh_token").asString());
    App scopeless = home.app(creator, "vc:room:readonly");
    tokens.put(
        Caller.USER_OF_APP_WITHOUT_SCOPE,
        Consent.access(newer(scopeless, keeper, "vc:room:readonly")));
    User disabled = home.user("辛");
    enter(Caller.DISABLED_PERSON, home, Consent.access(newer(custom, disabled, SCOPE)));
    setState(disabled, Accounts.State.DISABLED);
    User left = home.user("壬");
    enter(Caller.PERSON_WHO_LEFT, home, Consent.access(newer(custom, left, SCOPE)));
    setState(left, Accounts.State.LEFT);
  }

  private void setState(User user, Accounts.State state) {
    home.tenant().accounts().setState(home.tenant().tenantId(), user.number(), state);
  }

  /** What was done past this node is soon known to it. */
  private void hearOfIt() {
    for (Map.Entry<Caller, String> each : tasks.entrySet()) {
      if (each.getKey().refusal(Endpoint.STATE) != 0) {
        until(
            each.getKey() + " to be out",
            () -> api().state(token(each.getKey()), each.getValue()).status() != 200);
      }
    }
  }

  private void enter(Caller caller, Place place, JsonNode token) {
    enter(caller, place, token.asString());
  }

  /** The caller's token, and an export that it made. */
  private void enter(Caller caller, Place place, String token) {
    String task = api().create(token, place.order());
    tokens.put(caller, token);
    tasks.put(caller, task);
    files.put(caller, api().fileToken(token, task));
  }

  private App storeApp() {
    var made = home.tenant().apps().createStore("店", List.of(SCOPE, "offline_access"));
    App app = new App(made.appId(), made.secret());
    home.tenant().redirectTo(app, REDIRECT);
    return app;
  }

  long number(App app) {
    return home.tenant().number(app);
  }

  private void install(App app, Place place, User person, boolean enabled) {
    place
        .tenant()
        .installations()
        .install(number(app), place.tenant().tenantId(), person.number(), enabled);
  }

  /** A ticket as it would have been pushed. */
  String ticket(App app) {
    String ticket = new Secrets(random).token(20);
    program
        .sql()
        .sql(
            """
            insert into app_ticket (ticket_hash, app_id, issued_at, expires_at)
            values (?, ?, now(), now() + interval '1 day')
            """)
        .params(Secrets.hash(ticket), number(app))
        .update();
    return ticket;
  }

  private String appToken(App app) {
    return StoreTokens.app(api(), app, ticket(app));
  }

  private String storeToken(String appToken, Place place) {
    return StoreTokens.tenant(api(), appToken, place.tenant().tenantKey());
  }

  /** A code that the person's consent gave. */
  String code(App app, User user, String scope) {
    return code(program, app, user, scope);
  }

  static String code(TestProgram program, App app, User user, String scope) {
    String page =
        Consent.PAGE
            + "?response_type=code&state=s&client_id="
            + app.id()
            + "&redirect_uri="
            + Browser.encode(REDIRECT)
            + "&scope="
            + Browser.encode(scope);
    return new Browser(program.api()).allow(page, user.email(), user.password());
  }

  static Map<String, String> client(App app) {
    return new HashMap<>(Map.of("client_id", app.id(), "client_secret", app.secret()));
  }

  Answer newer(App app, User user, String scope) {
    return newer(program, app, user, scope);
  }

  /** The tokens that a person's consent comes to. */
  static Answer newer(TestProgram program, App app, User user, String scope) {
    Map<String, String> request = client(app);
    request.put("grant_type", "authorization_code");
    request.put("code", code(program, app, user, scope));
    return Consent.post(program.api(), Consent.V2, null, request).expect(200, 0);
  }

  JsonNode older(App app, User user) {
    return older(api().token(app), code(app, user, SCOPE));
  }

  private JsonNode older(String appToken, String code) {
    return Consent.post(
            api(),
            Endpoint.AUTHEN_CODE.path,
            appToken,
            Map.of("grant_type", "authorization_code", "code", code))
        .expect(200, 0)
        .data();
  }
}
