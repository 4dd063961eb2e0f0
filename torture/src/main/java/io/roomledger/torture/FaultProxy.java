package io.roomledger.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a node and what it talks to, and misbehaves. */
final class FaultProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;
  private static final byte[] FAULT =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final int target;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.PASS;

  /** What it does with what comes. */
  enum Mode {
    PASS,
    /** Holds every byte back, in both directions; connections can be made. */
    HANG,
    /** Answers each request with HTTP 500. */
    FAULT,
    /** Breaks off each connection at the first bytes. */
    DROP
  }

  private static final class Link {
    final Socket near;
    final Socket far;
    final AtomicLong received = new AtomicLong();
    volatile boolean hung;

    Link(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    /** With a reset, not in order. */
    void cut() {
      for (Socket socket : List.of(near, far)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          // It was cut before: all that is wanted.
          hung = false;
        }
      }
    }
  }

  FaultProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon(true).name("proxy").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void mode(Mode next) {
    mode = next;
    if (next == Mode.DROP) {
      cut();
    }
  }

  /** Resets every connection that there is; new ones pass. */
  void cut() {
    links.forEach(Link::cut);
    links.clear();
  }

  /** Lets everything pass again, and resets what has waited. */
  void cutWhenPassing() {
    cut();
    mode = Mode.PASS;
  }

  /** What was brought so far counts for nothing. */
  void forget() {
    links.forEach(link -> link.received.set(0));
  }

  /** Hangs the one connection that brought the most since, for ever. */
  void hangBusiest() {
    links.stream()
        .filter(link -> !link.near.isClosed())
        .max(Comparator.comparingLong(link -> link.received.get()))
        .ifPresent(link -> link.hung = true);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        Link link = new Link(near, new Socket(InetAddress.getLoopbackAddress(), target));
        links.add(link);
        Thread.startVirtualThread(() -> pump(link, true));
        Thread.startVirtualThread(() -> pump(link, false));
      } catch (IOException e) {
        // The target is away, or the run is over: whoever connected is told by the next bytes.
        Thread.onSpinWait();
      }
    }
  }

  private void pump(Link link, boolean outwards) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = (outwards ? link.near : link.far).getInputStream();
      OutputStream out = (outwards ? link.far : link.near).getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        while (mode == Mode.HANG || link.hung) {
          Thread.sleep(20);
        }
        if (mode == Mode.DROP) {
          link.cut();
          return;
        }
        if (mode == Mode.FAULT && outwards) {
          link.near.getOutputStream().write(FAULT);
          link.near.shutdownOutput();
          return;
        }
        out.write(buffer, 0, read);
        if (!outwards) {
          link.received.addAndGet(read);
        }
      }
    } catch (IOException e) {
      // One end is gone; so is the other, below.
      links.remove(link);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (mode != Mode.FAULT) {
        link.cut();
      }
      links.remove(link);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
