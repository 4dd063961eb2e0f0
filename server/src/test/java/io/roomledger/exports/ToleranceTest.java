package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Api;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.KeptConnection;
import io.roomledger.testing.KeptConnection.Reply;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients do that is odd, and is understood; byte for byte, on one connection. */
final class ToleranceTest {
  private static final String UNKNOWN = Api.EXPORTS + "/7111325589855797267";
  private static final Instant TIME = Instant.ofEpochSecond(1655276858);
  private static final ExportOrder ORDER = ExportOrder.of(Organisation.SAMPLE_LEVEL, TIME, TIME);
  private static final String BODY = ORDER.json();

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private static String token = "";
  private static String bearer = "";
  private static String fileToken = "";

  @BeforeAll
  static void makeOrganisation() {
    Organisation organisation = program.organisation();
    organisation.sample();
    token = program.api().token(organisation.exporter());
    bearer = "Authorization: Bearer " + token;
    fileToken = program.api().fileToken(token, program.api().create(token, ORDER));
  }

  private static KeptConnection connect() throws IOException {
    return KeptConnection.open(program.node().port());
  }

  private static Reply ask(String body, String... lines) throws IOException {
    try (KeptConnection connection = connect()) {
      return connection.send(body, lines).read();
    }
  }

  private static String length(String body) {
    return "Content-Length: " + body.length();
  }

  @Test
  void withoutAContentTypeABodyIsJson() throws IOException {
    ask(BODY, "POST " + Api.CREATE + " HTTP/1.1", "Host: h", bearer, length(BODY)).expect(200, 0);
    ask("{}", "POST " + Api.TOKEN_PATH + " HTTP/1.1", "Host: h", length("{}")).expect(200, 10003);
  }

  /** SDKs send the body of their request object with everything, also with GET. */
  @Test
  void aBodyOnGetIsReadOverAndTheConnectionGoesOn() throws IOException {
    try (KeptConnection connection = connect()) {
      String request =
          String.join("\r\n", "GET " + UNKNOWN + " HTTP/1.1", "Host: h", bearer, length("{}"));
      connection.write(request + "\r\n\r\n{}").read().expect(404, 121004);
      connection.write(request + "\r\nContent-Type: application/json\r\n\r\n{}");
      connection.read().expect(404, 121004);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "////////", "/%s//", "//%s/"})
  void anyNumberOfSlashesIsOne(String slashes) throws IOException {
    String path =
        slashes.contains("%s")
            ? slashes.formatted("open-apis") + "/vc/v1//exports///7111325589855797267///"
            : slashes + "open-apis/vc/v1/exports/7111325589855797267" + slashes;

    ask("", "GET " + path + " HTTP/1.1", "Host: h", bearer).expect(404, 121004);
  }

  @ParameterizedTest
  @ValueSource(strings = {"download/?", "download?x=True&X=1&x=False&", "download?&&a&"})
  void theFileComesAlsoWithSlashesAndParametersThatNobodyKnows(String path) throws IOException {
    download(path + "file_token=" + fileToken);
  }

  /** The first of two values counts. */
  @Test
  void ofAParameterThatIsThereTwiceTheFirstCounts() throws IOException {
    download("download?file_token=" + fileToken + "&file_token=x");
    ask("", get("download?file_token=x&file_token=" + fileToken), "Host: h", bearer)
        .expect(404, 121004);
  }

  @Test
  void aFileTokenMayComeInTheUsualBase64WithoutEscapes() throws IOException {
    String usual = fileToken.replace('-', '+').replace('_', '/') + "=";

    download("download?file_token=" + usual);
    download("download?file_token=" + usual.replace("+", "%20"));
    download("download?file_token=" + usual.replace("+", "%2B").replace("/", "%2F"));
    ask(
            "",
            get(
                "download?file_token=6yHu7Igp7Igy62Ez6fLr6IJz7j9i5WMe6fHq5yZeY2Jz6yLqYAMAY46fZfEl"
                    + "zAg+/=="),
            "Host: h",
            bearer)
        .expect(404, 121004);
  }

  private static String get(String path) {
    return "GET " + Api.EXPORTS + "/" + path + " HTTP/1.1";
  }

  private static void download(String path) throws IOException {
    Reply file = ask("", get(path), "Host: h", bearer);

    assertThat(file.head()).startsWith("HTTP/1.1 200 ").contains("Content-Disposition");
    assertThat(file.body()).startsWith("PK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization: bearer %s",
        "AUTHORIZATION:BEARER %s",
        "Authorization:   Bearer    %s   ",
        "Authorization:\tbEaReR %s\t"
      })
  void theTokenMayStandBetweenBlanksInAnyCase(String header) throws IOException {
    ask("", "GET " + UNKNOWN + " HTTP/1.1", "host:h", header.formatted(token)).expect(404, 121004);
  }

