package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Makes tokens of rows.
 *
 * <p>From one cell's value to the next, everything but the row's number is known from the row
 * before, and the number differs in its last digit only, nine times in ten. So a cell that equals
 * an earlier one of its column costs two tokens, a literal and a match, which begins behind the
 * number of one cell and goes on to the last digit of the next:
 *
 * <pre>{@code
 * </c><c t="s" r="B12346"><v>17</v></c><c r="C12346"><v>5
 *                      ^------------------------------     what a cell is written as: the last
 *                       ------------------------------     digit, and a match
 * }</pre>
 *
 * <p>A cell that equals none takes its number and opening from the nearest cell to its left that
 * has the same opening; then comes the value, by whatever {@link EqualCells} found or in literals;
 * then the framing up to the next number, from where the same framing was last written. Free text
 * is searched for together with its opening, which stands before most of what it may equal.
 *
 * <p>Whether a match may go on into the next number depends on the next cell. So the cells of a row
 * wait for each other, and go through three loops together: {@link CellFrames} writes them, {@link
 * EqualCells} looks for equals, and {@link #addTokens} makes tokens. Each loop is short, asks for
 * no bytes that were only just written, and does the same for one cell as for the next.
 */
final class RowTokens {
  /** Longer text does not wait: with what is around it, it might not be one match. */
  static final int LONGEST_TEXT = Deflate.MAX_MATCH - CellFrames.LONGEST;

  /** As many cells as the window is sure to have room for. */
  private static final int MOST_CELLS =
      SlidingWindow.MARGIN / (Deflate.MAX_MATCH + SlidingWindow.SLACK);

  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final TokenStream tokens;
  private final CellFrames frames;
  private final EqualCells equals;

  /** Cells that wait for tokens: the first {@link #count}. */
  private final PendingCell[] cells = new PendingCell[MOST_CELLS];

  private int count;

  /** How many of them are in the window: none, or the first. */
  private int written;

  /** The cell that got tokens last: what is asked of it is where its row number stands. */
  private PendingCell left = new PendingCell();

  /** Stands in for the next cell when there is none. */
  private final PendingCell nothing = new PendingCell();

  /** Up to where there are tokens. */
  private int covered;

  RowTokens(DeflateEncoder encoder, CellFrames frames) {
    this.encoder = encoder;
    this.frames = frames;
    window = encoder.window();
    tokens = encoder.tokens();
    equals = new EqualCells(window);
    Arrays.setAll(cells, _ -> new PendingCell());
  }

  /** The window is a new one, and has tokens up to its end. */
  void forget() {
    equals.forget();
    count = 0;
    written = 0;
    covered = window.position();
    left.number = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    equals.rebase(shift);
    if (written > 0) {
      cells[0].rebase(shift);
    }
    covered -= shift;
    left.number = SlidingWindow.moved(left.number, shift);
  }

  /** All up to the end of the window has tokens, made by somebody else. */
  void covered() {
    covered = window.position();
  }

  /** The next cell, whose value is to be filled in; the one before it is complete. */
  PendingCell next(int form, int kind) throws IOException {
    if (count == cells.length) {
      addAllButLast();
    }
    PendingCell cell = cells[count++];
    frames.frame(cell, form);
    cell.kind = kind;
    return cell;
  }

  /** Starts a row, and makes tokens of all cells before. */
  void startRow(int form) throws IOException {
    PendingCell start = next(form, PendingCell.NUMBER);
    start.digits = 0;
    encoder.makeRoom();
    frames.write(cells, written, count - 1);
    frames.writeStart(start);
    addWrittenButLast();
  }

  /** Makes tokens of all cells but the last, whose value may equal more when the next is known. */
  private void addAllButLast() throws IOException {
    encoder.makeRoom();
    frames.write(cells, written, count);
    addWrittenButLast();
  }

  private void addWrittenButLast() {
    written = 1;
    int last = count - 1;
    if (last == 0) {
      return;
    }
    equals.find(cells, last);
    // It is not known yet; the start of a row does as a rule.
    cells[last].repeats = true;
    addTokens(last);
    keepOnly(last);
  }

  /** Makes tokens of all cells, up to the end of the last value. */
  void addAll() throws IOException {
    if (count == 0) {
      return;
    }
    addAllButLast();
    PendingCell second = cells[1];
    nothing.number = cells[0].end;
    cells[1] = nothing;
    equals.findLast(cells[0]);
    addTokens(1);
    cells[1] = second;
    keepOnly(1);
    count = 0;
    written = 0;
  }

  /** A cell now comes first, and the one before it is what is to its left. */
  private void keepOnly(int kept) {
    PendingCell first = cells[kept];
    PendingCell before = cells[kept - 1];
    cells[kept - 1] = left;
    left = before;
    cells[kept] = cells[0];
    cells[0] = first;
    count = 1;
  }

  /** Makes tokens of the first so many cells, from where there are none up to the last's end. */
  private void addTokens(int many) {
    int next = 0;
    while (next < many) {
      next = addNumbers(next, many);
      if (next < many) {
        addCell(next == 0 ? left : cells[next - 1], cells[next], cells[next + 1]);
        next++;
      }
    }
  }

  /**
   * Makes tokens of the numbers among the next cells, up to the first cell that is another, or that
   * is to be compared or searched for; which that is, and the beginning of it may have tokens. As
   * in {@link CellFrames}, nothing is called.
   */
  private int addNumbers(int from, int many) {
    byte[] bytes = window.bytes();
    int at = covered;
    int i = from;
    for (; i < many; i++) {
      PendingCell cell = cells[i];
      PendingCell next = cells[i + 1];
      if (cell.kind != PendingCell.NUMBER) {
        break;
      }
      int number = cell.number;
      if (at < number) {
        int distance = cell.framingDistance;
        if (number - at < Deflate.MIN_MATCH || distance > Deflate.MAX_DISTANCE) {
          break;
        }
        int end = cell.matchEnd(distance);
        tokens.match(end - at, distance);
        at = end;
      }
      int numberEnd = cell.numberEnd;
      int equal = cell.equalEnd;
      if (at == numberEnd - 1 && equal >= numberEnd + Deflate.MIN_MATCH) {
        at = equalEnd(cell, next);
        tokens.literalAndMatch(bytes[numberEnd - 1], at - numberEnd, cell.distance);
      } else {
        int distance = number - cell.peer;
        if (equal > cell.end || distance > Deflate.MAX_DISTANCE) {
          break;
        }
        int value = cell.value;
        tokens.match(value - at, distance);
        at = value;
        if (equal >= value + Deflate.MIN_MATCH) {
          // Some digits only, and those are always of the cell above.
          tokens.match(equal - value, cell.framingDistance);
          at = equal;
        }
      }
      if (at < cell.end) {
        tokens.digits(cell.digits, at - cell.value);
        at = cell.end;
      }
    }
    covered = at;
    return i;
  }

  /** Makes tokens of any cell. */
  private void addCell(PendingCell before, PendingCell cell, PendingCell next) {
    int at = covered;
    if (at < cell.number) {
      at = addFraming(before, cell, at);
    }
    int equal = equalEnd(cell, next);
    int numberEnd = cell.numberEnd;
    int distance = cell.number - cell.peer;
    if (at == numberEnd - 1
        && equal >= numberEnd + Deflate.MIN_MATCH
        && (cell.kind != PendingCell.TEXT || equal > cell.value)) {
      tokens.literalAndMatch(window.bytes()[at], equal - numberEnd, cell.distance);
      at = equal;
    } else if (distance <= Deflate.MAX_DISTANCE) {
      at = addFromTheLeft(cell, distance, at, equal);
    } else {
      at = addOtherOpening(before, cell, at, equal);
    }
    covered = at < cell.end ? addRest(cell, next, at) : at;
  }

  /** Up to where a cell has an equal, and the next one's number if that is of use. */
  private static int equalEnd(PendingCell cell, PendingCell next) {
    return cell.equalEnd == next.number ? next.matchEnd(cell.distance) : cell.equalEnd;
  }

  /** What follows a value, up to the row number, and most of the number if that is of use. */
  private int addFraming(PendingCell before, PendingCell cell, int from) {
    int end = cell.number;
    int distance = cell.framingDistance;
    if (distance > Deflate.MAX_DISTANCE) {
      addFramingLikeTheLast(before, from, end);
    } else if (end - from < Deflate.MIN_MATCH) {
      tokens.literals(window.bytes(), from, end);
    } else {
      end = cell.matchEnd(distance);
      tokens.match(end - from, distance);
    }
    return end;
  }

  /** What was not written lately may begin as the framing of the cell to the left did. */
  private void addFramingLikeTheLast(PendingCell before, int from, int end) {
    int distance = from - (before.number - before.framing.length);
    int matched =
        distance <= Deflate.MAX_DISTANCE ? window.equalBytes(from - distance, from, end - from) : 0;
    if (matched < Deflate.MIN_MATCH) {
      encoder.search(from, end);
      return;
    }
    tokens.match(matched, distance);
    tokens.literals(window.bytes(), from + matched, end);
  }

  /** Number and opening, which a cell to the left has, too, and an equal behind them. */
  private int addFromTheLeft(PendingCell cell, int distance, int from, int equal) {
    int value = cell.value;
    tokens.match(value - from, distance);
    if (equal < value + Deflate.MIN_MATCH) {
      return value;
    }
    tokens.match(equal - value, cell.distance);
    return equal;
  }

  /** Number and opening where no cell to the left has the same one, and an equal. */
  private int addOtherOpening(PendingCell before, PendingCell cell, int from, int equal) {
    int numberEnd = cell.numberEnd;
    int at = from;
    if (at == cell.number && cell.framing.opening == CellFrames.OPENING_OF_ROW) {
      at = addRowNumberButLastDigit(before, cell);
    }
    if (at == numberEnd - 1 && equal >= numberEnd + Deflate.MIN_MATCH) {
      tokens.literals(window.bytes(), at, numberEnd);
      if (cell.kind == PendingCell.TEXT && equal == cell.value) {
        encoder.search(numberEnd, cell.value, cell.distance, cell.end);
        return cell.end;
      }
      tokens.match(equal - numberEnd, cell.distance);
      return equal;
    }
    at = addSomeFromTheLeft(before, cell, at);
    if (at < numberEnd || equal < at + Deflate.MIN_MATCH) {
      encoder.search(at, cell.value);
      at = cell.value;
    }
    if (equal >= at + Deflate.MIN_MATCH) {
      tokens.match(equal - at, cell.distance);
      at = equal;
    }
    return at;
  }

  /** The row before has the same digits but the last, nine times in ten. */
  private int addRowNumberButLastDigit(PendingCell before, PendingCell cell) {
    int from = cell.number;
    int lastDigit = cell.numberEnd - 1;
    int distance = from - before.number;
    int digits = lastDigit - from;
    if (digits >= Deflate.MIN_MATCH
        && distance <= Deflate.MAX_DISTANCE
        && before.number >= cell.decade) {
      tokens.match(digits, distance);
      return lastDigit;
    }
    return from;
  }

  /** Number and opening, as far as the cell to the left has the same; up to where that is. */
  private int addSomeFromTheLeft(PendingCell before, PendingCell cell, int from) {
    int distance = cell.number - before.number;
    int matched =
        distance <= Deflate.MAX_DISTANCE
            ? window.equalBytes(from - distance, from, cell.value - from)
            : 0;
    if (matched < Deflate.MIN_MATCH) {
      return from;
    }
    tokens.match(matched, distance);
    return from + matched;
  }

  private int addRest(PendingCell cell, PendingCell next, int from) {
    int end = cell.end;
    switch (cell.kind) {
      case PendingCell.STAMP -> {
        return addRestOfStamp(cell, next, from);
      }
      case PendingCell.TEXT -> encoder.search(from, end);
      default -> tokens.digits(cell.digits, from - cell.value);
    }
    return end;
  }

  /**
   * What a stamp has at its end in common with the one above is a match, together with what follows
   * if that is the same; what differs before it are literals.
   */
  private int addRestOfStamp(PendingCell cell, PendingCell next, int from) {
    int distance = cell.framingDistance;
    int end = cell.end;
    int common =
        distance <= Deflate.MAX_DISTANCE ? window.equalBytesBefore(end - distance, end) : 0;
    int start = Math.max(from, end - common);
    tokens.literals(window.bytes(), from, start);
    int equal = end;
    if (common > 0) {
      equal += window.equalBytes(end - distance, end, next.number - end);
    }
    if (equal == next.number) {
      equal = next.matchEnd(distance);
    }
    if (equal - start < Deflate.MIN_MATCH) {
      tokens.literals(window.bytes(), start, end);
      return end;
    }
    tokens.match(equal - start, distance);
    return equal;
  }
}
