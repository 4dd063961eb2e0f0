package io.roomledger.database;

import java.io.IOException;
import java.util.Locale;

/**
 * What PostgreSQL's last words mean. Its programs run with English messages, whatever the machine
 * speaks.
 */
final class StartFailure {
  private StartFailure() {}

  static boolean portTaken(String words) {
    return words.contains("Address already in use");
  }

  /** A server killed a moment ago has not let go of the directory yet. */
  static boolean stillLocked(String words) {
    return (words.contains("lock file \"") && words.contains("already exists"))
        || words.contains("pre-existing shared memory block");
  }

  /**
   * @param doing for example "PostgreSQL did not start"
   */
  static DatabaseStartException explain(String doing, DataDirectory directory, String words) {
    return new DatabaseStartException(
        "%s in %s. %s%nIts last words:%n%s"
            .formatted(doing, directory.path(), advice(directory, words), words));
  }

  /** The same when it was we who failed, before PostgreSQL could say anything. */
  static DatabaseStartException explain(DataDirectory directory, IOException e) {
    return new DatabaseStartException(
        "The embedded PostgreSQL could not start in %s: %s. %s"
            .formatted(directory.path(), e, advice(directory, e.toString())),
        e);
  }

  private static String advice(DataDirectory directory, String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device") || lower.contains("disk quota exceeded")) {
      return "The disk is full: make room and start again; nothing that was saved is lost.";
    }
    if (lower.contains("permission denied") || lower.contains("has wrong ownership")) {
      return "This program's user must own the directory and all in it, and may enter those above"
          + " it.";
    }
    if (lower.contains("could not create shared memory") || lower.contains("out of memory")) {
      return "The machine gives it too little memory (in a container: raise the memory limit or the"
          + " size of /dev/shm).";
    }
    if (lower.contains("error while loading shared libraries")
        || lower.contains("cannot run program")) {
      return "This system lacks what PostgreSQL's programs need (glibc 2.27 or newer); use a"
          + " PostgreSQL of your own with ROOMLEDGER_DB_URL, ROOMLEDGER_DB_USER and"
          + " ROOMLEDGER_DB_PASSWORD.";
    }
    return "More may stand in " + directory.log() + ".";
  }
}
