package io.roomledger.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** What takes long to make and is the same for all tests. */
final class Prepared {
  private static final Path DIRECTORY = Path.of("target", "test-postgres").toAbsolutePath();

  /** PostgreSQL's programs. */
  static final Path PROGRAMS = DIRECTORY.resolve("programs");

  private Prepared() {}

  /** Fills a data directory as the first run leaves it. */
  static void data(Path target) {
    try {
      copy(Data.PATH, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file,
            target.resolve(source.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Made by the first who asks, removed when the tests end. */
  private static final class Data {
    static final Path PATH = DIRECTORY.resolve("prepared-" + ProcessHandle.current().pid());

    static {
      EmbeddedPostgres.start(PATH, PROGRAMS).close();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  FileTree.delete(PATH);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    }
  }
}
