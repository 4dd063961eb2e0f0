package io.roomledger.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rows and names that the writers are fed with, as files that psql made. */
final class WriterSource {
  private WriterSource() {}

  /** The directory that holds them. */
  static Path prepare(Bench bench) throws Exception {
    Options options = bench.options();
    StoredReservations data = bench.stored(options.writerRows(), options.writerRooms());
    Path directory = bench.work().resolve("source");
    Files.createDirectories(directory);
    for (String name : List.of("narrow", "rooms", "people", "departments", "levels")) {
      bench
          .postgres()
          .psql(data.database(), name + ".sql", directory.resolve(name), data.all().variables());
    }
    return directory;
  }
}
