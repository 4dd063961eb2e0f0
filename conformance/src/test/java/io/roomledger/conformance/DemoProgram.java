package io.roomledger.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged program, started as {@code demo} in a process of its own, as a new user starts it:
 * once for all classes, stopped after the last.
 */
final class DemoProgram implements BeforeAllCallback {
  static final int ROWS = 3000;

  private @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(DemoProgram.class))
            .computeIfAbsent("program", _ -> Running.start(), Running.class);
  }

  /** A value of the lines {@code key: value} that the demo prints. */
  String value(String key) {
    return Objects.requireNonNull(running().printed().get(key), key);
  }

  String server() {
    return value("server");
  }

  Path data() {
    return running().data();
  }

  private Running running() {
    return Objects.requireNonNull(running, "asked before the first test");
  }

  /** The process, with what it printed until it was ready. */
  private record Running(Process process, Path data, Map<String, String> printed)
      implements AutoCloseable {
    static Running start() {
      Path jar = Path.of(Objects.requireNonNull(System.getProperty("roomledger.jar")));
      if (!Files.exists(jar)) {
        throw new IllegalStateException(
            "the program is not packaged: run mvn verify, not mvn test");
      }
      try {
        Path data = Files.createTempDirectory(Path.of("target"), "demo").toAbsolutePath();
        ProcessBuilder builder =
            new ProcessBuilder(
                    List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toAbsolutePath().toString(),
                        "demo",
                        "--port=0",
                        "--rows=" + ROWS,
                        "--data=" + data))
                .redirectError(data.resolveSibling(data.getFileName() + ".log").toFile());
        // All classes together call more often than one client may.
        builder.environment().put("ROOMLEDGER_LIMITS_FACTOR", "1000");
        Process process = builder.start();
        return new Running(process, data, untilReady(process, data));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Map<String, String> untilReady(Process process, Path data) throws IOException {
      Map<String, String> printed = new HashMap<>();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          printed.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
        }
        if (printed.containsKey("app_secret")) {
          return printed;
        }
      }
      throw new IllegalStateException("the demo ended before it was ready; see " + data + ".log");
    }

    @Override
    public void close() {
      process.destroy();
      if (process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join().isAlive()) {
        process.destroyForcibly();
        throw new IllegalStateException("the program did not stop within a minute of SIGTERM");
      }
    }
  }
}
