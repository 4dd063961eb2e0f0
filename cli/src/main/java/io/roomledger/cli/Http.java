package io.roomledger.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its answer, given up when the server stays silent or the command's time is over.
 */
final class Http implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SLICE = Duration.ofMillis(200);

  private final HttpClient client;
  private final Duration stall;
  private final Deadline deadline;

  Http(Duration stall, Deadline deadline) {
    this.stall = stall;
    this.deadline = deadline;
    // HTTP/1.1, because an upgrade offer confuses some proxies. No redirects: the JDK would carry
    // our credentials along.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(stall.compareTo(CONNECT) < 0 ? stall : CONNECT)
            .build();
  }

  /** Looks at a running exchange a few times a second. */
  interface Watch {
    /** Anything that changes while the server is not silent. */
    long sign();

    /** May draw, and may end the exchange. */
    void look() throws Failure;
  }

  /** For short answers: only the answer itself is a sign of life. */
  static final Watch NOTHING =
      new Watch() {
        @Override
        public long sign() {
          return 0;
        }

        @Override
        public void look() {}
      };

  /** The JDK's own timeout ends with the headers; this one holds for the body too. */
  <T> T exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler, Watch watch)
      throws IOException, Failure {
    CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, handler);
    try {
      long sign = watch.sign();
      long heard = System.nanoTime();
      while (true) {
        try {
          return exchange
              .get(Math.min(SLICE.toMillis(), stall.toMillis()), TimeUnit.MILLISECONDS)
              .body();
        } catch (TimeoutException e) {
          watch.look();
          deadline.check();
          long now = System.nanoTime();
          if (watch.sign() != sign) {
            sign = watch.sign();
            heard = now;
          } else if (now - heard >= stall.toNanos()) {
            throw new HttpTimeoutException("silent for " + Units.seconds(stall));
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitCode.UNEXPECTED, "interrupted");
    } finally {
      // Ends the exchange when it has not ended by itself.
      exchange.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
