package io.roomledger.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which a test writes the bytes itself, and reads them as they come. */
public final class RawConnection {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private RawConnection() {}

  /** Sends the head of one request, in Latin-1, and reads until the server closes. */
  public static String send(int port, String... lines) throws IOException {
    return sendBody(port, "", lines);
  }

  /** Sends a head and what comes after it, then says that no more comes. */
  public static String sendBody(int port, String body, String... lines) throws IOException {
    String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n" + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Math.toIntExact(LONGEST_SILENCE.toMillis()));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
