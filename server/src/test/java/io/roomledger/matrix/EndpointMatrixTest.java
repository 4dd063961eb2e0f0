package io.roomledger.matrix;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.roomledger.Server;
import io.roomledger.testing.Answer;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every endpoint that takes an access token, asked by every caller for every object. What a cell
 * has to be follows from rules; nothing but the rules is written down.
 */
final class EndpointMatrixTest {
  private static final String UNKNOWN_TASK = "7111325589855797267";
  private static final String UNKNOWN_FILE = "x".repeat(43);
  private static final String MISSING = "MISSING";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private static Cast cast;
  private static TokenEndpointRules tokenEndpoints;

  @BeforeAll
  static void enter() {
    cast = new Cast(program);
    tokenEndpoints = new TokenEndpointRules(program, cast);
  }

  @Test
  void everyServedEndpointStandsInTheMatrix() {
    AtomicReference<@Nullable ConfigurableApplicationContext> started = new AtomicReference<>();
    SpringApplicationRunListener listener =
        new SpringApplicationRunListener() {
          @Override
          public void ready(ConfigurableApplicationContext context, @Nullable Duration taken) {
            started.set(context);
          }
        };
    Set<String> served = new TreeSet<>();
    SpringApplication.withHook(
        application -> listener,
        () -> {
          try (TestNode node = program.startNode(Map.of())) {
            assertThat(node.port()).isPositive();
            requireNonNull(started.get(), "the node that started")
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()
                .forEach(mapping ->
                    mapping
                        .getHandlerMethods()
                        .forEach((info, handler) -> {
                          if (isOfTheProgram(handler)) {
                            served.addAll(names(info));
                          }
                        }));
          }
        });

    assertThat(served).isEqualTo(new TreeSet<>(Endpoint.all().keySet()));
  }

  /** Tests have handlers of their own. */
  private static boolean isOfTheProgram(HandlerMethod handler) {
    return handler
        .getBeanType()
        .getProtectionDomain()
        .getCodeSource()
        .getLocation()
        .equals(Server.class.getProtectionDomain().getCodeSource().getLocation());
  }

  /** A handler without a method would take all of them, and be none of the matrix. */
  private static Set<String> names(RequestMappingInfo info) {
    Set<String> names = new TreeSet<>();
    for (String path : info.getPatternValues()) {
      if (info.getMethodsCondition().getMethods().isEmpty()) {
        names.add("ANY " + path);
      }
      info.getMethodsCondition().getMethods().forEach(method -> names.add(method + " " + path));
    }
    return names;
  }

  @TestFactory
  Stream<DynamicTest> everyCallerGetsOfEveryObjectWhatTheRulesSay() {
    return Stream.concat(
            Endpoint.of(Endpoint.Family.EXPORTS), Endpoint.of(Endpoint.Family.USER_INFO))
        .flatMap(endpoint ->
            Arrays.stream(Caller.values())
                .map(caller ->
                    dynamicTest(endpoint + " by " + caller, () -> check(endpoint, caller))));
  }

  @TestFactory
  Stream<DynamicTest> whereNoBearerTokenIsWantedNoneIsHeeded() {
    return Endpoint.withoutBearer()
        .map(endpoint ->
            dynamicTest(endpoint.name(), () -> tokenEndpoints.heedsNoBearerToken(endpoint)));
  }

  @TestFactory
  Stream<DynamicTest> olderTokensOfPeopleAreForTheAppThatTheyAreOf() {
    return Endpoint.of(Endpoint.Family.AUTHEN)
        .map(endpoint -> dynamicTest(endpoint.name(), () -> tokenEndpoints.older(endpoint)));
  }

  @TestFactory
  Stream<DynamicTest> newerTokensOfPeopleAreForTheAppThatTheyAreOf() {
    return Endpoint.of(Endpoint.Family.OAUTH)
        .map(endpoint -> dynamicTest(endpoint.name(), () -> tokenEndpoints.newer(endpoint)));
  }

  @TestFactory
  Stream<DynamicTest> tokensOfAppsAreForWhoKnowsTheSecret() {
    return Endpoint.of(Endpoint.Family.APP_TOKENS)
        .map(endpoint -> dynamicTest(endpoint.name(), () -> tokenEndpoints.ofApps(endpoint)));
  }

  private static void check(Endpoint endpoint, Caller caller) {
    Map<String, Request> objects = objects(endpoint, caller);
    String missing = send(endpoint, caller, requireNonNull(objects.get(MISSING))).withoutLogId();
    SoftAssertions cells = new SoftAssertions();
    objects.forEach((object, request) -> {
      Answer answer = send(endpoint, caller, request);
      cells.assertThat(seen(answer)).as(object).isEqualTo(expected(endpoint, caller, request));
      if (request.relation() == Relation.FOREIGN) {
        cells.assertThat(answer.withoutLogId()).as(object + " beside none").isEqualTo(missing);
      }
      if (endpoint.method.equals("GET") && request.relation() != Relation.FOREIGN) {
        cells
            .assertThat(send("HEAD", caller, request).status())
            .as(object + " by HEAD")
            .isEqualTo(answer.status());
      }
    });
    cells.assertAll();
  }

