package io.roomledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What all measures share: the database, the program, a directory for throw-away files. */
final class Bench implements AutoCloseable {
  // All servers of a run share their databases, so they share the key that tokens are derived from.
  private static final String SERVER_KEY = "1:" + "A".repeat(43) + "=";

  private static final int ROOMS = 10_000;

  private final Options options;
  private final Map<String, String> environment;
  private final Path root;
  private final Path work;
  private final Postgres postgres;
  private final Set<StoredReservations> stored = new HashSet<>();
  private final Map<String, String> further = new LinkedHashMap<>();
  private int servers;

  Bench(Options options, Map<String, String> environment) throws IOException {
    this.options = options;
    this.environment = environment;
    this.root = Path.of(Postgres.need(environment, "ROOMLEDGER_BENCH_ROOT"));
    this.work = Files.createTempDirectory("roomledger-bench");
    this.postgres = new Postgres(environment, sources().resolve("sql"));
  }

  /** Progress, for people: not one of the lines that scripts read. */
  static void say(String words) {
    System.err.println("# " + words);
  }

  Options options() {
    return options;
  }

  Postgres postgres() {
    return postgres;
  }

  /** The checkout. */
  Path root() {
    return root;
  }

  /** The committed statements and the program in C. */
  Path sources() {
    return root.resolve("benchmarks/src/main");
  }

  /** For files that are thrown away. */
  Path work() {
    return work;
  }

  String serverOptions() {
    return Postgres.need(environment, "ROOMLEDGER_BENCH_SERVER_OPTIONS").strip();
  }

  String postgresSettings() {
    return Postgres.need(environment, "ROOMLEDGER_BENCH_SETTINGS");
  }

  /** So many reservations of the organisation that nearly everything is measured with. */
  StoredReservations stored(long rows) throws Exception {
    return stored(rows, ROOMS);
  }

  /** So many reservations of an organisation of so many rooms, made when first asked for. */
  StoredReservations stored(long rows, int rooms) throws Exception {
    StoredReservations asked = new StoredReservations(rows, rooms);
    if (stored.add(asked)) {
      postgres.createDatabase(asked.database());
      server(asked, Map.of()).close();
      asked.load(postgres);
    }
    return asked;
  }

  /**
   * A new server on a database.
   *
   * @param settings more environment
   */
  ServerProcess server(StoredReservations data, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(postgres.forServer(data.database()));
    all.put("ROOMLEDGER_SERVER_KEY", SERVER_KEY);
    all.putAll(settings);
    servers++;
    Path program = Path.of(Postgres.need(environment, "ROOMLEDGER_BENCH_PROGRAM"));
    return ServerProcess.start(program, serverOptions(), work.resolve("server-" + servers), all);
  }

  ExportClient client(ServerProcess server, StoredReservations data) throws Exception {
    Connection connection = postgres.connect(data.database());
    return new ExportClient(server.port(), connection);
  }

  /** Notes a figure that has no goal. */
  void further(String name, String value) {
    further.put(name, value);
    say(name + ": " + value);
  }

  Map<String, String> further() {
    return further;
  }

  /** Frees the disk of what the last measure wrote. */
  void tidy() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(work)) {
      tree.filter(path -> !path.equals(work)).sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    tidy();
    Files.deleteIfExists(work);
  }
}
