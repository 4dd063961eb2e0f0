package io.roomledger.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Files that hold secrets: readable by their owner alone from the first byte on, replaced as a
 * whole or not at all.
 *
 * <p>On file systems without POSIX permissions the directory's own protection is all there is.
 */
public final class OwnerOnlyFile {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private OwnerOnlyFile() {}

  /**
   * Writes or replaces the file. After return it survives a power cut; a reader sees the old
   * content or the new, never a mixture. The directory must exist.
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path directory = directoryOf(target);
    Path temporary = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions("rw-------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Reads the file.
   *
   * @throws IOException when it does not exist, or when anybody but its owner has any permission on
   *     it
   */
  public static byte[] read(Path file) throws IOException {
    if (POSIX) {
      Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
      if (granted.stream().anyMatch(OTHERS::contains)) {
        throw new IOException(
            "%s holds a secret, but others may open it (%s). Run: chmod 600 %s"
                .formatted(file, PosixFilePermissions.toString(granted), file));
      }
    }
    return Files.readAllBytes(file);
  }

  /**
   * Creates the directory and its missing parents, each for the owner alone; one that exists is
   * left as it is.
   */
  public static Path createDirectories(Path directory) throws IOException {
    // Asked first, because createDirectories refuses a symbolic link to a directory.
    return Files.isDirectory(directory)
        ? directory
        : Files.createDirectories(directory, permissions("rwx------"));
  }

  /**
   * What a new file or directory is created with, so that it is never open to others even for an
   * instant.
   */
  static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes a rename inside the directory durable. */
  static void syncDirectory(Path directory) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IOException(file + " is not a file name");
    }
    return directory;
  }
}
