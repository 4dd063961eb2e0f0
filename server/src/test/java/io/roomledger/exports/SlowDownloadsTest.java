package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Those who fetch a file and do not read it: they take little, and nothing from others. */
final class SlowDownloadsTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));
  private static final int DOWNLOADS = 2000;

  /** More than the system keeps of it on the way. */
  private static final int FILE_BYTES = 1 << 20;

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(
          Map.of(
              "roomledger.connections.send-buffer",
              "16KB",
              "roomledger.connections.longest-silence",
              "10m",
              "roomledger.connections.downloads",
              DOWNLOADS));

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());

  private record Export(String taskId, String fileToken) {}

  /** An export whose file is large. */
  private Export large() throws IOException {
    String taskId = program.api().create(token, ORDER);
    String fileToken = program.api().fileToken(token, taskId);
    Files.write(program.finishedFiles().resolve(taskId + "-1.xlsx"), new byte[FILE_BYTES]);
    program
        .sql()
        .sql("update export_task set file_size = ? where task_id = ?")
        .params(FILE_BYTES, Long.valueOf(taskId))
        .update();
    return new Export(taskId, fileToken);
  }

  /** Asks for the file, and reads nothing of it. */
  private SocketChannel ask(int port, Export export) throws IOException {
    SocketChannel socket = SocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String head =
        "GET /open-apis/vc/v1/exports/download?file_token="
            + export.fileToken()
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\nConnection: close\r\n\r\n";
    socket.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
    return socket;
  }

  private static int noted(Export export, String deed, String detail) {
    return program
        .sql()
        .sql(
            """
            select count(*) from audit_event
             where deed = :deed and object_id = :task and coalesce(detail, '') like :detail
            """)
        .param("deed", deed)
        .param("task", export.taskId())
        .param("detail", detail)
        .query(Integer.class)
        .single();
  }

  /** Everything there is to come. */
  private static String readAll(SocketChannel socket) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(FILE_BYTES + (8 << 10));
    while (socket.read(all) >= 0) {
      assertThat(all.hasRemaining()).isTrue();
    }
    all.flip();
    String text = StandardCharsets.ISO_8859_1.decode(all).toString();
    int body = text.indexOf("\r\n\r\n") + 4;
    assertThat(text.length() - body).isEqualTo(FILE_BYTES);
    return text.substring(0, text.indexOf("\r\n"));
  }

  @Test
  void twoThousandThatDoNotReadTakeNothingFromOthersAndGetTheirFileInTheEnd() throws IOException {
    Export export = large();
    List<SocketChannel> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < DOWNLOADS; i++) {
        sockets.add(ask(program.node().port(), export));
      }
      Await.until(
          "all downloads to be under way", () -> noted(export, "file.open", "%") == DOWNLOADS);

      for (int i = 0; i < 100; i++) {
        program.api().await(token, program.api().create(token, ORDER), 3);
      }
      assertThat(noted(export, "file.send", "%")).as("all of them still wait").isZero();
      program.api().download(token, export.fileToken()).expect(429, 99991400);
      assertThat(connectionsInUse()).as("held by downloads").isZero();

      for (SocketChannel socket : sockets) {
        assertThat(readAll(socket)).startsWith("HTTP/1.1 200");
      }
      Await.until(
          "all to be complete",
          () -> noted(export, "file.send", FILE_BYTES + " bytes, complete") == DOWNLOADS);
    } finally {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    }
  }

  /** Transactions that somebody has open and does nothing in. */
  private static int connectionsInUse() {
    return program
        .sql()
        .sql(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and state = 'idle in transaction'
               and state_change < now() - interval '1 s'
            """)
        .query(Integer.class)
        .single();
  }

  @Test
  void whoTakesNothingForTooLongIsLetGo() throws IOException {
    Export export = large();
    try (TestNode node =
            program.startNode(
                Map.of("roomledger.connections.longest-silence", Duration.ofSeconds(1)));
        SocketChannel socket = ask(node.port(), export)) {
      Await.until(
          "the download to be given up", () -> noted(export, "file.send", "%broken off") == 1);

      assertThat(socket.isOpen()).isTrue();
    }
    assertThat(program.api().download(token, export.fileToken()).body()).hasSize(FILE_BYTES);
  }
}
