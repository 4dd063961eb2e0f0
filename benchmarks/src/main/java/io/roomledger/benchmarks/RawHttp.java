package io.roomledger.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * HTTP/1.1 on one connection that is kept, in as few instructions as possible: on a machine whose
 * cores it shares with the server, a client that works much measures itself.
 */
final class RawHttp implements AutoCloseable {
  private final int port;
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  RawHttp(int port) throws IOException {
    this.port = port;
    socket = connect(port);
    in = input(socket);
    out = socket.getOutputStream();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static InputStream input(Socket socket) throws IOException {
    return new BufferedInputStream(socket.getInputStream(), 1 << 14);
  }

  /** An answer whose body is text. */
  record Answer(int status, String body) {}

  /** The bytes of a request with a JSON body, to be sent any number of times. */
  static byte[] post(String path, String token, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
            + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
            + "Content-Length: "
            + body.length
            + "\r\n\r\n"
            + json;
    return head.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] get(String path, String token) {
    String head =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.UTF_8);
  }

  Answer send(byte[] request) throws IOException {
    out.write(request);
    out.flush();
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    boolean chunked = false;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.equals("connection: close")) {
        last = true;
      }
    }
    Answer answer = new Answer(status, chunked ? chunks() : exactly(length));
    if (last) {
      reconnect();
    }
    return answer;
  }

  /** Servers end a connection after so many requests. */
  private void reconnect() throws IOException {
    socket.close();
    socket = connect(port);
    in = input(socket);
    out = socket.getOutputStream();
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line().strip(), 16);
      body.append(exactly(length));
      line();
      if (length == 0) {
        return body.toString();
      }
    }
  }

  private String exactly(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
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
