package io.roomledger.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file while it is being downloaded, {@code <name>.part}. It either becomes the whole file at
 * once or goes away, also on Ctrl-C. What a killed run left behind is taken over; a lock tells it
 * from a run that is still at work.
 */
final class PartFile implements AutoCloseable {
  private final Path target;
  private final Path part;
  private final boolean overwrite;
  private final FileChannel channel;
  private final OnExit removal;
  private boolean finished;

  private PartFile(Path target, Path part, boolean overwrite, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.overwrite = overwrite;
    this.channel = channel;
    this.removal = OnExit.run(() -> deleteQuietly(part));
  }

  /**
   * Made before anything is asked of the server, so that a file that cannot be written is known at
   * once.
   */
  static PartFile open(Path target, boolean overwrite) throws Failure {
    if (Files.isDirectory(target)) {
      throw Failure.of(
          ExitCode.LOCAL_FILE,
          target + " is a directory",
          "name the file: -o " + target.resolve("rooms.xlsx"));
    }
    refuseExisting(target, overwrite);
    Path part = target.resolveSibling(target.getFileName() + ".part");
    @Nullable FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (!lock(channel)) {
        channel.close();
        throw Failure.of(ExitCode.LOCAL_FILE, "another export is writing " + part);
      }
      channel.truncate(0);
      return new PartFile(target, part, overwrite, channel);
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void refuseExisting(Path target, boolean overwrite) throws Failure {
    if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw Failure.of(
          ExitCode.LOCAL_FILE,
          target + " already exists",
          "choose another name, or replace it with --force");
    }
  }

  long size() throws Failure {
    try {
      return channel.size();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  void restart() throws IOException {
    channel.truncate(0);
  }

  /** Writes at the end. */
  void append(ByteBuffer bytes) throws IOException {
    long position = channel.size();
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** On disk first, then under its name, so that a crash leaves either the whole file or none. */
  void finish() throws Failure {
    try {
      channel.force(true);
      refuseExisting(target, overwrite);
      move();
      finished = true;
      syncDirectory();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private void move() throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void syncDirectory() {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
      handle.force(true);
    } catch (IOException e) {
      // Not every system lets a directory be opened; the file itself is safe by now.
      return;
    }
  }

  @Override
  public void close() {
    removal.close();
    if (!finished) {
      deleteQuietly(part);
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is lost: a finished file was forced to disk before, and another one is gone.
      return;
    }
  }

  static Failure fault(IOException e) {
    return Failure.of(ExitCode.LOCAL_FILE, "cannot write the file: " + LocalFault.of(e));
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next run takes it over.
      return;
    }
  }
}
