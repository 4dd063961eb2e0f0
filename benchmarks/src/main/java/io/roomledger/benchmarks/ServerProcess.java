package io.roomledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program, serving, in a process of its own with the options of the front script. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("server: http://[^ ]*:([0-9]+)\\R");

  private final Process process;
  private final int port;
  private final Path data;

  private ServerProcess(Process process, int port, Path data) {
    this.process = process;
    this.port = port;
    this.data = data;
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param program directory of the packaged program
   * @param options of the JVM
   * @param data directory for its files
   */
  static ServerProcess start(
      Path program, String options, Path data, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path cache = program.resolve("server.aot");
    command.add(Files.exists(cache) ? "-XX:AOTCache=" + cache : "-XX:AOTMode=off");
    for (String option : options.strip().split("\\s+", -1)) {
      command.add(option);
    }
    command.addAll(
        List.of(
            "-jar",
            program.resolve("server.jar").toString(),
            "serve",
            "--data=" + data,
            "--port=0"));
    Path log = data.resolve("server.log");
    Path output = data.resolve("server.out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(output.toFile());
    // One client measures what many would do; the limits are asked, and never reached.
    builder.environment().put("ROOMLEDGER_LIMITS_FACTOR", "1000000");
    builder.environment().put("ROOMLEDGER_LIMITS_TOKENREQUESTSPERADDRESS", "0");
    builder.environment().putAll(environment);
    Process process = builder.start();
    while (process.isAlive()) {
      Matcher address = ADDRESS.matcher(Files.readString(output));
      if (address.find()) {
        return new ServerProcess(process, Integer.parseInt(address.group(1)), data);
      }
      Thread.sleep(20);
    }
    throw new IOException("the server did not start: " + Files.readString(log));
  }

  int port() {
    return port;
  }

  /** Where its finished files lie. */
  Path finishedFile(String key) {
    return data.resolve("files").resolve("finished").resolve(key);
  }

  /** The resident memory of the process now, in MiB. */
  double residentMib() throws IOException {
    return status("VmRSS");
  }

  /** The most resident memory of the process since {@link #forgetPeak}, in MiB. */
  double peakMib() throws IOException {
    return status("VmHWM");
  }

  /** Lets the peak begin anew from what is resident now (Linux, proc(5), clear_refs). */
  void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
  }

  private double status(String field) throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("the system does not tell " + field);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
