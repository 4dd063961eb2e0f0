package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's {@code postmaster.pid}: who serves a data directory, where, and how far it has come.
 * Its lines are described in PostgreSQL's miscadmin.h.
 *
 * @param pid of the server's first process
 * @param port 0 when not yet written
 * @param ready accepts connections
 */
record PostmasterFile(long pid, int port, boolean ready) {
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /** Empty when there is none, or when its writer is in the middle of it. */
  static Optional<PostmasterFile> read(Path cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file(cluster));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      // A server in single-user mode writes its process id negative.
      long pid = Math.abs(Long.parseLong(line(lines, 0)));
      String port = line(lines, PORT_LINE);
      return Optional.of(
          new PostmasterFile(
              pid,
              port.isEmpty() ? 0 : Integer.parseInt(port),
              line(lines, STATUS_LINE).equals("ready")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Puts another process id into the file and leaves the rest. */
  static void replacePid(Path cluster, long pid) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file(cluster)));
    lines.set(0, Long.toString(pid));
    Files.write(file(cluster), lines);
  }

  private static Path file(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index).strip() : "";
  }
}
