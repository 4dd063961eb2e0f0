package io.roomledger.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits as a client meets them, at their documented values. */
final class RateLimitTest {
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of(
              "roomledger.limits.factor",
              1,
              "roomledger.limits.token-requests-per-address",
              20,
              "roomledger.limits.apis",
              "POST /open-apis/vc/v1/exports/meeting_list=3/min,"
                  + "POST /open-apis/vc/v1/exports/participant_list=none"));

  private static final String UNKNOWN_TASK = Api.EXPORTS + "/1";
  private final Organisation.App app = program.organisation().exporter();
  private String token = "";

  /** A window is never about to end in the middle of a test. */
  @BeforeEach
  void beginAWindow() {
    Instant now = program.clock().instant();
    program.clock().advance(Duration.ofSeconds(60 - Math.floorMod(now.getEpochSecond(), 60L)));
    token = program.api().token(app);
  }

  private static int passes(int requests, Supplier<Answer> call) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += call.get().status() == 429 ? 0 : 1;
    }
    return passed;
  }

  @Test
  void theHundredAndFirstCallInAMinuteIsRefused() {
    for (int i = 0; i < 100; i++) {
      Answer answer = program.api().get(UNKNOWN_TASK, token).expect(404, 121004);
      assertThat(answer.headers().map())
          .doesNotContainKeys("x-ogw-ratelimit-limit", "x-ogw-ratelimit-reset");
    }

    Answer refused = program.api().get(UNKNOWN_TASK, token).expect(429, 99991400);
    assertThat(refused.json().path("msg").asString()).isEqualTo("request trigger frequency limit");
    assertThat(refused.header("x-ogw-ratelimit-limit")).isEqualTo("100");
    assertThat(Integer.parseInt(refused.header("x-ogw-ratelimit-reset"))).isBetween(1, 60);
    assertThat(refused.json().path("error").path("log_id").asString())
        .isEqualTo(refused.header("X-Tt-Logid"));

    program
        .clock()
        .advance(Duration.ofSeconds(Long.parseLong(refused.header("x-ogw-ratelimit-reset"))));
    program.api().get(UNKNOWN_TASK, token).expect(404, 121004);
  }

  @Test
  void everyExportApiHasAHundredOfItsOwn() {
    Set<Integer> passed = new HashSet<>();
    passed.add(passes(102, () -> program.api().post(Api.CREATE, token, "{}")));
    passed.add(passes(102, () -> program.api().get(Api.EXPORTS + "/2", token)));
    passed.add(passes(102, () -> program.api().download(token, "x")));
    passed.add(
        passes(
            102, () -> program.api().post(Api.EXPORTS + "/participant_quality_list", token, "{}")));
    assertThat(passed).containsExactly(100);
    program.api().get(Api.EXPORTS + "/3", token).expect(429, 99991400);
    assertThat(
            program
                .api()
                .send(
                    "HEAD",
                    Api.EXPORTS + "/download?file_token=x",
                    BodyPublishers.noBody(),
                    request -> request.header("Authorization", "Bearer " + token))
                .status())
        .isEqualTo(429);
  }

  @Test
  void nodesShareTheAllowance() {
    try (TestNode second = program.startNode(Map.of())) {
      int first = passes(55, () -> program.api().get(UNKNOWN_TASK, token));
      int both = first + passes(55, () -> second.api().get(UNKNOWN_TASK, token));
      both += passes(20, () -> program.api().get(UNKNOWN_TASK, token));

      assertThat(first).isEqualTo(55);
      assertThat(both).isEqualTo(100);
    }
  }

  @Test
  void anotherAppHasAnotherAllowance() {
    passes(101, () -> program.api().get(UNKNOWN_TASK, token));
    String other = program.api().token(program.organisation().exporter());

    program.api().get(UNKNOWN_TASK, token).expect(429, 99991400);
    program.api().get(UNKNOWN_TASK, other).expect(404, 121004);
  }

  @Test
  void whoCallsIsAskedBeforeItAndWhatIsAskedAfter() {
    passes(100, () -> program.api().post(Api.CREATE, token, "not json"));

    program.api().post(Api.CREATE, "t-0000", "{}").expect(400, 99991663);
    program.api().post(Api.CREATE, token, "not json").expect(429, 99991400);
  }

  @Test
  void whatIsRefusedForItsTokenSpendsNothing() {
    passes(150, () -> program.api().get(UNKNOWN_TASK, "t-0000"));

    assertThat(passes(101, () -> program.api().get(UNKNOWN_TASK, token))).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"meeting_list, 3", "participant_list, 150"})
  void theLimitOfOneApiCanBeSet(String api, int expected) {
    assertThat(passes(150, () -> program.api().post(Api.EXPORTS + "/" + api, token, "{}")))
        .isEqualTo(expected);
  }

  @Test
  void oneAddressCannotGuessAtSecretsFast() {
    // One request was for this test's own token.
    int passed = passes(30, () -> program.api().askToken(app.id(), "guess"));

    assertThat(passed).isEqualTo(19);
    Answer refused = program.api().askToken(app.id(), app.secret()).expect(429, 99991400);
    assertThat(refused.header("x-ogw-ratelimit-limit")).isEqualTo("20");
    program.clock().advance(Duration.ofMinutes(1));
    program.api().askToken(app.id(), app.secret()).expect(200, 0);
  }
}
