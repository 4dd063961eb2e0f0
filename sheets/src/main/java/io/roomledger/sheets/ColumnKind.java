package io.roomledger.sheets;

/** What a column holds, and so which one of the writer's calls fills it. */
enum ColumnKind {
  WORD("word"),
  TEXT("text"),
  STAMP("stamp"),
  NUMBER("number"),
  /**
   * Stands after the last column and outside a row: no call fits it, so one comparison finds every
   * misuse.
   */
  NONE("no further cell");

  private final String call;

  ColumnKind(String call) {
    this.call = call;
  }

  /** The name of the call, for messages. */
  String call() {
    return call;
  }
}
