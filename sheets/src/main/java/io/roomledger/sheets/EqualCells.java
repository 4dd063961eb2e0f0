package io.roomledger.sheets;

/**
 * Finds for a cell the one earlier cell worth pointing at:
 *
 * <ol>
 *   <li>for a number the cell that last had this value, and the same one to its right;
 *   <li>for a text the one that last stood in its place, as a rule that of the row above;
 *   <li>for a stamp that one or the one to its left: times in a row have the date in common.
 * </ol>
 */
final class EqualCells {
  /** So many bytes of a value are worth less than what pointing at them takes. */
  private static final int FEW = 4;

  private final SlidingWindow window;
  private final RecentNumbers numbers = new RecentNumbers();
  private int lastStamp = SlidingWindow.NOWHERE;

  EqualCells(SlidingWindow window) {
    this.window = window;
  }

  /** The window is a new one. */
  void forget() {
    numbers.forget();
    lastStamp = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    numbers.rebase(shift);
    lastStamp = SlidingWindow.moved(lastStamp, shift);
  }

  /** Finds for a cell, and the one that follows it. */
  void find(PendingCell cell, PendingCell next) {
    if (cell.kind != PendingCell.NUMBER) {
      findText(cell, next.number);
    } else if (!findNumber(cell, next)) {
      findOpening(cell);
    }
  }

  /** Finds for a cell whose next one is not known: an equal of its value, and nothing behind it. */
  void findLast(PendingCell cell) {
    if (cell.kind == PendingCell.NUMBER) {
      findOpening(cell);
    } else {
      findText(cell, cell.end);
    }
  }

  /** Finds for a number the same one, and what follows it; whether there is one. */
  boolean findNumber(PendingCell cell, PendingCell next) {
    int distance = numbers.distance(cell.numberEnd, cell.digits, next.framing.number);
    boolean found = distance <= Deflate.MAX_DISTANCE;
    cell.repeats = found;
    if (found) {
      cell.distance = distance;
      cell.equalEnd = next.number;
    }
    return found;
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
   * @param limit the equal end is not beyond
   */
  private void findText(PendingCell cell, int limit) {
    if (cell.kind == PendingCell.STAMP) {
      findStamp(cell, limit);
      return;
    }
    int distance = cell.framingDistance;
    // How a text begins says nothing about the rest, which is better searched as a whole.
    int end = equalEnd(cell.numberEnd, distance, limit);
    point(cell, distance, end < cell.end ? Math.min(end, cell.value) : end);
  }

  private static void point(PendingCell cell, int distance, int end) {
    cell.distance = distance;
    // An opening that a cell of the same row has, too, is nearer there.
    int worthwhile = cell.peer > SlidingWindow.NOWHERE ? cell.value + FEW : cell.value;
    cell.repeats = end > cell.end || end >= worthwhile;
    cell.equalEnd = cell.repeats ? end : Math.min(end, cell.numberEnd);
  }

  private void findStamp(PendingCell cell, int limit) {
    int from = cell.numberEnd;
    int distance = cell.framingDistance;
    int end = equalEnd(from, distance, limit);
    if (end < limit) {
      int beside = from - lastStamp;
      int besideEnd = equalEnd(from, beside, limit);
      if (besideEnd > end || (besideEnd == end && beside < distance)) {
        distance = beside;
        end = besideEnd;
      }
    }
    lastStamp = from;
    point(cell, distance, end);
  }

  private int equalEnd(int from, int distance, int limit) {
    return distance <= Deflate.MAX_DISTANCE
        ? from + window.equalBytes(from - distance, from, limit - from)
        : from;
  }
}
