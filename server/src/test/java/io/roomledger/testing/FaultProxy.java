package io.roomledger.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Stands before an HTTP service and spoils what goes through: answers 500 in its place, falls
 * silent, drops the connection in the middle of a body, gives other bytes. It changes nothing that
 * a signature is of.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<Request, Fault> faults = request -> Fault.NONE;

  /** The first line of a request, and the how manyth it is from 1 on. */
  public record Request(String method, String path, long number) {
    /** Whether it reads or writes an object, and not the bucket. */
    public boolean ofObject() {
      return path.split("\\?", 2)[0].split("/", -1).length > 2;
    }
  }

  /** What is done. */
  public enum Kind {
    NONE,
    /** Answers 500 in the service's place. */
    ERROR,
    /** Answers nothing in the service's place. */
    HANG,
    /** Closes the connection before an answer; the service got the request. */
    LOSE_ANSWER,
    /** Closes the connection after so many bytes of the body. */
    DROP,
    /** Gives no more after so many bytes of the body. */
    STALL,
    /** Gives another byte after so many. */
    CORRUPT
  }

  /**
   * A fault.
   *
   * @param after so many bytes of the answer's body go through first
   */
  public record Fault(Kind kind, long after) {
    public static final Fault NONE = new Fault(Kind.NONE, 0);

    public static Fault of(Kind kind) {
      return new Fault(kind, 0);
    }
  }

  private FaultProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Starts one before a port of this machine. */
  public static FaultProxy before(int target) throws IOException {
    FaultProxy proxy =
        new FaultProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().name("fault-proxy").start(proxy::accept);
    return proxy;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** From now on asks this what to do with each request. */
  public void spoil(Function<Request, Fault> chosen) {
    faults = chosen;
  }

  /** From now on lets all through. */
  public void heal() {
    faults = request -> Fault.NONE;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  /** One request of a connection, and its end: so nothing has to be known of the answer's form. */
  private void serve(Socket client) {
    try (client;
        Socket service = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(service);
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      String[] line = head.split(" ", 3);
      Fault fault = faults.apply(new Request(line[0], line[1], requests.incrementAndGet()));
      if (fault.kind() == Kind.HANG) {
        closed.await();
        return;
      }
      OutputStream out = service.getOutputStream();
      boolean forwarded = fault.kind() != Kind.ERROR;
      if (forwarded) {
        out.write(withoutKeepAlive(head).getBytes(StandardCharsets.ISO_8859_1));
      }
      pass(in, forwarded ? out : OutputStream.nullOutputStream(), contentLength(head));
      out.flush();
      answer(fault, service, client);
    } catch (IOException e) {
      // One of the two is gone: so is the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  private void answer(Fault fault, Socket service, Socket client)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    if (fault.kind() == Kind.ERROR) {
      out.write(
          "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return;
    }
    InputStream in = new BufferedInputStream(service.getInputStream());
    String head = head(in);
    if (fault.kind() == Kind.LOSE_ANSWER) {
      return;
    }
    out.write(withoutKeepAlive(head).getBytes(StandardCharsets.ISO_8859_1));
    if (fault.kind() == Kind.NONE) {
      in.transferTo(out);
    } else {
      pass(in, out, fault.after());
      out.flush();
      spoilBody(fault.kind(), in, out);
    }
    out.flush();
  }

  private void spoilBody(Kind kind, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    switch (kind) {
      case STALL -> closed.await();
      case CORRUPT -> {
        int one = in.read();
        if (one >= 0) {
          out.write(one ^ 0x40);
          in.transferTo(out);
        }
      }
      default -> {
        // The connection ends here.
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0;
    while (last != 0x0d0a0d0a) {
      int one = in.read();
      if (one < 0) {
        throw new EOFException();
      }
      bytes.write(one);
      last = last << 8 | one;
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String withoutKeepAlive(String head) {
    return head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static long contentLength(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return 0;
  }

  private static void pass(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
