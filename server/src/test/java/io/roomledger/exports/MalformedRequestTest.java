package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.RawConnection;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are wrong, each with the status, the code and the fields that it is answered. */
final class MalformedRequestTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private static String token = "";

  @BeforeAll
  static void makeOrganisation() {
    Organisation organisation = program.organisation();
    organisation.sample();
    token = program.api().token(organisation.exporter());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.roomledger.exports.MalformedRequests#cases")
  void isAnsweredWithItsCode(MalformedRequests.Case wrong) {
    Answer answer = send(wrong);

    answer.expect(wrong.status(), wrong.code());
    assertThat(answer.badFields()).containsExactlyInAnyOrderElementsOf(wrong.fields());
    assertThat(answer.json().path("msg").asString()).isNotEmpty();
    assertThat(answer.json().path("error").path("log_id").asString())
        .matches("[0-9]{14}[0-9a-f]{20}")
        .isEqualTo(answer.header("X-Tt-Logid"));
    assertThat(answer.json().has("data")).isFalse();
    if (wrong.fields().isEmpty()) {
      assertThat(answer.json().path("error").path("message").asString()).isNotEmpty();
    }
    assertThat(answer.text()).doesNotContain("Exception", "io.roomledger", "org.springframework");
    assertThat(answer.body().length).isLessThan(20_000);
  }

  /** The body breaks off, or its chunks are no chunks: nobody is answered that all is well. */
  @ParameterizedTest
  @CsvSource({
    "Content-Length: 900, {",
    "Transfer-Encoding: chunked, zz",
    "Transfer-Encoding: chunked, '5\r\n{'"
  })
  void aBodyThatBreaksOffMakesNoTask(String framing, String body) throws IOException {
    String answer =
        RawConnection.sendBody(
            program.node().port(),
            body,
            "POST " + Api.CREATE + " HTTP/1.1",
            "Host: h",
            "Authorization: Bearer " + token,
            framing);

    assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"code\":");
  }

  @Test
  void thereAreMany() {
    assertThat(MalformedRequests.cases().count()).isGreaterThan(100);
    assertThat(MalformedRequests.cases().map(MalformedRequests.Case::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.roomledger.exports.MalformedRequests#oddButRight")
  void whatIsOnlyOddIsUnderstood(MalformedRequests.Case odd) {
    send(odd).expect(200, 0);
  }

  private static Answer send(MalformedRequests.Case request) {
    return program
        .api()
        .send(
            request.method(),
            request.path(),
            BodyPublishers.ofByteArray(request.body()),
            builder -> {
              builder.header("Authorization", "Bearer " + token);
              return request.headers().isEmpty()
                  ? builder
                  : builder.headers(request.headers().toArray(String[]::new));
            });
  }
}
