package io.roomledger.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged program, started as {@code demo} in a process of its own, as a new user starts it.
 */
final class DemoProgram implements BeforeAllCallback, AfterAllCallback {
  static final int ROWS = 3000;

  private final Map<String, String> printed = new HashMap<>();
  private @Nullable Process process;
  private @Nullable Path data;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path jar = Path.of(Objects.requireNonNull(System.getProperty("roomledger.jar")));
    if (!Files.exists(jar)) {
      throw new IllegalStateException("the program is not packaged: run mvn verify, not mvn test");
    }
    Path directory = Files.createTempDirectory(Path.of("target"), "demo").toAbsolutePath();
    data = directory;
    process =
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
                    "--data=" + directory))
            .redirectError(directory.resolveSibling(directory.getFileName() + ".log").toFile())
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        printed.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
      }
      if (printed.containsKey("app_secret")) {
        return;
      }
    }
    throw new IllegalStateException(
        "the demo ended before it was ready; see the log beside " + directory);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(60, TimeUnit.SECONDS)) {
        running.destroyForcibly();
        throw new IllegalStateException("the program did not stop within a minute of SIGTERM");
      }
    }
  }

  /** A value of the lines {@code key: value} that the demo prints. */
  String value(String key) {
    return Objects.requireNonNull(printed.get(key), key);
  }

  String server() {
    return value("server");
  }

  Path data() {
    return Objects.requireNonNull(data);
  }
}
