package io.roomledger.database;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Signals to server processes. PostgreSQL's own program sends them, since Java knows only two. */
record ServerSignal(ProgramLauncher launcher, PostgresPrograms programs) {
  private static final int SECONDS = 10;

  /**
   * Sends INT (fast shutdown) or QUIT (immediate shutdown).
   *
   * @return whether it was sent
   */
  boolean send(String name, long pid) throws InterruptedException {
    List<String> command =
        List.of(programs.program("pg_ctl").toString(), "kill", name, Long.toString(pid));
    try {
      Process process =
          launcher.prepare(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
