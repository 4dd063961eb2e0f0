package io.roomledger.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One program at a time in a data directory. The kernel lets go of it when the program ends,
 * however it ends.
 */
final class DataDirectoryLock implements AutoCloseable {
  /**
   * Held by this virtual machine. Asked before the file is touched: closing a second channel on it
   * would silently give up the first one's lock.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DataDirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws DatabaseStartException when another program, or another part of this one, holds it
   */
  static DataDirectoryLock take(DataDirectory directory) throws IOException {
    Path file = directory.lockFile();
    if (!HELD_HERE.add(file)) {
      throw taken(directory, Long.toString(ProcessHandle.current().pid()));
    }
    boolean held = false;
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OwnerOnlyFile.permissions("rw-------"));
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw taken(directory, Files.readString(file).strip());
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        held = true;
        return new DataDirectoryLock(file, channel);
      } finally {
        if (!held) {
          channel.close();
        }
      }
    } finally {
      if (!held) {
        HELD_HERE.remove(file);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel lets go of the lock all the same.
      throw new UncheckedIOException(e);
    } finally {
      HELD_HERE.remove(file);
    }
  }

  private static DatabaseStartException taken(DataDirectory directory, String process) {
    return new DatabaseStartException(
        "The data directory %s is in use by another Roomledger (process %s). Stop that one, or choose another directory."
            .formatted(directory.path(), process));
  }
}