  @Test
  void whoExpectsAContinueGetsItAndThenTheAnswer() throws IOException {
    try (KeptConnection connection = connect()) {
      for (int i = 0; i < 2; i++) {
        connection.send(
            "",
            "POST " + Api.CREATE + " HTTP/1.1",
            "Host: h",
            bearer,
            "Expect: 100-Continue",
            length(BODY));
        assertThat(connection.readHead().status()).isEqualTo(100);
        connection.write(BODY).read().expect(200, 0);
      }
    }
  }

  @Test
  void whoExpectsAContinueAndIsRefusedNeedNotSendTheBody() throws IOException {
    try (KeptConnection connection = connect()) {
      connection.send(
          "", "POST " + Api.CREATE + " HTTP/1.1", "Host: h", "Expect: 100-continue", length(BODY));

      Reply refused = connection.read().expect(400, 99991661);

      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(connection.closed()).isTrue();
    }
  }

  @Test
  void anotherExpectationIsRefused() throws IOException {
    ask("", "GET " + UNKNOWN + " HTTP/1.1", "Host: h", bearer, "Expect: x").expect(417, 121003);
  }

  @Test
  void http10ClosesUnlessAskedNotTo() throws IOException {
    try (KeptConnection connection = connect()) {
      connection.send("", "GET " + UNKNOWN + " HTTP/1.0", bearer, "Connection: keep-alive");
      Reply kept = connection.read().expect(404, 121004);
      assertThat(kept.header("Content-Length")).isNotEmpty();
      assertThat(kept.header("Connection")).isEqualToIgnoringCase("keep-alive");

      connection.send("", "GET " + UNKNOWN + " HTTP/1.0", bearer);
      assertThat(connection.read().expect(404, 121004).header("Transfer-Encoding")).isEmpty();
      assertThat(connection.closed()).isTrue();
    }
  }

  @Test
  void http10FetchesAFileWithoutSayingAHost() throws IOException {
    try (KeptConnection connection = connect()) {
      Reply file =
          connection
              .send(
                  "",
                  get("download?file_token=" + fileToken).replace("1.1", "1.0"),
                  "Connection: Keep-Alive",
                  bearer)
              .read();

      assertThat(file.status()).isEqualTo(200);
      connection.send(BODY, "POST " + Api.CREATE + " HTTP/1.0", bearer, length(BODY));
      connection.read().expect(200, 0);
    }
  }

