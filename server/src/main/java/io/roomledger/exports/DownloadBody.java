package io.roomledger.exports;

import io.roomledger.files.Digests;
import io.roomledger.files.FilePart;
import io.roomledger.files.FileStore;
import io.roomledger.files.StorageException;
import io.roomledger.files.StoredFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a download, a buffer at a time. Those of a whole file out of a store that is not
 * taken at its word are digested on the way, and the last of them are only given when all are those
 * that were published.
 */
final class DownloadBody implements Closeable {
  /**
   * What the system copies in one go, on a thread that nobody else can have meanwhile: the time of
   * one reading from a disk.
   */
  private static final long MOST_PASSED = 1 << 20;

  private final InputStream in;
  private final StoredFile file;
  private final @Nullable MessageDigest digest;

  /** The same as the stream when its bytes may go past this program. */
  private final @Nullable FilePart part;

  private long left;

  private DownloadBody(InputStream in, StoredFile file, long length, boolean checked) {
    this.in = in;
    this.file = file;
    this.digest = checked ? Digests.sha256() : null;
    this.part = !checked && in instanceof FilePart local ? local : null;
    this.left = length;
  }

  static DownloadBody open(FileStore store, StoredFile file, ByteRange range) throws IOException {
    return new DownloadBody(
        store.open(file, range.first(), range.length()),
        file,
        range.length(),
        range.whole() && store.isElsewhere());
  }

  /** Fills a buffer with what comes next; with how many bytes, 0 when there is nothing more. */
  int next(byte[] buffer) throws IOException {
    int wanted = (int) Math.min(buffer.length, left);
    int filled = in.readNBytes(buffer, 0, wanted);
    if (filled < wanted) {
      throw new EOFException("the file is shorter than its task says");
    }
    left -= filled;
    if (digest != null) {
      digest.update(buffer, 0, filled);
      if (left == 0 && filled > 0) {
        check(digest);
      }
    }
    return filled;
  }

  /** Whether the bytes may go past this program: they are a local file's, and not digested. */
  boolean canPass() {
    return part != null;
  }

  /**
   * Has the system copy some of what comes next to a connection on which a write never waits.
   *
   * @return how many bytes the connection took; 0 when it has no room, nothing is left, or
   *     something is wrong, which is told by {@link #next} or by the next write
   */
  long pass(WritableByteChannel connection) {
    if (part == null) {
      return 0;
    }
    try {
      long passed = part.copyTo(connection, MOST_PASSED);
      left -= passed;
      return passed;
    } catch (IOException e) {
      // It may be the file's fault or the connection's: who takes the next step alone knows.
      return 0;
    }
  }

  private void check(MessageDigest whole) throws StorageException {
    if (!HexFormat.of().formatHex(whole.digest()).equals(file.sha256())) {
      throw new StorageException(
          "the store has other bytes under " + file.key() + " than were published");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
