package io.roomledger.reservations;

/** Is told, on the thread of the import, how far it is. */
@FunctionalInterface
public interface ImportProgress {
  /** What the import does one after the other. */
  enum Stage {
    READING,
    CHECKING,
    STORING
  }

  /** So many lines are read between two calls. */
  int STRIDE = 100_000;

  /** Tells nobody. */
  ImportProgress SILENT = (stage, lines) -> {};

  /**
   * Called at the begin of each stage, and while reading every {@value #STRIDE} lines.
   *
   * @param lines read so far
   */
  void at(Stage stage, long lines);
}
