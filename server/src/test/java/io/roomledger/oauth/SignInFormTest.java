package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the form for signing in tells by its time, and when many sign in at once. */
final class SignInFormTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export");
  private final Browser browser = new Browser(program.api());
  private final String page = consent.page("&scope=vc%3Aexport");

  /** The control shows that a try without a hash would be found. */
  @Test
  void aNameThatThereIsNotTakesAsLongAsOneThatThereIs() {
    Answer form = browser.get(page);
    List<Long> known = new ArrayList<>();
    List<Long> unknown = new ArrayList<>();
    List<Long> blocked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      timed(form, "blocked@example.org");
    }
    for (int i = 0; i < 25; i++) {
      boolean first = i % 2 == 0;
      (first ? known : unknown)
          .add(timed(form, first ? consent.user.email() : "nobody@example.org"));
      (first ? unknown : known)
          .add(timed(form, first ? "nobody@example.org" : consent.user.email()));
      if (i < 5) {
        blocked.add(timed(form, "blocked@example.org"));
      }
      // Failures of yesterday do not count.
      program.clock().advance(Duration.ofHours(i < 4 ? 0 : 25));
    }

    assertThat((double) median(unknown) / median(known)).isBetween(0.6, 1.65);
    assertThat((double) median(blocked) / median(known)).isLessThan(0.6);
  }

  private long timed(Answer form, String name) {
    long begin = System.nanoTime();
    Answer answer =
        browser.submit(
            form, page, Map.of("step", "sign-in", "name", name, "password", "wrong password"));
    long time = System.nanoTime() - begin;
    assertThat(answer.status()).isIn(403, 429);
    return time;
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }

  /** Twelve at once, each from an address of its own, of whom none waits: more than turns. */
  @Test
  void whoFindsNoTurnIsToldToTryAgain() throws Exception {
    List<Api> clients = new ArrayList<>();
    List<Answer> busy = new ArrayList<>();
    try (var node = program.startNode(Map.of("roomledger.sign-in.longest-wait", "0s"));
        ExecutorService threads = Executors.newFixedThreadPool(12)) {
      List<Callable<Answer>> tries = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Api client = node.apiFrom("127.0.1." + (i + 1));
        clients.add(client);
        Browser one = new Browser(client);
        Answer form = one.get(page);
        Map<String, String> fields =
            Map.of("step", "sign-in", "name", "busy" + i, "password", "wrong password");
        tries.add(() -> one.submit(form, page, fields));
      }
      for (int round = 0; round < 20 && busy.isEmpty(); round++) {
        for (Future<Answer> each : threads.invokeAll(tries)) {
          Answer answer = each.get();
          assertThat(answer.status()).isIn(403, 429, 503);
          if (answer.status() == 503) {
            busy.add(answer);
          }
        }
        // Failures of yesterday do not count.
        program.clock().advance(Duration.ofHours(25));
      }
    } finally {
      clients.forEach(Api::close);
    }
    assertThat(busy)
        .isNotEmpty()
        .allSatisfy(
            answer -> assertThat(answer.text()).contains("Many people are signing in right now"));
  }
}
