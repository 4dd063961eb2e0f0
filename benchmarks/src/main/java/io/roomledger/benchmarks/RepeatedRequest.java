package io.roomledger.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One request, sent again and again on one kept connection, whose answers are all of one length: a
 * client that costs as good as nothing beside the server whose cores it shares.
 */
final class RepeatedRequest implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] request;
  private final byte[] begin;
  private final byte[] answer;

  /**
   * Sends it once, to learn how long an answer is.
   *
   * @param status what every answer must have
   */
  RepeatedRequest(int port, byte[] request, int status) throws IOException {
    this.request = request;
    begin = ("HTTP/1.1 " + status).getBytes(StandardCharsets.ISO_8859_1);
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    out.write(request);
    answer = new byte[lengthOfFirst()];
    send();
  }

  /** How many of it so many clients send in a second, for so long. */
  static double rate(int clients, int port, byte[] request, int status, int seconds)
      throws Exception {
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Callable<Long>> work =
          Collections.nCopies(clients, () -> sendUntil(end, port, request, status));
      long sent = 0;
      for (Future<Long> one : threads.invokeAll(work)) {
        sent += one.get();
      }
      return sent / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private static long sendUntil(long end, int port, byte[] request, int status) throws IOException {
    // The first two are sent on opening.
    long sent = 2;
    try (RepeatedRequest repeated = new RepeatedRequest(port, request, status)) {
      while (System.nanoTime() < end) {
        repeated.send();
        sent++;
      }
    }
    return sent;
  }

  /** The bytes of one answer, head and body. */
  private int lengthOfFirst() throws IOException {
    StringBuilder first = new StringBuilder();
    byte[] part = new byte[1 << 14];
    while (!isWhole(first)) {
      int read = in.read(part);
      if (read < 0) {
        throw new IOException("the server closed the connection after: " + first);
      }
      first.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
    }
    return first.length();
  }

  private static boolean isWhole(CharSequence answer) {
    String text = answer.toString();
    int body = text.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return false;
    }
    String head = text.substring(0, body).toLowerCase(java.util.Locale.ROOT);
    if (head.contains("transfer-encoding: chunked")) {
      return text.endsWith("\r\n0\r\n\r\n");
    }
    String name = "content-length: ";
    int at = head.indexOf(name) + name.length();
    int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    return text.length() - body >= length;
  }

  /** Sends it, and reads the answer. */
  void send() throws IOException {
    out.write(request);
    int read = in.readNBytes(answer, 0, answer.length);
    if (read < answer.length || !Arrays.equals(answer, 0, begin.length, begin, 0, begin.length)) {
      throw new IOException(
          "unexpected answer: " + new String(answer, 0, read, StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
