package io.roomledger.sheets;

/**
 * A cell that has no tokens yet: what was asked for, then where its XML lies in the window, then
 * what that equals. Positions are the window's.
 */
final class PendingCell {
  /** A value of up to seven digits; or of none, at the start of a row. */
  static final int NUMBER = 0;

  /** A short text that resembles its neighbours. */
  static final int STAMP = 1;

  /** Anything else. */
  static final int TEXT = 2;

  /** What it is like, and so where its equal is looked for. */
  int kind;

  /** What stands between the value before and its own; a cell that was never asked for has none. */
  @SuppressWarnings("NullAway.Init")
  CellFrames.Framing framing;

  /** The value of a {@link #NUMBER}: {@link Digits#compress}. */
  int digits;

  /** The value of others. */
  final byte[] text = new byte[RowTokens.LONGEST_TEXT + SlidingWindow.SLACK];

  int length;

  /** How far back the same framing was last written. */
  int framingDistance;

  /** Where the row's number begins, and where it ends and the opening begins. */
  int number;

  int numberEnd;

  /** Where the value begins, and where it ends. */
  int value;

  int end;

  /** Where the first of the row numbers stands that equal this one but for the last digit. */
  int decade;

  /**
   * Where the number stands in the last cell of this row that has the same opening; {@link
   * SlidingWindow#NOWHERE} if none has.
   */
  int peer;

  /** How far back something equal is, counted from {@link #numberEnd}, and where that ends. */
  int distance;

  int equalEnd;

  /** Whether it is best written as the last digit of its row's number and a match. */
  boolean repeats;

  /**
   * Whether it is a number, and has a cell in its row that it takes row number and opening from.
   */
  boolean isNumberLikeAnother() {
    return kind == NUMBER && number - peer <= Deflate.MAX_DISTANCE;
  }

  /**
   * Where a match ends that covers all up to the row's number: it may go on over the digits but the
   * last, if that is of use, where the other number is of the same decade.
   *
   * @param useful whether it is
   */
  int matchEnd(int distance, boolean useful) {
    // Without a branch, which could not be foreseen: all ones unless it is of the same decade.
    int otherDecade = (number - distance - decade) >> 31;
    int further = useful ? numberEnd - 1 - number : 0;
    return number + (further & ~otherDecade);
  }

  /** The window has moved. */
  void rebase(int shift) {
    number -= shift;
    numberEnd -= shift;
    value -= shift;
    end -= shift;
    decade = SlidingWindow.moved(decade, shift);
    peer = SlidingWindow.moved(peer, shift);
  }
}
