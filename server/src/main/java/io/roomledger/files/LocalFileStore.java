package io.roomledger.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files in a directory that only its owner may enter. A file is written under {@code pending/}, and
 * appears in {@code finished/} under its key in one step, with its bytes and its name on disk.
 */
public final class LocalFileStore {
  private static final Pattern KEY = Pattern.compile("[0-9a-z][0-9a-z.-]{0,99}");
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path pending;
  private final Path finished;

  /** Opens the store, making its directories where they are missing. */
  public LocalFileStore(Path directory) throws IOException {
    this.pending = directory.resolve("pending");
    this.finished = directory.resolve("finished");
    Files.createDirectories(pending, OWNER_ONLY_DIRECTORY);
    Files.createDirectories(finished, OWNER_ONLY_DIRECTORY);
  }

  /** Starts a file. A key is used once: publishing it a second time fails. */
  public PendingFile create(String key) throws IOException {
    return new PendingFile(checked(key), pending.resolve(key), finished.resolve(key));
  }

  /** Where a finished file lies, for reading; empty when there is none. */
  public Optional<Path> find(String key) {
    Path path = finished.resolve(checked(key));
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(path)
        : Optional.empty();
  }

  /** How much more the disk takes. */
  public long freeBytes() throws IOException {
    return Files.getFileStore(finished).getUsableSpace();
  }

  /** Removes a finished file; one that is being read stays readable to its end. */
  public void delete(String key) throws IOException {
    Files.deleteIfExists(finished.resolve(checked(key)));
  }

  /** Keys of all files, finished or pending, that were last written before this time. */
  public List<String> keysOlderThan(Instant time) throws IOException {
    try (Stream<Path> done = Files.list(finished);
        Stream<Path> open = Files.list(pending)) {
      return Stream.concat(done, open)
          .filter(path -> olderThan(path, time))
          .map(path -> path.getFileName().toString())
          .distinct()
          .toList();
    }
  }

  /** Removes whatever there is of a key, finished or pending. */
  public void discard(String key) throws IOException {
    Files.deleteIfExists(pending.resolve(checked(key)));
    delete(key);
  }

  private static boolean olderThan(Path path, Instant time) {
    try {
      return Files.getLastModifiedTime(path).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String checked(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    return key;
  }

  /** Makes the file's bytes, then its name, last through a power cut. */
  static void publish(FileChannel channel, Path from, Path to) throws IOException {
    channel.force(true);
    try {
      // A hard link, unlike a rename, never replaces what is there.
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("a file with this key was published before: " + to.getFileName(), e);
    }
    Files.delete(from);
    try (FileChannel directory = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
