package io.roomledger.database;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that every user may write to, with copies of the class path that every user may read.
 *
 * @param classPath of this JVM, copied
 */
record OpenHome(Path path, String classPath) {
  /** Copies into the directory and opens it. */
  static OpenHome in(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path library = Files.createDirectory(directory.resolve("library"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      if (!entry.isEmpty() && Files.exists(source)) {
        Path copy = library.resolve(copies.size() + "-" + source.getFileName());
        copy(source, copy);
        copies.add(copy.toString());
      }
    }
    return new OpenHome(open, String.join(File.pathSeparator, copies));
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(source.relativize(file).toString());
        boolean directory = Files.isDirectory(file);
        if (directory) {
          Files.createDirectory(copy);
        } else {
          Files.copy(file, copy);
        }
        Files.setPosixFilePermissions(
            copy, PosixFilePermissions.fromString(directory ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }
}
