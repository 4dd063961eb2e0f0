package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A connection that stays open: a test writes requests on it, and reads answer after answer. */
public final class KeptConnection implements AutoCloseable {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final Socket socket;
  private final InputStream in;

  private KeptConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(Math.toIntExact(LONGEST_SILENCE.toMillis()));
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static KeptConnection open(int port) throws IOException {
    return open("127.0.0.1", port);
  }

  /**
   * Opens one.
   *
   * @param address a literal one
   */
  public static KeptConnection open(String address, int port) throws IOException {
    return new KeptConnection(new Socket(InetAddress.ofLiteral(address), port));
  }

  /**
   * One answer.
   *
   * @param head status line and headers
   */
  public record Reply(String head, String body) {
    public int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    /** The value of a header; empty = it is not there. */
    public String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }

    /** Fails unless it has this status and this code. */
    public Reply expect(int status, int code) {
      assertThat(head + "\n\n" + body)
          .matches("(?s)HTTP/1.1 " + status + " .*\\{\"code\":" + code + ",.*");
      return this;
    }
  }

  /** Sends a head and what comes after it, in Latin-1. */
  public KeptConnection send(String body, String... lines) throws IOException {
    return write(String.join("\r\n", lines) + "\r\n\r\n" + body);
  }

  /** Sends bytes, in Latin-1. */
  public KeptConnection write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads one answer, to its end and no further. */
  public Reply read() throws IOException {
    String head = head();
    Reply bare = new Reply(head, "");
    String length = bare.header("Content-Length");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (bare.header("Transfer-Encoding").equals("chunked")) {
      for (int size = chunk(); size > 0; size = chunk()) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
      line();
    } else if (!length.isEmpty()) {
      body.writeBytes(in.readNBytes(Integer.parseInt(length)));
    } else if (bare.status() >= 200) {
      body.writeBytes(in.readAllBytes());
    }
    return new Reply(head, body.toString(StandardCharsets.UTF_8));
  }

  /** Reads an answer that has no body, whatever its headers say. */
  public Reply readHead() throws IOException {
    return new Reply(head(), "");
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
    }
    assertThat(head.toString()).as("an answer").startsWith("HTTP/1.1 ");
    return head.toString();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
  }

  /** Whether the server sent all and closed; waits for it. */
  public boolean closed() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
