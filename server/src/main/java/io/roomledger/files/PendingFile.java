package io.roomledger.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A file that is being written to this node's disk; its digest is taken on the way. That is done
 * behind the back of whoever makes it, so a failure may be told by a later call. Closed
 * unpublished, it is gone.
 */
public final class PendingFile extends OutputStream {
  private final String key;
  private final Path path;
  private final Publisher publisher;
  private final FileChannel channel;
  private final MessageDigest digest;
  private final WriteBehind behind = new WriteBehind(this::put);
  private ByteBuffer buffer;
  private long size;
  private volatile BooleanSupplier unwanted = () -> false;

  /** Puts a file that is whole and on disk where everybody finds it. */
  interface Publisher {
    void publish(PendingFile file, StoredFile stored) throws IOException;
  }

  PendingFile(String key, Path path, Publisher publisher) throws IOException {
    this.key = key;
    this.path = path;
    this.publisher = publisher;
    this.digest = Digests.sha256();
    this.channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.buffer = behind.emptyBuffer();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    size += length;
    int from = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        behind.put(buffer);
        buffer = behind.emptyBuffer();
      }
      int part = Math.min(left, buffer.remaining());
      buffer.put(bytes, from, part);
      from += part;
      left -= part;
    }
  }

  private void put(ByteBuffer bytes) throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void drain() throws IOException {
    behind.await();
    put(buffer.flip());
    buffer.clear();
  }

  /** Closing belongs to whoever opened the file; what writes into it may only flush. */
  @Override
  public void flush() throws IOException {
    drain();
  }

  /** Puts the file in its place, whole and on disk. */
  public StoredFile publish() throws IOException {
    return publish(() -> false);
  }

  /**
   * Puts the file in its place, whole and on disk.
   *
   * @param unwanted whether somebody wants it no more; asked again and again while that takes long,
   *     and when it says so, this ends with an exception
   */
  public StoredFile publish(BooleanSupplier unwanted) throws IOException {
    this.unwanted = unwanted;
    drain();
    channel.force(true);
    StoredFile stored = new StoredFile(key, size, HexFormat.of().formatHex(digest.digest()));
    publisher.publish(this, stored);
    return stored;
  }

  Path path() {
    return path;
  }

  /** What was written, for reading, also when its name is gone. */
  FileChannel content() {
    return channel;
  }

  boolean unwanted() {
    return unwanted.getAsBoolean();
  }

  @Override
  public void close() throws IOException {
    try {
      behind.abandon();
      channel.close();
    } finally {
      // Where publishing took the name away, this finds nothing.
      Files.deleteIfExists(path);
    }
  }
}
