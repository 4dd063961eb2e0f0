package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.KeptConnection;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files of the directory, larger than what the system keeps of an answer on its way. */
final class LocalDownloadTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int SIZE = (20 << 20) + 345;
  private static final int MIDDLE = 7 << 20;

  /** One slot, so that a download that has ended shows. */
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.connections.downloads", 1));

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private String taskId = "";
  private String fileToken = "";
  private String content = "";

  @BeforeEach
  void makeLarge() throws IOException {
    taskId = program.api().create(token, ORDER);
    fileToken = program.api().fileToken(token, taskId);
    // Letters, so that it is a text, too.
    byte[] bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) ('a' + (bytes[i] & 15));
    }
    content = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.write(file(), bytes);
    program
        .sql()
        .sql("update export_task set file_size = ? where task_id = ?")
        .params(SIZE, Long.valueOf(taskId))
        .update();
  }

  private Path file() {
    return program.finishedFiles().resolve(taskId + "-1.xlsx");
  }

  private String get(String... headers) {
    return request("GET", headers);
  }

  private String request(String method, String... headers) {
    return "%s %s/download?file_token=%s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n%s\r\n"
        .formatted(
            method,
            Api.EXPORTS,
            fileToken,
            token,
            String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList()));
  }

  private List<String> ends() {
    return program
        .sql()
        .sql(
            "select detail from audit_event where deed = 'file.send' and object_id = ? order by id")
        .param(taskId)
        .query(String.class)
        .list();
  }

  /** Somebody who takes little at a time; has asked, and has read the head of the answer. */
  private Socket reader() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), program.node().port()));
    socket.getOutputStream().write(get("Connection: close").getBytes(StandardCharsets.ISO_8859_1));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException(head.toString());
      }
      head.append((char) next);
    }
    assertThat(head).startsWith("HTTP/1.1 200");
    return socket;
  }

  @Test
  void oneConnectionFetchesAgainAndAgainEvenBeforeTheAnswersCome() throws IOException {
    String etag;
    try (KeptConnection connection = KeptConnection.open(program.node().port())) {
      connection.write(
          get() + get("Range: bytes=%d-%d".formatted(MIDDLE, SIZE - 2)) + request("HEAD"));

      KeptConnection.Reply whole = connection.read();
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.body().equals(content)).as("the whole file").isTrue();
      etag = whole.header("ETag");
      KeptConnection.Reply part = connection.read();
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.body().equals(content.substring(MIDDLE, SIZE - 1))).as("a part").isTrue();
      assertThat(connection.readHead().header("Content-Length")).isEqualTo("" + SIZE);

      connection.write(get("If-None-Match: " + etag));
      assertThat(connection.readHead().status()).isEqualTo(304);
      connection.write(get("Range: bytes=-1", "If-Range: " + etag));
      assertThat(connection.read().body()).isEqualTo(content.substring(SIZE - 1));
      connection.write(get("Range: bytes=" + SIZE + "-"));
      connection.read().expect(416, 121003);
      connection.write(get("Connection: close"));
      assertThat(connection.read().body().equals(content)).as("the whole file again").isTrue();
      assertThat(connection.closed()).isTrue();
    }
    Await.until("the ends to be written down", () -> ends().size() == 4);
    assertThat(ends())
        .containsExactly(
            SIZE + " bytes, complete",
            SIZE - 1 - MIDDLE + " bytes, complete",
            "1 bytes, complete",
            SIZE + " bytes, complete");
  }

  @Test
  void whoReadsSlowlyGetsAFileThatIsDeletedMeanwhile() throws IOException {
    try (Socket socket = reader()) {
      Files.delete(file());
      InputStream in = socket.getInputStream();
      StringBuilder all = new StringBuilder(SIZE);
      all.append(new String(in.readNBytes(200_000), StandardCharsets.ISO_8859_1));
      assertThat(ends()).as("it waits for its reader").isEmpty();
      all.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));

      assertThat(all.toString().equals(content)).as("the whole file").isTrue();
    }
    Await.until("the end to be written down", () -> !ends().isEmpty());
    assertThat(ends()).containsExactly(SIZE + " bytes, complete");
  }

  @Test
  void whoGoesAwayIsNoticed() throws IOException {
    try (Socket socket = reader()) {
      socket.getInputStream().readNBytes(10_000);
    }

    Await.until("the end to be written down", () -> !ends().isEmpty());
    String[] words = ends().getFirst().split(" ", 2);
    assertThat(words[1]).isEqualTo("bytes, broken off");
    assertThat(Long.parseLong(words[0])).isBetween(10_000L, SIZE - 1L);
    Await.until(
        "its slot to be free",
        () -> program.api().download(token, fileToken, "Range", "bytes=0-0").status() == 206);
  }

  @Test
  void aFileThatCannotBeReadToItsEndBreaksTheConnectionOff() throws IOException {
    String received;
    try (Socket socket = reader()) {
      try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
        channel.truncate(SIZE - 1L);
      }

      received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    // The last buffer may have been read in part when the end came too early: it is not sent.
    assertThat(received.length()).isLessThan(SIZE);
    assertThat(content.startsWith(received)).as("the beginning of the file").isTrue();
    Await.until("the end to be written down", () -> !ends().isEmpty());
    assertThat(ends()).containsExactly(received.length() + " bytes, broken off");
  }
}
