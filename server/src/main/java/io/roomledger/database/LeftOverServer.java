package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server, or only its file, that an earlier run of this program left in the data directory when
 * it was killed. Called by the holder of the directory's lock, so no living program relies on that
 * server.
 */
final class LeftOverServer {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOverServer.class);

  /** Its last checkpoint may take a while. */
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  private LeftOverServer() {}

  /** After this PostgreSQL can be started in the directory, at the latest within some seconds. */
  static void remove(Path cluster, ServerSignal signal) throws IOException, InterruptedException {
    Optional<PostmasterFile> file = PostmasterFile.read(cluster);
    if (file.isEmpty()) {
      return;
    }
    long pid = file.get().pid();
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      // PostgreSQL sees that too, and whether processes of the dead server still hold its shared
      // memory.
      return;
    }
    if (serves(process.get(), cluster)) {
      stop(process.get(), signal);
    } else {
      // The number went to another process, as happens with the low numbers of a container, and
      // PostgreSQL
      // would refuse to start. It takes its parent's number for a stale one and then still looks at
      // the
      // shared memory, which it could not if the file were deleted.
      LOG.info(
          "Process {} is not the PostgreSQL of {}; its old lock file is ignored", pid, cluster);
      PostmasterFile.replacePid(cluster, ProcessHandle.current().pid());
    }
  }

  private static void stop(ProcessHandle process, ServerSignal signal) throws InterruptedException {
    LOG.info(
        "Stopping PostgreSQL (process {}), left over from a run that was killed", process.pid());
    signal.send("INT", process.pid());
    try {
      process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new DatabaseStartException(
          "PostgreSQL of an earlier run (process %d) does not stop. Stop it by hand and start again."
              .formatted(process.pid()),
          e);
    }
  }

  /** Whether the process is a server of that data directory. */
  static boolean serves(ProcessHandle process, Path cluster) {
    String commandLine;
    try {
      // Java's own answer is cut short for long paths.
      commandLine = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      commandLine = process.info().commandLine().orElse("");
    }
    return commandLine.contains("postgres") && commandLine.contains(cluster.toString());
  }
}
