package io.roomledger.exports;

import io.roomledger.files.Digests;
import io.roomledger.files.FileStore;
import io.roomledger.files.StorageException;
import io.roomledger.files.StoredFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a download, a buffer at a time. Those of a whole file out of a store that is not
 * taken at its word are digested on the way, and the last of them are only given when all are those
 * that were published.
 */
final class DownloadBody implements Closeable {
  private final InputStream in;
  private final StoredFile file;
  private final @Nullable MessageDigest digest;
  private long left;

  private DownloadBody(InputStream in, StoredFile file, long length, boolean checked) {
    this.in = in;
    this.file = file;
    this.digest = checked ? Digests.sha256() : null;
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
