package io.roomledger.cli;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file into a {@link PartFile}, over as many connections as it takes: what has arrived
 * is kept when the server names its version with an ETag and can continue, else it begins again.
 */
final class Download {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  private final OpenPlatform platform;
  private final Retry retry;
  private final Progress progress;
  private final PartFile file;

  private @Nullable String strongEtag;
  private long expected = -1;
  private long furthest;

  Download(OpenPlatform platform, Retry retry, Progress progress, PartFile file) {
    this.platform = platform;
    this.retry = retry;
    this.progress = progress;
    this.file = file;
  }

  /** Gives the size of the whole file in bytes. */
  long fetch(String fileToken) throws Failure {
    return retry.until(() -> once(fileToken));
  }

  private long once(String fileToken) throws IOException, Refused, Failure {
    long before = file.size();
    Transfer transfer = new Transfer(before);
    @Nullable Answer answer;
    try {
      answer = platform.download(fileToken, transfer::askForRest, transfer::receive, transfer);
    } catch (IOException e) {
      transfer.close();
      transfer.look();
      throw transfer.broken("the connection broke (%s)".formatted(e.getMessage()), e);
    } finally {
      transfer.close();
    }
    transfer.look();
    if (answer != null && (answer.status() == 206 || answer.status() == 416)) {
      // It cannot continue where we are; from the beginning, then.
      strongEtag = null;
      throw transfer.broken("the server continues at another place than asked", null);
    }
    if (answer != null) {
      answer.accepted();
      throw Failure.of(
          ExitCode.SERVER_FAILED,
          "the server answers the download with a message instead of a file");
    }
    if (expected >= 0 && file.size() != expected) {
      throw transfer.broken("%d of %d bytes came".formatted(file.size(), expected), null);
    }
    progress.download(file.size(), file.size());
    return file.size();
  }

  /**
   * One connection's part. Closed before the next begins, so that a late chunk cannot get into the
   * next one's bytes.
   */
  private final class Transfer implements Http.Watch, AutoCloseable {
    private final long before;
    private long received;
    private boolean closed;
    private @Nullable IOException localFault;

    Transfer(long before) {
      this.before = before;
    }

    void askForRest(HttpRequest.Builder request) {
      String etag = strongEtag;
      if (before > 0 && etag != null) {
        request.header("Range", "bytes=" + before + "-").header("If-Range", etag);
      }
    }

    /** A file goes to disk and gives null; everything else is read as a message. */
    synchronized BodySubscriber<@Nullable Answer> receive(ResponseInfo info) {
      if (closed) {
        return BodySubscribers.replacing(null);
      }
      String type = info.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
      boolean message = type.contains("json") || type.contains("html");
      if (message || !accept(info)) {
        return BodySubscribers.mapping(
            BodySubscribers.limiting(BodySubscribers.ofByteArray(), 1_000_000),
            bytes -> Answer.of(info, bytes));
      }
      return BodySubscribers.mapping(
          BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::write)), _ -> null);
    }

    private boolean accept(ResponseInfo info) {
      if (info.statusCode() == 200) {
        expected = info.headers().firstValueAsLong("Content-Length").orElse(-1);
        strongEtag =
            info.headers().firstValue("ETag").filter(etag -> !etag.startsWith("W/")).orElse(null);
        try {
          file.restart();
        } catch (IOException e) {
          localFault = e;
        }
        return true;
      }
      Matcher range = CONTENT_RANGE.matcher(info.headers().firstValue("Content-Range").orElse(""));
      return info.statusCode() == 206
          && range.matches()
          && Long.parseLong(range.group(1)) == before
          && Long.parseLong(range.group(3)) == expected;
    }

    private synchronized void write(byte[] bytes) {
      if (closed || localFault != null) {
        return;
      }
      try {
        file.append(ByteBuffer.wrap(bytes));
        received += bytes.length;
      } catch (IOException e) {
        localFault = e;
      }
    }

    /**
     * Whether this try counts as failed depends on whether it brought us further than any before.
     */
    IOException broken(String message, @Nullable Throwable cause) throws Failure {
      boolean progressed = file.size() > furthest;
      furthest = Math.max(furthest, file.size());
      return new Retry.BrokenOff(message, progressed, cause);
    }

    @Override
    public synchronized long sign() {
      return received;
    }

    @Override
    public synchronized void look() throws Failure {
      if (localFault != null) {
        throw PartFile.fault(localFault);
      }
      if (received > 0) {
        progress.download(file.size(), expected);
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
    }
  }
}
