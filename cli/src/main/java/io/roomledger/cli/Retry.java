package io.roomledger.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which faults are tried again, how often and how soon.
 *
 * <p>All calls are tried again alike. Creating a task is not idempotent, but a second task costs
 * the server some work, while giving up costs the user the export.
 */
final class Retry {
  static final int ATTEMPTS = 5;
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Deadline deadline;
  private final Progress progress;

  Retry(Deadline deadline, Progress progress) {
    this.deadline = deadline;
    this.progress = progress;
  }

  /** One try. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException, Refused, Failure;
  }

  /** The connection broke in the middle of a body. */
  static final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean progressed;

    /**
     * @param progressed whether this try brought us any further; then it does not count as failed
     */
    BrokenOff(String message, boolean progressed, @Nullable Throwable cause) {
      super(message, cause);
      this.progressed = progressed;
    }
  }

  <T> T until(Attempt<T> attempt) throws Failure {
    int faults = 0;
    int rateLimits = 0;
    while (true) {
      deadline.check();
      try {
        return attempt.run();
      } catch (Refused e) {
        deadline.check();
        if (e.error().isRateLimit()) {
          Duration asked = e.requestedWait();
          // A reset of 0 means now; a moment's grace keeps a server with a coarse clock from
          // refusing again.
          wait(
              "the server's rate limit is reached",
              asked == null ? backOff(++rateLimits) : atLeastOneSecond(asked));
          continue;
        }
        faults++;
        if (e.error().httpStatus() < 500 || faults >= ATTEMPTS) {
          throw Failure.of(e.error());
        }
        wait("the server failed (HTTP %d)".formatted(e.error().httpStatus()), backOff(faults));
      } catch (IOException e) {
        deadline.check();
        faults = e instanceof BrokenOff broken && broken.progressed ? 1 : faults + 1;
        if (faults >= ATTEMPTS) {
          throw Failure.of(
              ExitCode.NETWORK,
              "%s, %d times in a row".formatted(explain(e), ATTEMPTS),
              "check --server and the network between here and there");
        }
        wait(explain(e), backOff(faults));
      }
    }
  }

  private void wait(String why, Duration duration) throws Failure {
    progress.notice("%s; trying again in %s".formatted(why, Units.seconds(duration)));
    deadline.pause(duration, () -> {});
  }

  private static Duration backOff(int count) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - 1, 10));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private static Duration atLeastOneSecond(Duration wait) {
    return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
  }

  private static String explain(IOException fault) {
    return switch (fault) {
      case BrokenOff broken -> String.valueOf(broken.getMessage());
      case HttpConnectTimeoutException timeout -> "no connection to the server in time";
      case ConnectException refused
          when refused.getCause() != null
              && refused.getCause().getCause() instanceof UnresolvedAddressException ->
          "the server's name is not known";
      case ConnectException refused -> "no connection to the server";
      default -> "the connection failed (%s)".formatted(fault.getMessage());
    };
  }
}
