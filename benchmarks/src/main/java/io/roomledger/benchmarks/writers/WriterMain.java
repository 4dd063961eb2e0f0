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
      // Between its turns a process rests for minutes, and neither caches nor the system keep what
      // it had: the first rows of a turn are written twice, and timed once.
      writer.write(source.first(source.rows() / WARM_PART), file);
      // As an export's, the file is a new one; to empty one is work that grows with it.
      Files.delete(file);
      long begin = System.nanoTime();
      writer.write(source, file);
      System.out.println((System.nanoTime() - begin) / 1e9);
    }
  }

  /** One letter a column: n = number, t = text. */
  public static String kinds(int columns) {
    return Source.kinds(columns);
  }
}
