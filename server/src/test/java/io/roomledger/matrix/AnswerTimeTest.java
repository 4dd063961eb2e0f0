package io.roomledger.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.Organisation.App;
import io.roomledger.testing.Organisation.User;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long an answer takes does not tell somebody else's export from one that is not there.
 *
 * <p>A thousand requests of each kind go over one connection, in turns, and each round begins with
 * another kind; so whatever else the machine does, it does to all kinds alike. The medians must lie
 * within 5 %. A busy machine can still blur a measurement, never the same way thrice: it is taken
 * anew up to twice, whole, and fails when no measurement was even.
 */
final class AnswerTimeTest {
  private static final int ROUNDS = 1000;
  private static final int WARM_UP = 500;
  private static final int MEASUREMENTS = 3;
  private static final double MOST_APART = 1.05;
  private static final String NONE = "none";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private static final String UNKNOWN_TASK = "1732270000000000001";
  private static final String UNKNOWN_FILE = "x".repeat(43);

  private record Made(String task, String file) {}

  private static String app;
  private static String person;
  private static Map<String, Made> foreignToApp;
  private static Map<String, Made> foreignToPerson;

  @BeforeAll
  static void makeExports() {
    Cast.Place home = Cast.Place.in(program.organisation());
    Cast.Place abroad = Cast.Place.in(program.organisation());
    User creator = home.user("创建者");
    User other = home.user("另一人");
    App custom = home.app(creator, Cast.SCOPE);
    app = program.api().token(custom);
    person = user(custom, home.user("人"));
    Made byApp = made(home, app);
    Made byOther = made(home, user(custom, other));
    Made byOtherApp = made(home, program.api().token(home.app(creator, Cast.SCOPE)));
    Made elsewhere = made(abroad, program.api().token(abroad.app(abroad.user("外人"), Cast.SCOPE)));
    foreignToApp =
        Map.of("a person's", byOther, "another app's", byOtherApp, "another tenant's", elsewhere);
    foreignToPerson =
        Map.of("the app's", byApp, "another person's", byOther, "another tenant's", elsewhere);
  }

  private static String user(App app, User user) {
    return Consent.access(Cast.newer(program, app, user, Cast.SCOPE));
  }

  private static Made made(Cast.Place place, String token) {
    String task = program.api().create(token, place.order());
    return new Made(task, program.api().fileToken(token, task));
  }

  @Test
  void ofATaskAskedForByAnApp() throws IOException {
    takesAsLong(tasks(app, foreignToApp));
  }

  @Test
  void ofATaskAskedForByAPerson() throws IOException {
    takesAsLong(tasks(person, foreignToPerson));
  }

  @Test
  void ofAFileAskedForByAnApp() throws IOException {
    takesAsLong(files(app, foreignToApp));
  }

  @Test
  void ofAFileAskedForByAPerson() throws IOException {
    takesAsLong(files(person, foreignToPerson));
  }

  private static Map<String, byte[]> tasks(String token, Map<String, Made> foreign) {
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put(NONE, KeptConnection.get(Api.EXPORTS + "/" + UNKNOWN_TASK, token));
    foreign.forEach((whose, made) ->
        requests.put(whose, KeptConnection.get(Api.EXPORTS + "/" + made.task(), token)));
    return requests;
  }

  private static Map<String, byte[]> files(String token, Map<String, Made> foreign) {
    String path = Api.EXPORTS + "/download?file_token=";
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put(NONE, KeptConnection.get(path + UNKNOWN_FILE, token));
    foreign.forEach(
        (whose, made) -> requests.put(whose, KeptConnection.get(path + made.file(), token)));
    return requests;
  }

  private static void takesAsLong(Map<String, byte[]> requests) throws IOException {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < MEASUREMENTS; i++) {
      Map<String, Double> medians = medians(requests);
      double none = medians.getOrDefault(NONE, 0.0);
      boolean even =
          medians.values().stream()
              .allMatch(median -> median <= none * MOST_APART && none <= median * MOST_APART);
      if (even) {
        return;
      }
      seen.add(String.format(Locale.ROOT, "medians in microseconds: %s", medians));
    }
    assertThat(seen).as("measurements that tell them apart").isEmpty();
  }

  private static Map<String, Double> medians(Map<String, byte[]> requests) throws IOException {
    List<String> kinds = List.copyOf(requests.keySet());
    Map<String, long[]> times = new LinkedHashMap<>();
    kinds.forEach(kind -> times.put(kind, new long[ROUNDS]));
    try (KeptConnection connection = new KeptConnection(program.node().port())) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (int turn = 0; turn < kinds.size(); turn++) {
          String kind = kinds.get(Math.floorMod(round + turn, kinds.size()));
          long taken = connection.time(requests.getOrDefault(kind, new byte[0]), 404);
          if (round >= 0) {
            times.getOrDefault(kind, new long[0])[round] = taken;
          }
        }
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    times.forEach((kind, taken) -> {
      Arrays.sort(taken);
      medians.put(kind, taken[ROUNDS / 2] / 1000.0);
    });
    return medians;
  }
}
