package io.roomledger.sheets;

import java.util.List;

/**
 * Where in a row the writer stands, and whether the next call fits there. Outside a row it stands
 * past the last column, where {@link ColumnKind#NONE} fits no call, so the fast path is one
 * comparison per cell.
 */
final class RowCursor {
  private final List<Column> columns;
  private final ColumnKind[] kinds;
  private int next;
  private boolean inRow;
  private boolean closed;
  private long rows;

  RowCursor(List<Column> columns) {
    this.columns = columns;
    kinds = new ColumnKind[columns.size() + 1];
    for (int i = 0; i < columns.size(); i++) {
      kinds[i] = columns.get(i).kind();
    }
    kinds[columns.size()] = ColumnKind.NONE;
    next = columns.size();
  }

  void beginRow() {
    if (inRow || closed) {
      throw new IllegalStateException(
          closed ? "beginRow() after close" : "beginRow() inside a row, " + place());
    }
    inRow = true;
    next = 0;
  }

  /** Steps over the cell that a call of this kind fills and returns its column, counted from 0. */
  int take(ColumnKind kind) {
    if (kinds[next] != kind) {
      throw misuse(kind.call() + "()");
    }
    return next++;
  }

  /** Steps over a cell of any kind. */
  int takeAny() {
    if (kinds[next] == ColumnKind.NONE) {
      throw misuse("empty()");
    }
    return next++;
  }

  void endRow() {
    if (!inRow || next != columns.size()) {
      throw misuse("endRow()");
    }
    inRow = false;
    rows++;
  }

  /** From here on every call is misuse. */
  void close() {
    closed = true;
    inRow = false;
    next = columns.size();
  }

  boolean inRow() {
    return inRow;
  }

  boolean closed() {
    return closed;
  }

  /** Rows ended. */
  long rows() {
    return rows;
  }

  /** The exception for closing inside a row. */
  IllegalStateException unfinished() {
    return misuse("close()");
  }

  private IllegalStateException misuse(String call) {
    return new IllegalStateException(
        closed ? call + " after close" : call + " does not fit " + place());
  }

  private String place() {
    if (!inRow) {
      return "outside a row";
    }
    return next == columns.size()
        ? "after the last cell of row " + rows
        : "at %s of row %d".formatted(columns.get(next), rows);
  }
}
