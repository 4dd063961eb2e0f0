package io.roomledger.database;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's data directory while no server runs in it: made, checked, given a new password. */
record Cluster(DataDirectory directory, PostgresPrograms programs, ProgramLauncher launcher) {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  /** Written to postgresql.conf once; from then on they are the owner's to change. */
  private static final List<String> FIRST_SETTINGS =
      List.of(
          "shared_buffers=128MB",
          "max_connections=100",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_line_prefix=%m [%p] %q%u@%d ",
          // Compiling a query costs more than our short ones take.
          "jit=off");

  boolean exists() {
    return Files.exists(directory.cluster());
  }

  /** Makes it under another name first: under its own name it is always whole. */
  void create(String password) throws IOException, InterruptedException {
    LOG.info("Creating the database in {}", directory.cluster());
    Path partial = directory.partialCluster();
    FileTree.delete(partial);
    OwnerOnlyFile.createDirectories(partial);
    Path passwordFile = partial.resolve("password");
    OwnerOnlyFile.write(passwordFile, password.getBytes(StandardCharsets.US_ASCII));
    Path cluster = partial.resolve("cluster");
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.program("initdb").toString(),
                "--pgdata=" + cluster,
                "--username=" + ConnectionFile.USER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
    FIRST_SETTINGS.forEach(setting -> command.add("--set=" + setting));
    run("The database could not be created", command, "");
    Files.move(cluster, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    OwnerOnlyFile.syncDirectory(directory.path());
    FileTree.delete(partial);
  }

  /**
   * @throws DatabaseStartException when it was made by another major version, which cannot be read
   */
  void checkVersion() throws IOException {
    Path file = directory.cluster().resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "unknown";
    String ours = programs.majorVersion();
    if (!ours.isEmpty() && !found.equals(ours)) {
      throw new DatabaseStartException(
          "%s was made by PostgreSQL %s, and this program brings PostgreSQL %s. Restore a backup into an empty"
                  .formatted(directory.cluster(), found, ours)
              + " directory, or use the version of this program that made it.");
    }
  }

  /** For an owner who has lost the connection file: who may write the data may also enter. */
  void setPassword(String password) throws IOException, InterruptedException {
    LOG.info("{} is missing: giving the database a new password", directory.connectionFile());
    String sql = "alter role %s password '%s'%n".formatted(ConnectionFile.USER, password);
    run(
        "The database could not be given a new password",
        List.of(
            programs.program("postgres").toString(),
            "--single",
            "-D",
            directory.cluster().toString(),
            "postgres"),
        sql);
  }

  private void run(String doing, List<String> command, String input)
      throws IOException, InterruptedException {
    Process process = launcher.prepare(command).start();
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("{} did not read its input", command, e);
    }
    process.getInputStream().transferTo(words);
    String said = words.toString(StandardCharsets.UTF_8);
    // Single-user mode ends with 0 even when its statement failed.
    if (process.waitFor() != 0 || said.contains("ERROR:")) {
      throw StartFailure.explain(doing, directory, said);
    }
  }
}
