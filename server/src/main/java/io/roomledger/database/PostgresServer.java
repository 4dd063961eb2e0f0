package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the server program.
 *
 * <p>A platform thread of its own starts it, drains its log and waits for its end. It must be that
 * one thread for the whole time: the kernel sends the parent-death signal when the <em>thread</em>
 * that started the process ends.
 */
final class PostgresServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

  private final Path cluster;
  private final ServerSignal signal;
  private final ServerLog log;
  private final Process process;
  private final CompletableFuture<Void> drained;
  private volatile boolean expectedToRun;

  private PostgresServer(
      Path cluster,
      ServerSignal signal,
      ServerLog log,
      Process process,
      CompletableFuture<Void> drained) {
    this.cluster = cluster;
    this.signal = signal;
    this.log = log;
    this.process = process;
    this.drained = drained;
  }

  /** Starts the program; it is not yet ready. */
  static PostgresServer launch(
      ProcessBuilder command, Path cluster, ServerSignal signal, ServerLog log)
      throws IOException, InterruptedException {
    CompletableFuture<PostgresServer> launched = new CompletableFuture<>();
    CompletableFuture<Void> drained = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("postgres")
        .daemon(true)
        .start(() -> {
          try {
            Process process = command.start();
            process.getOutputStream().close();
            PostgresServer server = new PostgresServer(cluster, signal, log, process, drained);
            launched.complete(server);
            server.attend();
          } catch (IOException | RuntimeException e) {
            launched.completeExceptionally(e);
          }
        });
    try {
      return launched.get();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      var _ = launched.thenAccept(PostgresServer::stop);
      throw e;
    }
  }

  /**
   * Waits until connections are accepted.
   *
   * @return false when the program has ended; {@link #lastWords} says why
   * @throws DatabaseStartException when neither happens within the limit
   */
  boolean awaitReady(Duration limit) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long nextProgress = PROGRESS.toNanos();
    while (System.nanoTime() - begin < limit.toNanos()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      if (PostmasterFile.read(cluster)
          .filter(file -> file.pid() == process.pid() && file.ready())
          .isPresent()) {
        expectedToRun = true;
        return true;
      }
      if (System.nanoTime() - begin > nextProgress) {
        LOG.info("PostgreSQL is still starting (recovering after a crash?)\n{}", log.tail());
        nextProgress += PROGRESS.toNanos();
      }
    }
    throw new DatabaseStartException(
        "PostgreSQL was not ready after %d s. Its last words:\n%s"
            .formatted(limit.toSeconds(), log.tail()));
  }

  /** What the program said before it ended. */
  String lastWords() throws InterruptedException {
    try {
      drained.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The server's output has not ended", e);
    }
    return log.tail();
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end, however that comes, and for its last words. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
    lastWords();
  }

  /**
   * Ends the program and waits for it: sessions are broken off, what was committed is on disk.
   * Harder means only when it does not obey.
   */
  void stop() {
    expectedToRun = false;
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.isAlive() || (signal.send("INT", pid()) && ended(FAST_SHUTDOWN))) {
        return;
      }
      LOG.warn(
          "PostgreSQL did not stop within {}; it will recover at its next start", FAST_SHUTDOWN);
      if (!signal.send("QUIT", pid()) || !ended(IMMEDIATE_SHUTDOWN)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroy();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean ended(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attend() {
    try {
      log.drain(process.getInputStream());
    } catch (IOException e) {
      LOG.debug("The server's output broke off", e);
    }
    drained.complete(null);
    try {
      int code = process.waitFor();
      if (expectedToRun) {
        LOG.error(
            "PostgreSQL ended by itself (exit code {}). Its last words:\n{}", code, log.tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
