package io.roomledger.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program, serving, in a process of its own that can be killed, frozen and held. */
final class Node implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("server: http://[^ ]*:([0-9]+)\\R");
  private static final Duration START = Duration.ofMinutes(2);

  private final String name;
  private final Process process;
  private final Path output;
  private final Path log;
  private boolean frozen;
  private final int debugPort;
  private int port;

  private Node(String name, Process process, Path output, Path log, int debugPort) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.log = log;
    this.debugPort = debugPort;
  }

  /**
   * What a node is started with.
   *
   * @param name for its log
   * @param data its data directory
   * @param before words before its own command line, for another file system
   * @param environment settings
   */
  record Recipe(String name, Path data, List<String> before, Map<String, String> environment) {
    Recipe {
      before = List.copyOf(before);
      environment = Map.copyOf(environment);
    }

    /** With some settings more or otherwise. */
    Recipe with(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(environment);
      all.putAll(more);
      return new Recipe(name, data, before, all);
    }

    Recipe named(String other) {
      return new Recipe(other, data, before, environment);
    }
  }

  /** Begins a start; {@link #awaitReady} waits for its end. */
  static Node launch(Program program, Recipe recipe) throws IOException {
    Path output = program.scratch().resolve(recipe.name() + ".out");
    Path log = program.scratch().resolve(recipe.name() + ".log");
    int debugPort = Shell.freePort();
    List<String> command = new ArrayList<>(recipe.before());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTMode=off");
    command.add(
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort);
    command.addAll(program.options());
    command.addAll(
        List.of("-jar", program.jar().toString(), "serve", "--data=" + recipe.data(), "--port=0"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(each -> each.startsWith("ROOMLEDGER_"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("ROOMLEDGER_LIMITS_FACTOR", "0");
    builder.environment().put("ROOMLEDGER_LIMITS_TOKENREQUESTSPERADDRESS", "0");
    builder
        .environment()
        .put(
            "ROOMLEDGER_AUDIT_HEADFILE",
            program.scratch().resolve(recipe.name() + ".heads").toString());
    builder.environment().putAll(recipe.environment());
    return new Node(recipe.name(), builder.start(), output, log, debugPort);
  }

  /** Waits until it serves. */
  Node awaitReady() throws Exception {
    if (port == 0) {
      if (!Shell.await(START, () -> !process.isAlive() || ADDRESS.matcher(printed()).find())
          || !process.isAlive()) {
        throw new IOException(name + " did not start: " + printed() + Files.readString(log));
      }
      port = number(ADDRESS);
    }
    return this;
  }

  private String printed() throws IOException {
    return Files.readString(output);
  }

  private int number(Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(printed());
    if (!matcher.find()) {
      throw new IOException(name + " did not print " + pattern + ": " + printed());
    }
    return Integer.parseInt(matcher.group(1));
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  int debugPort() {
    return debugPort;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it has logged so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  boolean ended(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** SIGSTOP: from here on it does nothing, not even sleep. */
  void freeze() throws Exception {
    if (!frozen && process.isAlive()) {
      Shell.run(List.of("kill", "-STOP", Long.toString(pid())));
      frozen = true;
    }
  }

  /** SIGCONT. */
  void thaw() throws Exception {
    if (frozen && process.isAlive()) {
      Shell.run(List.of("kill", "-CONT", Long.toString(pid())));
    }
    frozen = false;
  }

  @Override
  public void close() {
    kill();
  }
}
