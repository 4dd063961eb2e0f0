package io.roomledger.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that lives and ends with this program, its data in a directory of ours.
 *
 * <p>It listens on the loopback address only, wants a password (random, kept in the owner-only
 * {@code connection.properties}), writes to disk before it says so, and checks its pages. When it
 * ends by itself it is started again, at the same address. When this program is killed, the kernel
 * asks PostgreSQL to shut down; where that is not possible, the next start does.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PASSWORD_BYTES = 24;
  private static final long LOG_FILE_BYTES = 10L * 1024 * 1024;
  private static final int PORT_ATTEMPTS = 10;

  /** Replaying the log of a busy server after a crash can take minutes. */
  private static final Duration READY_LIMIT = Duration.ofMinutes(10);

  private static final Duration STALE_LOCK_LIMIT = Duration.ofSeconds(20);
  private static final Duration STALE_LOCK_PAUSE = Duration.ofMillis(200);
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NO_SUCH_DATABASE = "3D000";

  private final DataDirectoryLock lock;
  private final PostgresSupervisor supervisor;
  private final ConnectionSettings connection;

  private EmbeddedPostgres(
      DataDirectoryLock lock, PostgresSupervisor supervisor, ConnectionSettings connection) {
    this.lock = lock;
    this.supervisor = supervisor;
    this.connection = connection;
  }

  /**
   * Starts PostgreSQL on the directory, which is made (for its owner alone) and filled when it does
   * not exist.
   *
   * @throws DatabaseStartException when it does not start, saying what to do: the directory is in
   *     use, the platform has no binaries, the disk is full, …
   */
  public static EmbeddedPostgres start(Path dataDirectory) {
    return start(dataDirectory, dataDirectory);
  }

  /**
   * As {@link #start(Path)}, with PostgreSQL's programs (60 MB, unpacked once) in a directory that
   * several data directories may share.
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path programsDirectory) {
    try {
      DataDirectory directory = DataDirectory.of(dataDirectory);
      DataDirectoryLock lock = DataDirectoryLock.take(directory);
      boolean started = false;
      try {
        EmbeddedPostgres postgres =
            start(directory, lock, programsDirectory.toAbsolutePath().normalize());
        started = true;
        return postgres;
      } finally {
        if (!started) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw StartFailure.explain(new DataDirectory(dataDirectory.toAbsolutePath()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while PostgreSQL was starting.", e);
    }
  }

  /**
   * The server that another process runs on this data directory, for commands beside it. One quick
   * login is made.
   *
   * @return empty when none runs there or it does not answer
   * @throws DatabaseStartException when the connection file cannot be read or others may read it
   */
  public static Optional<ConnectionSettings> running(Path dataDirectory) {
    Path path = dataDirectory.toAbsolutePath();
    DataDirectory directory = new DataDirectory(path);
    try {
      Optional<PostmasterFile> postmaster = PostmasterFile.read(directory.cluster());
      Optional<ConnectionFile> file = ConnectionFile.read(directory.connectionFile());
      if (postmaster.isEmpty()
          || file.isEmpty()
          || postmaster.get().port() != file.get().port()
          || !ProcessHandle.of(postmaster.get().pid()).map(ProcessHandle::isAlive).orElse(false)) {
        return Optional.empty();
      }
      ConnectionSettings settings = file.get().settings();
      try (Connection login = settings.connect()) {
        return login.isClosed() ? Optional.empty() : Optional.of(settings);
      } catch (SQLException e) {
        LOG.debug("No answer from the PostgreSQL of {}", path, e);
        return Optional.empty();
      }
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot see whether a PostgreSQL runs in %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** How to enter it, as its superuser {@code roomledger}, for as long as it runs. */
  public ConnectionSettings connection() {
    return connection;
  }

  /** False once it was closed, and for the moment in which it ended by itself and starts again. */
  public boolean alive() {
    return supervisor.server().alive();
  }

  /** Shuts it down: open sessions are broken off, committed data is on disk when this returns. */
  @Override
  public void close() {
    try {
      supervisor.close();
    } finally {
      lock.close();
    }
  }

  /** Process id of the server. */
  long pid() {
    return supervisor.server().pid();
  }

  private static EmbeddedPostgres start(
      DataDirectory directory, DataDirectoryLock lock, Path programsDirectory)
      throws IOException, InterruptedException {
    ProgramLauncher launcher = ProgramLauncher.forThisMachine();
    PostgresPrograms programs = PostgresPrograms.unpacked(programsDirectory);
    Cluster cluster = new Cluster(directory, programs, launcher);
    ServerSignal signal = new ServerSignal(launcher, programs);
    ConnectionFile file = prepare(cluster, signal);

    long begin = System.nanoTime();
    int portAttempts = 0;
    int port = file.port();
    while (true) {
      port = freePort(port);
      PostgresServer server = launch(cluster, signal, port);
      if (ready(server)) {
        return finish(cluster, signal, lock, server, file.withPort(port));
      }
      String words = server.lastWords();
      if (StartFailure.portTaken(words) && ++portAttempts < PORT_ATTEMPTS) {
        port = 0;
      } else if (StartFailure.stillLocked(words)
          && System.nanoTime() - begin < STALE_LOCK_LIMIT.toNanos()) {
        Thread.sleep(STALE_LOCK_PAUSE);
      } else {
        throw StartFailure.explain("PostgreSQL did not start", directory, words);
      }
    }
  }

  private static PostgresServer launch(Cluster cluster, ServerSignal signal, int port)
      throws IOException, InterruptedException {
    DataDirectory directory = cluster.directory();
    ServerLog log = new ServerLog(directory.log(), directory.olderLog(), LOG_FILE_BYTES);
    return PostgresServer.launch(
        cluster.launcher().prepare(command(cluster, port)), directory.cluster(), signal, log);
  }

  /** Where it was before: everybody has that address. */
  private static PostgresServer launchAgain(Cluster cluster, ServerSignal signal, int port)
      throws IOException, InterruptedException {
    LeftOverServer.remove(cluster.directory().cluster(), signal);
    PostgresServer server = launch(cluster, signal, port);
    if (!ready(server)) {
      throw StartFailure.explain(
          "PostgreSQL did not start again", cluster.directory(), server.lastWords());
    }
    return server;
  }

  /**
   * Makes sure that there is a data directory, that nothing runs in it, and that its password is
   * known.
   */
  private static ConnectionFile prepare(Cluster cluster, ServerSignal signal)
      throws IOException, InterruptedException {
    Path path = cluster.directory().connectionFile();
    Optional<ConnectionFile> known = ConnectionFile.read(path);
    ConnectionFile file = known.orElseGet(() -> new ConnectionFile(0, newPassword()));
    if (cluster.exists()) {
      cluster.checkVersion();
      LeftOverServer.remove(cluster.directory().cluster(), signal);
      if (known.isEmpty()) {
        cluster.setPassword(file.password());
      }
    } else {
      cluster.create(file.password());
    }
    if (known.isEmpty()) {
      file.write(path);
    }
    return file;
  }

  private static boolean ready(PostgresServer server) throws IOException, InterruptedException {
    boolean decided = false;
    try {
      boolean ready = server.awaitReady(READY_LIMIT);
      decided = true;
      return ready;
    } finally {
      if (!decided) {
        server.stop();
      }
    }
  }

  private static EmbeddedPostgres finish(
      Cluster cluster,
      ServerSignal signal,
      DataDirectoryLock lock,
      PostgresServer server,
      ConnectionFile file)
      throws IOException {
    DataDirectory directory = cluster.directory();
    boolean finished = false;
    try {
      enter(directory, file);
      file.write(directory.connectionFile());
      finished = true;
      return new EmbeddedPostgres(
          lock,
          new PostgresSupervisor(server, () -> launchAgain(cluster, signal, file.port())),
          file.settings());
    } finally {
      if (!finished) {
        server.stop();
      }
    }
  }

  /** Logs in; creates the database when this is the first time. */
  private static void enter(DataDirectory directory, ConnectionFile file) {
    try (Connection login = file.settings().connect()) {
      LOG.debug("PostgreSQL answers at {}", login.getMetaData().getURL());
    } catch (SQLException e) {
      if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
        createDatabase(file);
      } else if (WRONG_PASSWORD.equals(e.getSQLState())) {
        throw new DatabaseStartException(
            "%s does not hold the password of this PostgreSQL. Delete it; a new password is set at the next start."
                .formatted(directory.connectionFile()),
            e);
      } else {
        throw new DatabaseStartException(
            "PostgreSQL started, but does not let us in: " + e.getMessage(), e);
      }
    }
  }

  private static void createDatabase(ConnectionFile file) {
    try (Connection connection = file.settings("postgres").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + ConnectionFile.DATABASE);
    } catch (SQLException e) {
      throw new DatabaseStartException(
          "PostgreSQL started, but the database could not be created: " + e.getMessage(), e);
    }
  }

  /** What stands here wins over postgresql.conf: the rest of this class relies on it. */
  private static List<String> command(Cluster cluster, int port) {
    return List.of(
        cluster.programs().program("postgres").toString(),
        "-D",
        cluster.directory().cluster().toString(),
        "-p",
        Integer.toString(port),
        "-c",
        "listen_addresses=" + ConnectionFile.HOST,
        "-c",
        "unix_socket_directories=",
        "-c",
        "logging_collector=off",
        "-c",
        "log_destination=stderr");
  }

  /** The preferred port when nobody listens there, else one that the system picks. */
  private static int freePort(int preferred) throws IOException {
    InetAddress host = InetAddress.ofLiteral(ConnectionFile.HOST);
    if (preferred != 0) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(host, preferred));
        return preferred;
      } catch (IOException e) {
        LOG.debug("Port {} is taken", preferred, e);
      }
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, 0));
      return socket.getLocalPort();
    }
  }

  /** 32 characters that need no escaping in addresses, files and SQL. */
  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
