package io.roomledger.matrix;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that does as little as a client can, so that what is timed is the server. */
final class KeptConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
  }

  static byte[] get(String path, String token) {
    return ("GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The nanoseconds from the first byte of the request to the last of the answer.
   *
   * @param status what the answer must have
   */
  long time(byte[] request, int status) throws IOException {
    long begin = System.nanoTime();
    socket.getOutputStream().write(request);
    String first = line();
    int length = -1;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:");
    }
    if (chunked) {
      for (int chunk = -1; chunk != 0; ) {
        chunk = Integer.parseInt(line().strip(), 16);
        in.skipNBytes(chunk);
        line();
      }
    } else {
      in.skipNBytes(length);
    }
    long taken = System.nanoTime() - begin;
    if (!first.startsWith("HTTP/1.1 " + status)) {
      throw new IOException("unexpected answer: " + first);
    }
    return taken;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
