package io.roomledger.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Api;
import io.roomledger.testing.KeptConnection;
import io.roomledger.testing.KeptConnection.Reply;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Longer than a request may be, and than what the system itself takes in of a client's words. */
final class LongRequestTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  /** Writes the whole request before it reads: who is cut off while writing never gets there. */
  private static Reply ask(String request) throws IOException {
    try (KeptConnection connection = KeptConnection.open(program.node().port())) {
      return connection.write(request).read();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17_000, 60_000, 2_000_000, 50_000_000})
  void aHeadThatIsTooLongIsRefusedInJson(int length) throws IOException {
    for (String request :
        new String[] {
          "GET /" + "a".repeat(length) + " HTTP/1.1\r\nHost: h\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(length) + "\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: h\r\n" + "X: 1\r\n".repeat(length / 6) + "\r\n"
        }) {
      Reply reply = ask(request).expect(400, 121003);
      assertThat(reply.header("X-Tt-Logid")).hasSize(34);
      assertThat(reply.body()).contains("16 KB");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000_000, 50_000_000})
  void aBodyThatIsTooLongIsRefusedInJson(int length) throws IOException {
    String head = "POST " + Api.TOKEN_PATH + " HTTP/1.1\r\nHost: h\r\n";

    ask(head + "Content-Length: " + length + "\r\n\r\n" + " ".repeat(length)).expect(200, 10003);
    ask(head
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(length)
            + "\r\n"
            + " ".repeat(length)
            + "\r\n0\r\n\r\n")
        .expect(200, 10003);
  }
}
