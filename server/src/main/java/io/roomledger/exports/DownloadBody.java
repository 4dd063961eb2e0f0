package io.roomledger.exports;

import io.roomledger.files.FileStore;
import io.roomledger.files.StorageException;
import io.roomledger.files.StoredFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a download, a buffer at a time. Those of a whole file are digested on the way, and
 * the last of them are only given when all are those that were published.
 */
final class DownloadBody implements Closeable {
  private static final int BUFFER_BYTES = 128 << 10;

  private final InputStream in;
  private final byte[] buffer;
  private final StoredFile file;
  private final @Nullable MessageDigest digest;
  private long left;
  private int filled;

  private DownloadBody(InputStream in, StoredFile file, ByteRange range) {
    this.in = in;
    this.file = file;
    this.digest = range.whole() ? sha256() : null;
    this.left = range.length();
    this.buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, left))];
  }

  static DownloadBody open(FileStore store, StoredFile file, ByteRange range) throws IOException {
    return new DownloadBody(store.open(file, range.first(), range.length()), file, range);
  }

  /** Fills the buffer with what comes next; {@link #filled} is 0 when there is nothing more. */
  void next() throws IOException {
    int wanted = (int) Math.min(buffer.length, left);
    filled = in.readNBytes(buffer, 0, wanted);
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
  }

  private void check(MessageDigest whole) throws StorageException {
    if (!HexFormat.of().formatHex(whole.digest()).equals(file.sha256())) {
      throw new StorageException(
          "the store has other bytes under " + file.key() + " than were published");
    }
  }

  byte[] buffer() {
    return buffer;
  }

  int filled() {
    return filled;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
