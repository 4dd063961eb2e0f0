package io.roomledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PostgreSQL of this run, reached by everybody in the same way: TCP on loopback. */
final class Postgres {
  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://([^:/]+):([0-9]+)/postgres");
  private static final Pattern TIMING = Pattern.compile("Time: ([0-9.]+) ms");

  private final String host;
  private final String port;
  private final String user;
  private final String password;
  private final Path programs;
  private final Path sql;

  Postgres(Map<String, String> environment, Path sql) {
    Matcher url = URL.matcher(need(environment, "ROOMLEDGER_TEST_DB_URL"));
    if (!url.matches()) {
      throw new IllegalArgumentException("not the address of a database: " + url);
    }
    host = url.group(1);
    port = url.group(2);
    user = need(environment, "ROOMLEDGER_TEST_DB_USER");
    password = need(environment, "ROOMLEDGER_TEST_DB_PASSWORD");
    programs = Path.of(need(environment, "ROOMLEDGER_BENCH_POSTGRES"));
    this.sql = sql;
  }

  static String need(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set: use ./roomledger bench");
    }
    return value;
  }

  /** What a server is told in its environment to use this database. */
  Map<String, String> forServer(String database) {
    return Map.of(
        "ROOMLEDGER_DB_URL",
        "jdbc:postgresql://" + host + ":" + port + "/" + database,
        "ROOMLEDGER_DB_USER",
        user,
        "ROOMLEDGER_DB_PASSWORD",
        password);
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + port + "/" + database, user, password);
  }

  void createDatabase(String database) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + database);
    }
  }

  String version() throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_version")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Runs one of the committed statements with psql. */
  void psql(String database, String file, Path output, String... variables)
      throws IOException, InterruptedException {
    List<String> command = psqlCommand(database, output, variables);
    command.add("--file=" + sql.resolve(file));
    Shell.run(command, password());
  }

  /** The seconds that psql says one of the committed statements took, its output thrown away. */
  double timed(String database, String file, String... variables)
      throws IOException, InterruptedException {
    List<String> command = psqlCommand(database, Path.of("/dev/null"), variables);
    command.add("--command=\\timing on");
    command.add("--file=" + sql.resolve(file));
    String printed = Shell.run(command, password());
    Matcher timing = TIMING.matcher(printed);
    if (!timing.find()) {
      throw new IOException("psql told no time: " + printed);
    }
    return Double.parseDouble(timing.group(1)) / 1000;
  }

  /** Transactions a second that pgbench reaches with one of the committed statements. */
  double pgbench(String database, String file, int clients, int seconds)
      throws IOException, InterruptedException {
    String printed =
        Shell.run(
            List.of(
                program("pgbench"),
                "--host=" + host,
                "--port=" + port,
                "--username=" + user,
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + clients,
                "--jobs=2",
                "--time=" + seconds,
                "--file=" + sql.resolve(file),
                database),
            password());
    Matcher tps = Pattern.compile("tps = ([0-9.]+)").matcher(printed);
    if (!tps.find()) {
      throw new IOException("pgbench told no rate: " + printed);
    }
    return Double.parseDouble(tps.group(1));
  }

  private List<String> psqlCommand(String database, Path output, String... variables) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program("psql"),
                "--no-psqlrc",
                "--quiet",
                "--host=" + host,
                "--port=" + port,
                "--username=" + user,
                "--dbname=" + database,
                "--output=" + output,
                "--set=ON_ERROR_STOP=1"));
    for (String variable : variables) {
      command.add("--set=" + variable);
    }
    return command;
  }

  private String program(String name) {
    Path own = programs.resolve(name);
    return Files.isExecutable(own) ? own.toString() : name;
  }

  private Map<String, String> password() {
    return Map.of("PGPASSWORD", password);
  }
}
