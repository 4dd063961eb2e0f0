package io.roomledger.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A directory that only its owner may enter, whose files are named by keys. */
record KeyDirectory(Path path) {
  private static final int KEYS_AT_ONCE = 1000;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static KeyDirectory make(Path path) throws IOException {
    Files.createDirectories(path, OWNER_ONLY);
    return new KeyDirectory(path);
  }

  Path file(String key) {
    return path.resolve(KeyRules.checked(key));
  }

  boolean delete(String key) throws IOException {
    return Files.deleteIfExists(file(key));
  }

  /** As {@link FileStore#prune}; however many files there are, a page of names is in memory. */
  int prune(Function<List<String>, Collection<String>> garbage) throws IOException {
    int removed = 0;
    List<String> page = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (KeyRules.isKey(name)) {
          page.add(name);
        }
        if (page.size() == KEYS_AT_ONCE) {
          removed += delete(garbage.apply(page));
          page = new ArrayList<>();
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return page.isEmpty() ? removed : removed + delete(garbage.apply(page));
  }

  private int delete(Collection<String> keys) throws IOException {
    int removed = 0;
    for (String key : keys) {
      removed += delete(key) ? 1 : 0;
    }
    return removed;
  }
}
