package io.roomledger.sheets;

/** A cell that is in the window but not yet in the token stream. Positions are the window's. */
final class PendingCell {
  /** What it is like, and so where its equal is looked for. */
  enum Kind {
    /** A value of up to seven digits. */
    NUMBER,
    /** A short text that resembles its neighbours. */
    STAMP,
    /** Anything else. */
    TEXT,
    /** No cell, but where a row starts. */
    ROW_START
  }

  Kind kind = Kind.ROW_START;
  int column;

  /** Numbers the framing before the row's number, and how far back the same one was written. */
  int closing;

  int closingDistance;

  /** Where the row's number begins, and where it ends and the opening begins. */
  int number;

  int numberEnd;
  int opening;

  /** Where the value begins, and where it ends. */
  int value;

  int end;

  /** The value of a {@link Kind#NUMBER}: {@link Digits#compress}. */
  int digits;

  /** How far back something equal is, counted from {@link #numberEnd}, and where that ends. */
  int distance;

  int equalEnd;

  /** How far back the cell above is. */
  int aboveDistance;

  /** Whether it is best written as the last digit of its row's number and a match. */
  boolean repeats;

  /** The window has moved. */
  void rebase(int shift) {
    number -= shift;
    numberEnd -= shift;
    value -= shift;
    end -= shift;
    equalEnd -= shift;
  }
}
