package io.roomledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How PostgreSQL's programs are started on this machine.
 *
 * <p>On Linux the words put before them replace themselves by the program, so the process id stays:
 * {@code setsid} keeps the terminal's Ctrl-C from reaching PostgreSQL before our own orderly stop;
 * {@code setpriv --pdeathsig INT} lets the kernel ask it to shut down when the thread that started
 * it is gone, whatever killed us; {@code unshare -U} hides from it that we are root, as whom it
 * refuses to run.
 */
final class ProgramLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramLauncher.class);
  private static final int PROBE_SECONDS = 10;
  private static final List<String> OWN_SESSION = List.of("setsid");
  private static final List<String> STOP_WITH_US = List.of("setpriv", "--pdeathsig", "INT");
  private static final List<String> NOT_AS_ROOT = List.of("unshare", "-U");

  private final List<String> prefix;

  private ProgramLauncher(List<String> prefix) {
    this.prefix = List.copyOf(prefix);
  }

  /**
   * @throws DatabaseStartException when running as root and the kernel or a container forbids to
   *     hide it
   */
  static ProgramLauncher forThisMachine() {
    if (!Files.exists(Path.of("/proc/self"))) {
      return new ProgramLauncher(List.of());
    }
    List<List<String>> wanted = new ArrayList<>(List.of(OWN_SESSION, STOP_WITH_US));
    if (runningAsRoot()) {
      wanted.add(NOT_AS_ROOT);
    }
    return of(wanted);
  }

  /** All of the wanted words when they work together, else those that work alone. */
  static ProgramLauncher of(List<List<String>> wanted) {
    List<String> all = wanted.stream().flatMap(List::stream).toList();
    if (works(all)) {
      return new ProgramLauncher(all);
    }
    List<String> usable = new ArrayList<>();
    for (List<String> words : wanted) {
      if (works(words)) {
        usable.addAll(words);
      } else if (words.equals(NOT_AS_ROOT)) {
        throw new DatabaseStartException(
            "PostgreSQL refuses to run as root, and `unshare -U` does not work here (not installed,"
                + " or forbidden as in most containers). Run this program as an ordinary user, or"
                + " set ROOMLEDGER_DB_URL, ROOMLEDGER_DB_USER and ROOMLEDGER_DB_PASSWORD to use a"
                + " PostgreSQL of your own.");
      } else {
        LOG.info(
            "`{}` does not work here; if this program is killed, PostgreSQL stops only when the"
                + " program starts again",
            String.join(" ", words));
      }
    }
    return new ProgramLauncher(usable);
  }

  /** A process to be started, free of what the environment would tell PostgreSQL. */
  ProcessBuilder prepare(List<String> command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    // Messages are compared with English words.
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  static boolean runningAsRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  private static boolean works(List<String> words) {
    List<String> command = new ArrayList<>(words);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while PostgreSQL was starting.", e);
    }
  }
}
