package io.roomledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** On what the figures were taken. */
final class Conditions {
  private Conditions() {}

  static List<String> of(Bench bench) throws IOException, SQLException {
    return List.of(
        LocalDate.now(ZoneOffset.UTC)
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores ("
            + first(Path.of("/proc/cpuinfo"), "model name")
            + "), "
            + memory()
            + ", Linux "
            + System.getProperty("os.version"),
        "Java "
            + Runtime.version()
            + " ("
            + System.getProperty("java.vendor")
            + "); server: `"
            + bench.serverOptions()
            + "` (of the same option the last one counts)",
        "PostgreSQL " + bench.postgres().version() + ", `" + bench.postgresSettings() + "`",
        "writers in Java: one JVM each, `-Xmx2g -XX:+UseSerialGC`; "
            + bench.options().rounds()
            + " rounds in turns, medians (extremes in brackets)");
  }

  private static String memory() throws IOException {
    long kilobytes =
        Long.parseLong(first(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", ""));
    return String.format(Locale.ROOT, "%.0f GiB", kilobytes / 1024.0 / 1024);
  }

  private static String first(Path file, String key) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(key)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "0";
  }
}
