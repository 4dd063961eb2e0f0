package io.roomledger.torture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged program, and where things of this run lie.
 *
 * @param jar the server's
 * @param options of its JVM
 * @param scratch for data directories and logs
 * @param postgres directory of PostgreSQL's programs
 * @param strict whether what this machine lacks is a failure
 */
record Program(Path jar, List<String> options, Path scratch, Path postgres, boolean strict) {
  Program {
    options = List.copyOf(options);
  }

  static Program of(Map<String, String> environment, Path scratch, Options.Size size) {
    String postgres = need(environment, "ROOMLEDGER_TORTURE_POSTGRES");
    if (postgres.isEmpty()) {
      throw new IllegalArgumentException(
          "PostgreSQL 15 or newer is needed on this machine: apt install postgresql-15");
    }
    return new Program(
        Path.of(need(environment, "ROOMLEDGER_TORTURE_PROGRAM"), "server.jar"),
        options(need(environment, "ROOMLEDGER_TORTURE_OPTIONS"), size),
        scratch,
        Path.of(postgres),
        environment.containsKey("CI"));
  }

  /** Where little is exported, what costs is to start. */
  private static List<String> options(String words, Options.Size size) {
    List<String> options = new ArrayList<>(List.of(words.strip().split("\\s+", -1)));
    if (size.equals(Options.Size.CI)) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    return options;
  }

  static String need(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set: use ./roomledger torture");
    }
    return value;
  }
}
