package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.random.RandomGenerator;

/** A node with a PostgreSQL of its own, which is killed under it in the middle of an export. */
final class EmbeddedScenario implements Scenario {
  /** Readiness is looked at once a second; by then it may have been started again. */
  private static final Duration NOTICED = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Step MIDDLE =
      new Step("mid-file", "io.roomledger.exports.ReservationSheet.write", false, "", 2000);
  private static final Organisation FEW = new Organisation(10_000);

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    Path data = run.program().scratch().resolve("data-embedded");
    Node.Recipe recipe = new Node.Recipe("embedded", data, List.of(), Cluster.impatient());
    try (Node node = Node.launch(run.program(), recipe)) {
      node.awaitReady();
      try (Connection connection = connect(data)) {
        FEW.load(connection);
      }
      Judge judge =
          new Judge(
              () -> connect(data), () -> Judge.filesBelow(data.resolve("files")), new Expected());
      for (int kill = 1; kill <= 2; kill++) {
        report.take(
            name(), "PostgreSQL killed, no. " + kill, () -> killed(node, judge, data, random));
      }
      report.take(name(), "stopped afterwards", () -> stopped(node, data));
    }
  }

  /** By the file that commands use, too. */
  private static Connection connect(Path data) throws SQLException {
    Properties file = new Properties();
    try (var reader = Files.newBufferedReader(data.resolve("connection.properties"))) {
      file.load(reader);
    } catch (java.io.IOException e) {
      throw new SQLException(e);
    }
    return DriverManager.getConnection(
        file.getProperty("url"), file.getProperty("user"), file.getProperty("password"));
  }

  private static ProcessHandle server(Path data) throws Exception {
    String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow(() -> new Violation("no PostgreSQL runs as " + pid));
  }

  private static String killed(Node node, Judge judge, Path data, RandomGenerator random)
      throws Exception {
    Order order = FEW.big(random);
    try (Client client = new Client(node, order.tenant())) {
      long task;
      long killed;
      boolean told;
      try (Debugger debugger = Debugger.arm(node.debugPort(), MIDDLE, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, MIDDLE);
        debugger.holdThatThreadAlone();
        server(data).destroyForcibly();
        killed = System.nanoTime();
        told = Shell.await(NOTICED, () -> Client.health(node) != 200);
      }
      if (!Shell.await(PATIENCE, () -> Client.health(node) == 200)) {
        throw new Violation("the PostgreSQL of the node is not started again");
      }
      String back = StepScenarios.seconds(killed);
      Judge.Row row = judge.awaitEnd(task, PATIENCE);
      judge.done(client, task, order);
      judge.clean();
      return "%s, ready after %s, done by attempt %d"
          .formatted(told ? "was told as not ready" : "back at once", back, row.attempt());
    }
  }

  private static String stopped(Node node, Path data) throws Exception {
    ProcessHandle server = server(data);
    node.terminate();
    if (!node.ended(PATIENCE) || !Shell.await(PATIENCE, () -> !server.isAlive())) {
      throw new Violation("the node or its PostgreSQL did not stop");
    }
    return "both are gone";
  }
}
