package io.roomledger.benchmarks.writers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that writes one file again and again with one writer: once for each line that it reads,
 * and answers each with the seconds that it took. So every writer has its own compiler and heap, is
 * warm, and still takes turns with the others.
 */
public final class WriterMain {
  private static final int WARM_PART = 10;
  private static final long WARM_NANOS = 300_000_000;
  private static final long TURN_NANOS = 500_000_000;

  private WriterMain() {}

  /** Arguments: writer, directory of the source, rows, columns, file to write. */
  public static void main(String[] args) throws IOException {
    Writers writer = Writers.valueOf(args[0]);
    Path directory = Path.of(args[1]);
    Names names = Names.read(directory);
    Source source =
        new Source(
            directory.resolve("narrow"),
            Long.parseLong(args[2]),
            Integer.parseInt(args[3]),
            names,
            OurNames.of(names));
    Path file = Path.of(args[4]);
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (turns.readLine() != null) {
      warm(writer, source, file);
      System.out.println(seconds(writer, source, file));
    }
  }

  /**
   * Between its turns a process rests for minutes, and neither caches nor the system keep what it
   * had: for a while, the first rows of a turn are written without being timed.
   */
  private static void warm(Writers writer, Source source, Path file) throws IOException {
    long begin = System.nanoTime();
    do {
      writer.write(source.first(source.rows() / WARM_PART), file);
    } while (System.nanoTime() - begin < WARM_NANOS);
  }

  /**
   * For one file; what takes less than half a second is done until that is over, and the mean
   * counts.
   */
  private static double seconds(Writers writer, Source source, Path file) throws IOException {
    long nanos = 0;
    int files = 0;
    do {
      // As an export's, the file is a new one; to empty one is work that grows with it.
      Files.delete(file);
      long begin = System.nanoTime();
      writer.write(source, file);
      nanos += System.nanoTime() - begin;
      files++;
    } while (nanos < TURN_NANOS);
    return nanos / 1e9 / files;
  }

  /** One letter a column: n = number, t = text. */
  public static String kinds(int columns) {
    return Source.kinds(columns);
  }
}
