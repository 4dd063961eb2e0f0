package io.roomledger.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client of {@code clients/}: one language, one version of its SDK. What its script is asked is
 * said in {@code clients/README.md}.
 */
record ClientProgram(Path source, String version, Path prepared) {
  private static final int ABSENT = 3;
  private static final int PREPARE_SECONDS = 600;
  private static final int RUN_SECONDS = 120;

  /** All clients, or those of one language, by language and then as each lists its versions. */
  static List<ClientProgram> all(Path clients, Path prepared, @Nullable String only)
      throws Exception {
    List<Path> sources;
    try (Stream<Path> entries = Files.list(clients)) {
      sources =
          entries
              .filter(entry -> Files.exists(entry.resolve("client")))
              .filter(entry -> only == null || entry.getFileName().toString().equals(only))
              .sorted()
              .toList();
    }
    List<ClientProgram> programs = new ArrayList<>();
    for (Path source : sources) {
      Finished versions = script(source, Map.of(), RUN_SECONDS, "versions");
      for (String version : versions.output().lines().toList()) {
        String directory = source.getFileName() + "-" + version.replaceAll("[^A-Za-z0-9.]+", "_");
        programs.add(new ClientProgram(source, version, prepared.resolve(directory)));
      }
    }
    return programs;
  }

  String language() {
    return source.getFileName().toString();
  }

  /**
   * Gets the SDK and compiles, unless that was done since the client was last changed.
   *
   * @return why the client cannot be had on this machine; null = it is ready
   * @throws IllegalStateException when everything needed is there and it fails all the same
   */
  @Nullable String prepare() throws Exception {
    Path ready = prepared.resolve("ready");
    if (Files.exists(ready) && Files.getLastModifiedTime(ready).compareTo(changed()) > 0) {
      return null;
    }
    delete(prepared);
    Files.createDirectories(prepared);
    Finished prepare =
        script(source, Map.of(), PREPARE_SECONDS, "prepare", version, prepared.toString());
    if (prepare.status() == ABSENT) {
      delete(prepared);
      return prepare.output().strip();
    }
    if (prepare.status() != 0) {
      throw new IllegalStateException(prepare.lastWords());
    }
    Files.createFile(ready);
    return null;
  }

  /** What the SDK itself cannot do there, by the mode's word. */
  Map<String, String> limits(String url) throws Exception {
    Map<String, String> limits = new HashMap<>();
    script(source, Map.of("BASE_URL", url), RUN_SECONDS, "limits", version)
        .output()
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(fields -> limits.put(fields[0], fields[1]));
    return limits;
  }

  /** Runs the whole life of an export. */
  Finished run(Map<String, String> told) throws Exception {
    return script(source, told, RUN_SECONDS, "run", version, prepared.toString());
  }

  private FileTime changed() throws IOException {
    FileTime newest = Files.getLastModifiedTime(source.resolveSibling("client.sh"));
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        FileTime changed = Files.getLastModifiedTime(file);
        newest = changed.compareTo(newest) > 0 ? changed : newest;
      }
    }
    return newest;
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Finished script(
      Path source, Map<String, String> told, int seconds, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(source.resolve("client").toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line);
    // A proxy of this machine is for the package registries, not for the server beside us.
    builder.environment().put("NO_PROXY", "127.0.0.1,localhost");
    builder.environment().put("no_proxy", "127.0.0.1,localhost");
    builder.environment().putAll(told);
    Path errors = Files.createTempFile("roomledger-client", ".log");
    try {
      Process process =
          builder
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(errors.toFile())
              .start();
      // Ends the reading below, too.
      process
          .onExit()
          .orTimeout(seconds, TimeUnit.SECONDS)
          .exceptionally(_ -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            return process.destroyForcibly();
          });
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      return new Finished(status, output, Files.readString(errors));
    } finally {
      Files.delete(errors);
    }
  }

  /** What a script left behind. */
  record Finished(int status, String output, String errors) {
    private static final int LAST_LINES = 15;

    String lastWords() {
      List<String> lines = (output + errors).lines().toList();
      return "exit code %d:%n%s"
          .formatted(
              status,
              String.join(
                  System.lineSeparator(),
                  lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }
  }
}
