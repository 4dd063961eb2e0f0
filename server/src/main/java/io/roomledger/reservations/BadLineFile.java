package io.roomledger.reservations;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of the bad lines of another, each as it stood there with a last column {@code
 * problem}. It can be corrected and imported: that column is not read. There is no file when no
 * line is bad.
 */
public final class BadLineFile implements BadLines, AutoCloseable {
  private final Path path;
  private final String header;
  private @Nullable BufferedWriter writer;

  /**
   * @param header the header row of the file that the lines come from
   * @throws FileAlreadyExistsException when there is such a file: it may hold lines that are
   *     nowhere else
   */
  public BadLineFile(Path path, String header) throws IOException {
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    this.path = path;
    this.header = header;
  }

  @Override
  public void add(@Nullable String text, List<ImportProblem> problems) throws IOException {
    if (writer == null) {
      writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      writer.write(header + "," + ImportColumn.PROBLEM.header() + "\n");
    }
    String reasons =
        problems.stream()
            .map(problem ->
                problem.column().isEmpty()
                    ? problem.reason()
                    : problem.column() + ": " + problem.reason())
            .collect(Collectors.joining("; "));
    writer.write(String.valueOf(text));
    writer.write(",\"" + reasons.replace("\"", "\"\"") + "\"\n");
  }

  @Override
  public void end() throws IOException {
    if (writer != null) {
      writer.flush();
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