  /** How what is asked for relates to the caller. */
  private enum Relation {
    OWN,
    OWN_SIBLING,
    OWN_ROOT,
    FOREIGN,
    MISSING
  }

  private record Request(Relation relation, String path, String body) {}

  private static Map<String, Request> objects(Endpoint endpoint, Caller caller) {
    Map<String, Request> objects = new LinkedHashMap<>();
    switch (endpoint) {
      case STATE, DOWNLOAD, SHOW, CANCEL, RERUN -> {
        objects.put(MISSING, get(endpoint, Relation.MISSING, UNKNOWN_TASK, UNKNOWN_FILE));
        Arrays.stream(Caller.values())
            .filter(Caller::ownsAnExport)
            .forEach(owner ->
                objects.put(
                    "what " + owner + " made",
                    get(
                        endpoint,
                        caller.mayShareWith(owner) ? Relation.OWN : Relation.FOREIGN,
                        cast.task(owner),
                        cast.file(owner))));
      }
      case CREATE -> {
        Cast.Place own = cast.place(caller);
        Cast.Place other = own.equals(cast.home) ? cast.abroad : cast.home;
        objects.put(MISSING, create(Relation.MISSING, own.tenant().newLevelId()));
        objects.put("level", create(Relation.OWN, own.level().id()));
        objects.put("sibling", create(Relation.OWN_SIBLING, own.sibling().id()));
        objects.put("root", create(Relation.OWN_ROOT, "0"));
        objects.put("other tenant's", create(Relation.FOREIGN, other.level().id()));
        objects.put("other tenant's root", create(Relation.FOREIGN, other.tenant().root().id()));
      }
      // There is one thing to be had, whoever asks.
      default -> objects.put(MISSING, new Request(Relation.MISSING, endpoint.path, "{}"));
    }
    return objects;
  }

  private static Request get(Endpoint endpoint, Relation relation, String task, String file) {
    return new Request(
        relation,
        endpoint == Endpoint.DOWNLOAD
            ? endpoint.path + "?file_token=" + file
            : endpoint.path.replace("{taskId}", task),
        "");
  }

  private static Request create(Relation relation, String level) {
    Instant start = Instant.parse("2024-03-04T00:00:00Z");
    return new Request(
        relation, Endpoint.CREATE.path, ExportOrder.of(level, start, start.plusSeconds(60)).json());
  }

  private static Answer send(Endpoint endpoint, Caller caller, Request request) {
    return send(endpoint.method, caller, request);
  }

  private static Answer send(String method, Caller caller, Request request) {
    return program
        .api()
        .send(
            method,
            request.path(),
            request.body().isEmpty()
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(request.body()),
            http ->
                caller == Caller.NO_TOKEN
                    ? http
                    : http.header("Authorization", "Bearer " + cast.token(caller)));
  }

  private static String seen(Answer answer) {
    boolean json =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
    return answer.status() + "/" + (json ? answer.code() : "file");
  }

  /** The rules. */
  private static String expected(Endpoint endpoint, Caller caller, Request request) {
    int refusal = caller.refusal(endpoint);
    if (refusal != 0) {
      return "400/" + refusal;
    }
    return switch (endpoint) {
      case CREATE -> created(caller.right, request.relation());
      case STATE, SHOW, RERUN -> shown(caller.right, request.relation(), "200/0");
      case CANCEL -> shown(caller.right, request.relation(), "409/121003");
      case LIST -> caller.right == Caller.Right.NONE ? "403/121005" : "200/0";
      case PREFLIGHT -> "400/99992402";
      case DOWNLOAD -> shown(caller.right, request.relation(), "200/file");
      case USER_INFO -> "200/0";
      default -> "400/121002";
    };
  }

  /** Without any right nothing is told; beyond it, as if there were nothing. */
  private static String shown(Caller.Right right, Relation relation, String whole) {
    return switch (right) {
      case NONE -> "403/121005";
      case WHOLE, LEVEL -> relation == Relation.OWN ? whole : "404/121004";
      case SIBLING -> "404/121004";
    };
  }

  private static String created(Caller.Right right, Relation level) {
    if (right == Caller.Right.NONE) {
      return "403/121005";
    }
    return switch (level) {
      case OWN -> right == Caller.Right.SIBLING ? "403/121005" : "200/0";
      case OWN_SIBLING -> right == Caller.Right.LEVEL ? "403/121005" : "200/0";
      case OWN_ROOT -> right == Caller.Right.WHOLE ? "200/0" : "403/121005";
      case FOREIGN, MISSING -> "404/121004";
    };
  }
}
