package io.roomledger.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Some bytes of an object, streamed. A connection that drops or falls silent is made anew, at the
 * byte where it ended and for the same version of the object; a few times in a row, and as often as
 * bytes keep coming: a store closes connections of readers who take their time.
 */
final class S3Reading extends InputStream {
  private static final Logger log = LoggerFactory.getLogger(S3Reading.class);
  private static final int MOST_IN_A_ROW = 3;

  /** So many bytes after a break are progress. */
  private static final long PROGRESS_BYTES = 64 << 10;

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  private final S3Bucket bucket;
  private final StoredFile file;
  private final long last;
  private long position;
  private ResponseInputStream<GetObjectResponse> in;
  private final @Nullable String etag;
  private int breaks;
  private long positionOfBreak;

  /**
   * Asks for the bytes, and has the answer's head when this returns.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such object
   */
  S3Reading(S3Bucket bucket, StoredFile file, long first, long length) throws IOException {
    this.bucket = bucket;
    this.file = file;
    this.position = first;
    this.last = first + length - 1;
    this.in = open(null);
    this.etag = in.response().eTag();
  }

  private ResponseInputStream<GetObjectResponse> open(@Nullable String version) throws IOException {
    ResponseInputStream<GetObjectResponse> opened = bucket.get(file.key(), position, last, version);
    String problem = problem(opened.response());
    if (problem != null) {
      opened.abort();
      throw new StorageException(file.key() + ": " + problem);
    }
    return opened;
  }

  /** What is wrong with the answer's head; null when nothing is. */
  private @Nullable String problem(GetObjectResponse answer) {
    long wanted = last - position + 1;
    if (answer.contentLength() == null || answer.contentLength() != wanted) {
      return "the store gives %s bytes and not the %d asked for"
          .formatted(answer.contentLength(), wanted);
    }
    String range = answer.contentRange();
    // A store that knows no ranges gives the whole; the length was right, so the whole was asked
    // for.
    if (range == null) {
      return wanted == file.size() ? null : "the store does not say which bytes it gives";
    }
    Matcher matcher = CONTENT_RANGE.matcher(range);
    boolean right =
        matcher.matches()
            && Long.parseLong(matcher.group(1)) == position
            && Long.parseLong(matcher.group(2)) == last
            && Long.parseLong(matcher.group(3)) == file.size();
    return right ? null : "the store gives other bytes than were asked for: " + range;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (position > last) {
      return -1;
    }
    int most = (int) Math.min(length, last - position + 1);
    while (true) {
      try {
        int read = in.read(bytes, offset, most);
        if (read < 0) {
          throw new EOFException("the connection ended " + (last - position + 1) + " bytes early");
        }
        position += read;
        return read;
      } catch (IOException e) {
        resume(e);
      } catch (SdkException e) {
        resume(StorageException.of("GET " + file.key(), e));
      }
    }
  }

  private void resume(IOException broken) throws IOException {
    in.abort();
    IOException cause = broken;
    while (true) {
      if (position - positionOfBreak >= PROGRESS_BYTES) {
        breaks = 0;
      }
      positionOfBreak = position;
      breaks++;
      if (breaks > MOST_IN_A_ROW || Thread.currentThread().isInterrupted()) {
        throw cause;
      }
      log.info("{} is read on from byte {}: {}", file.key(), position, cause.toString());
      try {
        in = open(etag);
        return;
      } catch (StorageException e) {
        if (!e.mayPass()) {
          throw e;
        }
        e.addSuppressed(cause);
        cause = e;
      }
    }
  }

  /** Breaks the connection off when not all was read: to read the rest would take as long. */
  @Override
  public void close() throws IOException {
    if (position > last) {
      in.close();
    } else {
      in.abort();
    }
  }
}
