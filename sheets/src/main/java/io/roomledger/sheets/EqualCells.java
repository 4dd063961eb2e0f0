package io.roomledger.sheets;

/**
 * Finds for a cell the one earlier cell worth pointing at:
 *
 * <ol>
 *   <li>for a number the cell that last had this value, and the same one to its right;
 *   <li>for any other the one that last stood in its place, as a rule that of the row above.
 * </ol>
 */
final class EqualCells {
  /** So many bytes of a value are worth less than what pointing at them takes. */
  private static final int FEW = 4;

  private final SlidingWindow window;
  private final RecentNumbers numbers = new RecentNumbers();

  EqualCells(SlidingWindow window) {
    this.window = window;
  }

  /** The window is a new one. */
  void forget() {
    numbers.forget();
  }

  /** The window has moved. */
  void rebase(int shift) {
    numbers.rebase(shift);
  }

  /** Finds for a cell, and the one that follows it. */
  void find(PendingCell cell, PendingCell next) {
    if (cell.kind != PendingCell.NUMBER) {
      findText(cell, next.number);
      return;
    }
    int distance = distanceOfNumber(cell, next);
    if (distance > Deflate.MAX_DISTANCE) {
      findOpening(cell);
      return;
    }
    cell.distance = distance;
    cell.equalEnd = next.number;
    cell.repeats = true;
  }

  /** Finds for a cell whose next one is not known: an equal of its value, and nothing behind it. */
  void findLast(PendingCell cell) {
    if (cell.kind == PendingCell.NUMBER) {
      findOpening(cell);
    } else {
      findText(cell, cell.end);
    }
  }

  /**
   * How far back the same number is that the same framing follows, counted from where the row's
   * number ends; more than a match can reach if there is none.
   */
  int distanceOfNumber(PendingCell cell, PendingCell next) {
    return numbers.distance(cell.numberEnd, cell.digits, next.framing.number);
  }

  /** For a number that equals none: its first digits may be those of the one above. */
  private void findOpening(PendingCell cell) {
    int distance = cell.framingDistance;
    int value = cell.value;
    int equal = cell.numberEnd;
    if (distance <= Deflate.MAX_DISTANCE && cell.number - distance >= cell.decade) {
      long different = window.longAt(value - distance) ^ window.longAt(value);
      equal = Math.min(cell.end, value + (Long.numberOfTrailingZeros(different) >>> 3));
    }
    point(cell, distance, equal);
  }

  /**
   * The equal of a text begins where the same framing was last written: with the opening, since
   * that of another length of row numbers is forgotten.
   *
   * @param limit the equal end is not beyond
   */
  private void findText(PendingCell cell, int limit) {
    int distance = cell.framingDistance;
    int value = cell.value;
    if (distance > Deflate.MAX_DISTANCE) {
      point(cell, distance, cell.numberEnd);
      return;
    }
    int end = value + window.equalBytes(value - distance, value, limit - value);
    // How a text begins says nothing about the rest, which is better searched as a whole.
    boolean onlyOpening = end < cell.end && cell.kind == PendingCell.TEXT;
    point(cell, distance, onlyOpening ? value : end);
  }

  private static void point(PendingCell cell, int distance, int end) {
    cell.distance = distance;
    // An opening that a cell of the same row has, too, is nearer there.
    int worthwhile = cell.peer > SlidingWindow.NOWHERE ? cell.value + FEW : cell.value;
    cell.repeats = end > cell.end || end >= worthwhile;
    cell.equalEnd = cell.repeats ? end : Math.min(end, cell.numberEnd);
  }
}
