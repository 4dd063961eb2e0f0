package io.roomledger.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** This machine's own PostgreSQL, on data of this run, that can be killed and started again. */
final class Postgres implements AutoCloseable {
  static final String USER = "torture";
  private static final int START_SECONDS = 60;

  private final Path programs;
  private final Path home;
  private final int port;
  private @Nullable Process process;

  private Postgres(Path programs, Path home, int port) {
    this.programs = programs;
    this.home = home;
    this.port = port;
  }

  /** Makes the data and starts the server. */
  static Postgres start(Path programs) throws Exception {
    // Not in the checkout, where an ordinary user may not come.
    Path home = Files.createTempDirectory("roomledger-torture");
    if (isRoot()) {
      Shell.run(List.of("chown", ordinaryUser(), home.toString()));
    }
    Postgres postgres = new Postgres(programs, home, Shell.freePort());
    Shell.run(
        asOrdinaryUser(
            programs.resolve("initdb").toString(),
            "--pgdata=" + home.resolve("data"),
            "--username=" + USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8"));
    postgres.start();
    return postgres;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String ordinaryUser() throws IOException {
    return Files.readString(Path.of("/etc/passwd")).contains("\npostgres:") ? "postgres" : "nobody";
  }

  /** PostgreSQL refuses to run as root. It ends with this program, however that ends. */
  private static List<String> asOrdinaryUser(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("setpriv"));
    if (isRoot()) {
      words.addAll(List.of("--reuid=" + ordinaryUser(), "--regid=" + ordinaryUser()));
      words.add("--clear-groups");
    }
    words.addAll(List.of("--pdeathsig", "INT"));
    words.addAll(List.of(command));
    return words;
  }

  int port() {
    return port;
  }

  /** What a node is told. */
  static Map<String, String> environment(int port, String database, String parameters) {
    return Map.of(
        "ROOMLEDGER_DB_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + parameters,
        "ROOMLEDGER_DB_USER",
        USER,
        "ROOMLEDGER_DB_PASSWORD",
        "");
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, "");
  }

  void createDatabase(String name, String template) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + template);
    }
  }

  /** Starts it on the data that is there, and waits until it answers. */
  void start() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline) {
      Process started = launch();
      while (started.isAlive()) {
        try (Connection connection = connect("postgres")) {
          if (!connection.isClosed()) {
            process = started;
            return;
          }
        } catch (SQLException e) {
          Thread.sleep(50);
        }
      }
      // What was killed a moment ago may still hold its memory.
      Thread.sleep(100);
    }
    throw new IOException("PostgreSQL does not start: " + Files.readString(home.resolve("log")));
  }

  private Process launch() throws Exception {
    Process[] started = new Process[1];
    IOException[] failure = new IOException[1];
    List<String> command =
        asOrdinaryUser(
            programs.resolve("postgres").toString(),
            "-D",
            home.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            // A killed process loses nothing that the system has.
            "-c",
            "fsync=off",
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=256MB");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    Thread parent =
        Thread.ofPlatform()
            .daemon(true)
            .name("postgres")
            .start(() -> {
              // The signal comes with the end of the thread that started it.
              try {
                synchronized (started) {
                  started[0] = builder.start();
                  started.notifyAll();
                }
                started[0].waitFor();
              } catch (IOException e) {
                synchronized (started) {
                  failure[0] = e;
                  started.notifyAll();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    synchronized (started) {
      while (started[0] == null && failure[0] == null && parent.isAlive()) {
        started.wait(100);
      }
    }
    if (failure[0] != null) {
      throw failure[0];
    }
    return started[0];
  }

  /** SIGKILL to it and to all of its processes. */
  void kill() {
    Process running = process;
    if (running != null) {
      List<ProcessHandle> children;
      try (Stream<ProcessHandle> descendants = running.descendants()) {
        children = descendants.toList();
      }
      running.destroyForcibly().onExit().join();
      children.forEach(ProcessHandle::destroyForcibly);
      process = null;
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    Shell.delete(home);
  }
}
