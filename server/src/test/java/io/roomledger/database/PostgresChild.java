package io.roomledger.database;

import io.roomledger.testing.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own that runs {@link EmbeddedPostgresProgram}. */
final class PostgresChild implements AutoCloseable {
  static final String READY = "ready ";
  static final String REFUSED = "refused ";

  private final Process process;
  private final Path data;
  private final BufferedReader output;
  private boolean serving;

  private PostgresChild(Process process, Path data) {
    this.process = process;
    this.data = data;
    this.output = process.inputReader();
  }

  static PostgresChild start(Path data, Path programs) throws IOException {
    return start(List.of(), Map.of(), System.getProperty("java.class.path"), data, programs);
  }

  /**
   * Starts it in other circumstances.
   *
   * @param before words put before the command, such as those that make another user run it
   */
  static PostgresChild start(
      List<String> before,
      Map<String, String> environment,
      String classPath,
      Path data,
      Path programs)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            EmbeddedPostgresProgram.class.getName(),
            data.toString(),
            programs.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(new File("/"));
    builder.environment().putAll(environment);
    return new PostgresChild(builder.start(), data);
  }

  /** Waits until it says that it is ready, and returns the process id of its PostgreSQL. */
  long awaitReady() throws IOException {
    serving = true;
    return Long.parseLong(awaitLine(READY));
  }

  /** Waits until it says why it does not start. */
  String awaitRefusal() throws IOException {
    return awaitLine(REFUSED);
  }

  /** As the kernel does when memory is short: no word to anybody. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks it to end, as systems do. */
  void terminate() {
    process.destroy();
    process.onExit().join();
  }

  /** Waits until no process works on the data any more, a server's helpers included. */
  static void awaitNoServer(Path data) throws IOException {
    Path cluster = data.toRealPath().resolve("postgres");
    Await.until("the end of " + cluster, () -> servers(cluster) == 0);
  }

  /** Nothing outlives a test, however it ends. */
  @Override
  public void close() throws IOException {
    kill();
    if (serving) {
      awaitNoServer(data);
    }
  }

  private static long servers(Path cluster) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> LeftOverServer.serves(process, cluster))
        .count();
  }

  private String awaitLine(String beginning) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("ended without a line that begins with " + beginning + ":\n" + all);
  }
}
