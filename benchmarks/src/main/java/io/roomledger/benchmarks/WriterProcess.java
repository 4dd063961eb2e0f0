package io.roomledger.benchmarks;

import io.roomledger.benchmarks.writers.WriterMain;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link WriterMain} that waits for its turns. */
final class WriterProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter turns;
  private final BufferedReader seconds;

  WriterProcess(String writer, Path source, long rows, int columns, Path file) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx2g",
                // POI asks for a logger, finds none, and says so.
                "-Dlog4j2.statusLoggerLevel=OFF",
                "-cp",
                System.getProperty("java.class.path"),
                WriterMain.class.getName(),
                writer,
                source.toString(),
                Long.toString(rows),
                Integer.toString(columns),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    turns =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    seconds =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  double go() throws IOException {
    turns.write("go\n");
    turns.flush();
    String line = seconds.readLine();
    if (line == null) {
      throw new IOException("a writer ended early; its messages are above");
    }
    return Double.parseDouble(line);
  }

  @Override
  public void close() throws IOException {
    turns.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
