package io.roomledger.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A tar archive compressed with xz. */
final class TxzArchive {
  private static final int OWNER_MAY_RUN = 0100;

  private TxzArchive() {}

  /**
   * Unpacks files, directories and symbolic links, for their owner alone, and onto the disk itself.
   */
  static void unpack(InputStream in, Path root) throws IOException {
    OwnerOnlyFile.createDirectories(root);
    try (TarArchiveInputStream archive =
        new TarArchiveInputStream(new XZCompressorInputStream(in))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        unpack(archive, entry, inside(root, entry.getName()));
      }
    }
  }

  private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      OwnerOnlyFile.createDirectories(target);
      return;
    }
    Path directory = target.getParent();
    if (directory != null) {
      OwnerOnlyFile.createDirectories(directory);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      boolean program = (entry.getMode() & OWNER_MAY_RUN) != 0;
      try (FileChannel channel =
              FileChannel.open(
                  target,
                  EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  OwnerOnlyFile.permissions(program ? "rwx------" : "rw-------"));
          OutputStream out = Channels.newOutputStream(channel)) {
        archive.transferTo(out);
        // Without this a power cut could leave whole directories of empty files under their final
        // names.
        channel.force(true);
      }
    } else {
      throw new IOException("Unexpected kind of entry in the archive: " + entry.getName());
    }
  }

  private static Path inside(Path root, String name) throws IOException {
    Path target = root.resolve(name).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("The archive would write outside of its directory: " + name);
    }
    return target;
  }
}
