package io.roomledger.database;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server program running: one that ends by itself (killed, out of memory) is started again
 * on the same data and the same port, for as long as it takes. Whoever was connected finds their
 * connections broken, and what was committed still there.
 */
final class PostgresSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);

  /** Who runs so long has not ended for the reason that the last one did. */
  private static final Duration LASTING = Duration.ofMinutes(1);

  private final Start again;
  private final Thread thread;
  private volatile PostgresServer server;
  private volatile boolean closed;

  /** One try at starting the program. */
  @FunctionalInterface
  interface Start {
    /**
     * A server that accepts connections.
     *
     * @throws DatabaseStartException when it ended before that, with its last words
     */
    PostgresServer start() throws IOException, InterruptedException;
  }

  /**
   * @param first runs already
   */
  PostgresSupervisor(PostgresServer first, Start again) {
    this.server = first;
    this.again = again;
    this.thread = Thread.ofPlatform().name("postgres-supervisor").daemon(true).start(this::run);
  }

  /** The server that runs, or that ran last. */
  PostgresServer server() {
    return server;
  }

  /** Stops the server; it is not started again. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    server.stop();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Backoff backoff = new Backoff();
    try {
      while (!closed) {
        long runsSince = System.nanoTime();
        server.awaitEnd();
        if (System.nanoTime() - runsSince > LASTING.toNanos()) {
          backoff.reset();
        }
        long endedAt = System.nanoTime();
        PostgresServer next = null;
        while (next == null && !closed) {
          Thread.sleep(backoff.next());
          next = tried();
        }
        if (next != null) {
          server = next;
          LOG.warn(
              "PostgreSQL runs again, {} ms after it ended",
              Duration.ofNanos(System.nanoTime() - endedAt).toMillis());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted, which is how it ends");
    }
  }

  private @Nullable PostgresServer tried() throws InterruptedException {
    try {
      return again.start();
    } catch (IOException | RuntimeException e) {
      LOG.error("PostgreSQL could not be started again, trying on: {}", e.getMessage());
      return null;
    }
  }
}
