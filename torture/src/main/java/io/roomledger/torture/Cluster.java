package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nodes on one database and one store. The front takes requests and never works, the victim works,
 * and the standby is to take over: until then it is frozen, so that what is to be done is the
 * victim's.
 */
final class Cluster implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String SERVER_KEY = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private final Program program;
  private final Postgres postgres;
  private final String database;
  private final Path data;
  private final Map<String, String> settings;
  private final Judge judge;
  private final List<Node> nodes = new ArrayList<>();
  private Node front;
  private Node victim;
  private Node standby;

  private Cluster(
      Program program,
      Postgres postgres,
      String database,
      Map<String, String> settings,
      Judge judge,
      Path data)
      throws Exception {
    this.program = program;
    this.postgres = postgres;
    this.database = database;
    this.settings = Map.copyOf(settings);
    this.judge = judge;
    this.data = data;
    // The first brings the schema up to date.
    this.front = launch(Map.of("ROOMLEDGER_EXPORTS_WORKERS", "0"));
    this.victim = launch(Map.of());
    this.standby = launch(Map.of());
    for (Node node : List.of(front, victim, standby)) {
      node.awaitReady();
    }
  }

  /**
   * Starts three nodes on a database of their own.
   *
   * @param settings of all of them
   */
  static Cluster start(Run run, Map<String, String> settings) throws Exception {
    String database = run.newDatabase();
    Path data = run.program().scratch().resolve("data-" + database);
    Files.createDirectories(data);
    Judge judge = run.judge(database, () -> Judge.filesBelow(data.resolve("files")));
    return new Cluster(run.program(), run.postgres(), database, settings, judge, data);
  }

  /**
   * As {@link #start}, with files in that service; what nodes are told of it is in the settings.
   */
  static Cluster start(Run run, Map<String, String> settings, S3Service s3) throws Exception {
    String database = run.newDatabase();
    Path data = run.program().scratch().resolve("data-" + database);
    Files.createDirectories(data);
    Judge judge =
        run.judge(
            database,
            () -> {
              Set<String> names = s3.names();
              names.addAll(Judge.filesBelow(data.resolve("files")));
              return names;
            });
    return new Cluster(run.program(), run.postgres(), database, settings, judge, data);
  }

  /** What every node of every cluster is told: little patience, so that nothing takes long. */
  static Map<String, String> impatient() {
    Map<String, String> settings = new HashMap<>();
    settings.put("ROOMLEDGER_SERVER_KEY", SERVER_KEY);
    settings.put("ROOMLEDGER_EXPORTS_WORKERS", "2");
    settings.put("ROOMLEDGER_EXPORTS_LEASE", LEASE.toMillis() + "ms");
    settings.put("ROOMLEDGER_EXPORTS_POLL", "200ms");
    settings.put("ROOMLEDGER_EXPORTS_PRUNEEVERY", "1s");
    settings.put("ROOMLEDGER_EXPORTS_MAXSILENCE", "4s");
    settings.put("ROOMLEDGER_EXPORTS_MAXATTEMPTS", Integer.toString(Judge.MOST_ATTEMPTS));
    // Every worker takes every export, and as many may wait as there are.
    settings.put("ROOMLEDGER_QUEUE_QUICKROWS", "0");
    settings.put("ROOMLEDGER_QUEUE_MAXUNFINISHEDPERAPP", "0");
    settings.put("ROOMLEDGER_QUEUE_MAXUNFINISHEDPERTENANT", "0");
    return settings;
  }

  /** Starts one more node; not waited for. */
  Node launch(Map<String, String> more) throws Exception {
    return launch(more, postgres.port(), "");
  }

  /** Starts one more node that reaches PostgreSQL at another port. */
  Node launch(Map<String, String> more, int postgresPort, String parameters) throws Exception {
    Map<String, String> all = impatient();
    all.putAll(Postgres.environment(postgresPort, database, parameters));
    all.putAll(settings);
    all.putAll(more);
    Node node =
        Node.launch(
            program, new Node.Recipe("node-" + NUMBER.incrementAndGet(), data, List.of(), all));
    nodes.add(node);
    return node;
  }

  /** The victim is dead: the standby is the next one, and another stands by. */
  void replaceVictim() throws Exception {
    nodes.remove(victim);
    victim.close();
    victim = standby;
    standby = launch(Map.of());
  }

  /** Another node takes the victim's part; that one is stopped. */
  void replaceVictim(Node other) {
    nodes.remove(victim);
    victim.close();
    victim = other;
  }

  Node front() throws Exception {
    return front.awaitReady();
  }

  Node victim() throws Exception {
    return victim.awaitReady();
  }

  Node standby() throws Exception {
    return standby.awaitReady();
  }

  /**
   * Freezes all but the victim, so that what is to be done from here on is the victim's: also what
   * the others asked PostgreSQL for last, as a node does that has just started, has been done by
   * then.
   */
  void freezeOthers() throws Exception {
    standby().freeze();
    front.freeze();
    judge.awaitQuiet();
  }

  void thawOthers() throws Exception {
    standby.thaw();
    front.thaw();
  }

  Judge judge() {
    return judge;
  }

  Path data() {
    return data;
  }

  Connection connect() throws Exception {
    return postgres.connect(database);
  }

  Client client(int tenant) throws Exception {
    return new Client(front(), tenant);
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      node.close();
    }
  }
}
