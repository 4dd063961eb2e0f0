package io.roomledger.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files in a directory that only its owner may enter. A file is written under {@code pending/}, and
 * appears in {@code finished/} under its key in one step, with its bytes and its name on disk.
 */
final class LocalFileStore implements FileStore {
  private final KeyDirectory pending;
  private final KeyDirectory finished;

  /** Opens the store, making its directories where they are missing. */
  LocalFileStore(Path directory) throws IOException {
    this.pending = KeyDirectory.make(directory.resolve("pending"));
    this.finished = KeyDirectory.make(directory.resolve("finished"));
  }

  @Override
  public PendingFile create(String key) throws IOException {
    return new PendingFile(key, pending.file(key), this::publish);
  }

  @Override
  public boolean has(StoredFile file) throws IOException {
    Path path = finished.file(file.key());
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    checkSize(file, Files.size(path));
    return true;
  }

  @Override
  public InputStream open(StoredFile file, long first, long length) throws IOException {
    FileChannel channel =
        FileChannel.open(
            finished.file(file.key()), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    boolean opened = false;
    try {
      checkSize(file, channel.size());
      opened = true;
      return FilePart.ofOwn(channel, first, length);
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static void checkSize(StoredFile file, long found) throws IOException {
    if (found != file.size()) {
      throw new StorageException(
          "%s has %d bytes and not the %d that were published"
              .formatted(file.key(), found, file.size()));
    }
  }

  @Override
  public boolean isElsewhere() {
    return false;
  }

  @Override
  public void delete(Collection<String> keys) throws IOException {
    for (String key : keys) {
      pending.delete(key);
      finished.delete(key);
    }
  }

  @Override
  public int prune(Function<List<String>, Collection<String>> garbage) throws IOException {
    return pending.prune(garbage) + finished.prune(garbage);
  }

  @Override
  public @Nullable String problem() {
    for (KeyDirectory directory : List.of(pending, finished)) {
      if (!Files.isDirectory(directory.path()) || !Files.isWritable(directory.path())) {
        return "the directory for files cannot be written to";
      }
    }
    return null;
  }

  @Override
  public void close() {
    // Nothing is kept open.
  }

  /** Gives the file, which is on disk, its name, which lasts through a power cut then, too. */
  private void publish(PendingFile file, StoredFile stored) throws IOException {
    Path to = finished.file(stored.key());
    try {
      // A hard link, unlike a rename, never replaces what is there.
      Files.createLink(to, file.path());
    } catch (FileAlreadyExistsException e) {
      throw new IOException("a file with this key was published before: " + stored.key(), e);
    }
    Files.delete(file.path());
    try (FileChannel directory =
        FileChannel.open(Objects.requireNonNull(to.getParent()), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