  @Test
  void requestsMayBeSentBeforeTheAnswersCome() throws IOException {
    try (KeptConnection connection = connect()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        all.append("GET ").append(i % 2 == 0 ? UNKNOWN : "/nothing").append(" HTTP/1.1\r\n");
        all.append("Host: h\r\n").append(bearer).append("\r\n\r\n");
      }
      connection.write(all.toString());
      for (int i = 0; i < 20; i++) {
        connection.read().expect(404, i % 2 == 0 ? 121004 : 99991201);
      }
    }
  }

  @Test
  void theConnectionGoesOnAfterWhatIsNotThere() throws IOException {
    try (KeptConnection connection = connect()) {
      for (String path : new String[] {"/nothing", UNKNOWN, Api.CREATE, Api.TOKEN_PATH}) {
        Reply reply = connection.send("", "GET " + path + " HTTP/1.1", "Host: h", bearer).read();
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Connection")).isEmpty();
      }
    }
  }

  /** After a 400 the connection ends, in order: it is said, and nothing of the answer is lost. */
  @ParameterizedTest
  @ValueSource(ints = {2, 100_000, 3_000_000})
  void afterABadRequestTheEndOfTheConnectionIsSaid(int length) throws IOException {
    String body = "y".repeat(length);
    try (KeptConnection connection = connect()) {
      connection.send(body, "POST " + Api.CREATE + " HTTP/1.1", "Host: h", length(body));

      Reply reply = connection.read().expect(400, 99991661);

      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(connection.closed()).isTrue();
    }
  }

  @Test
  void aBodyMayComeInChunks() throws IOException {
    String half = BODY.substring(0, 20);
    String rest = BODY.substring(20);
    String chunks =
        "%x;ext=1\r\n%s\r\n%X\r\n%s\r\n0\r\nTrailer: x\r\n\r\n"
            .formatted(half.length(), half, rest.length(), rest);
    try (KeptConnection connection = connect()) {
      for (int i = 0; i < 2; i++) {
        connection.send(
            chunks,
            "POST " + Api.CREATE + " HTTP/1.1",
            "Host: h",
            bearer,
            "Transfer-Encoding: chunked");
        connection.read().expect(200, 0);
      }
    }
  }

  /** What grows to a gigabyte is neither unpacked nor kept, and the client gets to know the cap. */
  @Test
  void aBombIsRefusedWithItsCap() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 1024; i++) {
        zipped.write(new byte[1 << 20]);
      }
    }
    String bomb = bytes.toString(StandardCharsets.ISO_8859_1);

    long before = System.nanoTime();
    Reply reply =
        ask(
            bomb,
            "POST " + Api.CREATE + " HTTP/1.1",
            "Host: h",
            bearer,
            "Content-Encoding: gzip",
            length(bomb));

    reply.expect(400, 121003);
    assertThat(reply.body()).contains("1048576 bytes at most", "(body)");
    assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h", "http://h:80", "HTTP://H"})
  void theTargetMayBeAWholeAddress(String start) throws IOException {
    String host = start.substring("http://".length());
    ask("", "GET " + start + UNKNOWN + " HTTP/1.1", "Host: " + host, bearer).expect(404, 121004);
  }

  @Test
  void headHasTheHeadersOfGet() throws IOException {
    try (KeptConnection connection = connect()) {
      connection.send("", "HEAD " + UNKNOWN + " HTTP/1.1", "Host: h", bearer);
      Reply head = connection.readHead();
      assertThat(head.status()).isEqualTo(404);
      assertThat(head.header("Content-Type")).startsWith("application/json");
      assertThat(head.header("X-Tt-Logid")).hasSize(34);

      connection.send(
          "", "HEAD" + get("download?file_token=" + fileToken).substring(3), "Host: h", bearer);
      Reply file = connection.readHead();
      assertThat(file.status()).isEqualTo(200);
      assertThat(Integer.parseInt(file.header("Content-Length"))).isGreaterThan(1000);
      assertThat(file.header("ETag")).isNotEmpty();

      connection.send("", "GET " + UNKNOWN + " HTTP/1.1", "Host: h", bearer);
      connection.read().expect(404, 121004);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/open-apis/%zz | 400 | 121003",
        "/open-apis/% | 400 | 121003",
        "/open-apis/%C3%28 | 400 | 121003",
        "/open-apis/%00 | 400 | 121003",
        "/open-apis/vc/v1/exports/download?file_token=%zz | 400 | 121003",
        "/open-apis/vc/v1/exports/download?file_token=% | 400 | 121003",
        "/open-apis/vc/v1/exports/download?file_token=%C3%28 | 400 | 121003",
        "/open-apis/vc/v1/exports/download?file_token=a%00b | 404 | 121004",
        "/open-apis/vc/v1/exports/download?%zz=1&file_token=x | 400 | 121003",
        "/open-apis/vc/v1/exports/download?file_token=[]{}^<>x | 404 | 121004",
        "/open-apis/vc/v1/exports/\u00e4 | 400 | 121003"
      })
  void badEscapesAreRefusedInJson(String target, int status, int code) throws IOException {
    Reply reply = ask("", "GET " + target + " HTTP/1.1", "Host: h", bearer);

    reply.expect(status, code);
    assertThat(reply.header("X-Tt-Logid")).hasSize(34);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\u0000b", "X\u0000: a", "X : a", "X", ": a", " X: a"})
  void aBadHeaderLineNeverEndsInAFault(String line) throws IOException {
    Reply reply = ask("", "GET /nothing HTTP/1.1", "Host: h", line);

    assertThat(reply.status()).isIn(400, 404);
    assertThat(reply.body()).startsWith("{\"code\":");
  }

  @Test
  void listensOnIpv6AndWritesItsAddressesSo() throws IOException {
    try (TestNode node = program.startNode(Map.of("roomledger.server.address", "::1"));
        KeptConnection connection = KeptConnection.open("::1", node.port())) {
      connection.send(
          BODY,
          "POST " + Api.CREATE + " HTTP/1.1",
          "Host: [::1]:" + node.port(),
          bearer,
          length(BODY));
      String taskId =
          connection
              .read()
              .expect(200, 0)
              .body()
              .replaceAll("(?s).*\"task_id\":\"([0-9]+)\".*", "$1");
      program.api().await(token, taskId, 3);

      connection.send(
          "",
          "GET " + Api.EXPORTS + "/" + taskId + " HTTP/1.1",
          "Host: [::1]:" + node.port(),
          bearer);
      assertThat(connection.read().expect(200, 0).body())
          .contains("\"url\":\"http://[::1]:" + node.port() + "/open-apis/");
    }
  }
}
