package io.roomledger.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One run of the suite: what all of its cases share. */
final class Run implements AutoCloseable {
  private static final String TEMPLATE = "organisation";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Program program;
  private final Options options;
  private final Postgres postgres;
  private final Organisation organisation;
  private final Expected expected = new Expected();

  private Run(Program program, Options options, Postgres postgres) {
    this.program = program;
    this.options = options;
    this.postgres = postgres;
    this.organisation = new Organisation(options.size().rows());
  }

  /** Starts PostgreSQL and makes the database that those of the cases are copies of. */
  static Run start(Program program, Options options) throws Exception {
    Postgres postgres = Postgres.start(program.postgres());
    Run run = new Run(program, options, postgres);
    try {
      run.makeTemplate();
      return run;
    } catch (Exception e) {
      run.close();
      throw e;
    }
  }

  private void makeTemplate() throws Exception {
    postgres.createDatabase(TEMPLATE, "template0");
    String name = "template-" + NUMBER.incrementAndGet();
    Path data = program.scratch().resolve("data-" + name);
    // A node brings the schema along.
    Map<String, String> settings = Cluster.impatient();
    settings.putAll(Postgres.environment(postgres.port(), TEMPLATE, ""));
    try (Node node = Node.launch(program, new Node.Recipe(name, data, List.of(), settings))) {
      node.awaitReady();
    }
    try (Connection connection = postgres.connect(TEMPLATE)) {
      organisation.load(connection);
    }
  }

  /** A database with the organisation in it. */
  String newDatabase() throws Exception {
    String name = "run" + NUMBER.incrementAndGet();
    postgres.createDatabase(name, TEMPLATE);
    return name;
  }

  Judge judge(String database, Supplier<Set<String>> files) {
    return new Judge(() -> postgres.connect(database), files, expected);
  }

  Expected expected() {
    return expected;
  }

  Program program() {
    return program;
  }

  Options options() {
    return options;
  }

  Postgres postgres() {
    return postgres;
  }

  Organisation organisation() {
    return organisation;
  }

  Order big(RandomGenerator random) {
    return organisation.big(random);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
