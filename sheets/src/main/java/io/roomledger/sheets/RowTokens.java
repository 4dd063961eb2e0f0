package io.roomledger.sheets;

import io.roomledger.sheets.PendingCell.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
 * <p>A cell that equals none takes its number and opening from the cell to the left, which has the
 * same ones; then comes the value, by whatever {@link EqualCells} found or in literals; then the
 * framing up to the next number, from where the same framing was last written. Free text is
 * searched for together with its opening, which stands before most of what it may equal.
 *
 * <p>To know whether a match may go on into the next number, the next cell must have been looked
 * at; so a cell waits for tokens until the one after the next has begun.
 */
final class RowTokens {
  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final TokenStream tokens;
  private final CellFrames frames;
  private final EqualCells equals;

  /** The last cell in the window, the one before, and the one before that, to be used again. */
  private PendingCell last = new PendingCell();

  private PendingCell waiting = new PendingCell();
  private PendingCell spare = new PendingCell();

  /** How many of {@link #last} and {@link #waiting} wait for tokens. */
  private int pending;

  /** Up to where there are tokens. */
  private int covered;

  /** The row number and the opening of the cell that got tokens last. */
  private int leftNumber = SlidingWindow.NOWHERE;

  private int leftOpening;

  RowTokens(DeflateEncoder encoder, CellFrames frames, int columns) {
    this.encoder = encoder;
    this.frames = frames;
    window = encoder.window();
    tokens = encoder.tokens();
    equals = new EqualCells(window, columns);
  }

  /** The window is a new one, and has tokens up to its end. */
  void forget() {
    equals.forget();
    pending = 0;
    covered = window.position();
    leftNumber = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    equals.rebase(shift);
    last.rebase(shift);
    waiting.rebase(shift);
    covered -= shift;
    leftNumber = Math.max(leftNumber - shift, SlidingWindow.NOWHERE);
  }

  /** All up to the end of the window has tokens, made by somebody else. */
  void covered() {
    covered = window.position();
  }

  /** Appends a cell up to its value; the one before it is complete. */
  PendingCell append(int tail, int head, int column, int opening, Kind kind) throws IOException {
    if (window.crowded()) {
      addAll();
      encoder.makeRoom();
    }
    PendingCell cell = spare;
    cell.kind = kind;
    frames.append(tail, head, column, opening, cell);
    if (pending > 0) {
      look(last, pending > 1 ? waiting.opening : leftOpening, cell.number, cell.closing);
      if (pending > 1) {
        add(waiting, last);
      }
    }
    pending = Math.min(pending + 1, 2);
    spare = waiting;
    waiting = last;
    last = cell;
    return cell;
  }

  /** Makes tokens of all cells, up to the end of the last value. */
  void addAll() throws IOException {
    if (pending > 0) {
      look(last, pending > 1 ? waiting.opening : leftOpening, last.end, 0);
      if (pending > 1) {
        add(waiting, last);
      }
      add(last, null);
      pending = 0;
    }
  }

  private void look(PendingCell cell, int leftOpening, int limit, int framing) {
    equals.find(cell, limit, framing);
    int equal = cell.equalEnd;
    cell.repeats =
        equal > cell.end
            || (equal >= cell.value && (leftOpening != cell.opening || equal >= cell.value + 2));
  }

  /**
   * @param next null when it is not known
   */
  private void add(PendingCell cell, @Nullable PendingCell next) throws IOException {
    if (covered < cell.number) {
      addClosing(cell);
    }
    int numberEnd = cell.numberEnd;
    int equal = cell.equalEnd;
    int distance = cell.distance;
    if (next != null && next.repeats && equal == next.number) {
      equal = withDigits(equal, distance, next.numberEnd - 1);
    }
    if (cell.kind == Kind.ROW_START && covered == cell.number) {
      addRowNumberButLastDigit(cell);
    }
    int at;
    if (covered == numberEnd - 1 && cell.kind == Kind.TEXT && equal == cell.value) {
      tokens.literals(window.bytes(), covered, numberEnd);
      encoder.search(numberEnd, cell.value, distance, cell.end);
      at = cell.end;
    } else if (covered == numberEnd - 1 && equal >= numberEnd + Deflate.MIN_MATCH) {
      tokens.literalAndMatch(window.bytes()[covered], equal - numberEnd, distance);
      at = equal;
    } else {
      at = addFromTheLeft(cell);
      if (at < numberEnd || equal < at + Deflate.MIN_MATCH) {
        encoder.search(at, cell.value);
        at = cell.value;
      }
      if (equal >= at + Deflate.MIN_MATCH) {
        tokens.match(equal - at, distance);
        at = equal;
      }
    }
    if (at < cell.end) {
      at = addRest(cell, next, at);
    }
    covered = at;
    leftNumber = cell.number;
    leftOpening = cell.opening;
  }

  /** Where a match ends that may go on up to the last digit of the next row number. */
  private int withDigits(int end, int distance, int lastDigit) {
    // Less than eight digits: the rest of eight bytes is shifted out.
    long different = window.longAt(end - distance) ^ window.longAt(end);
    return (different << (8 * (8 - (lastDigit - end)))) == 0 || lastDigit == end ? lastDigit : end;
  }

  /** What follows a value, up to the row number, and most of the number if that is of use. */
  private void addClosing(PendingCell cell) throws IOException {
    int from = covered;
    int end = cell.number;
    int distance = cell.closingDistance;
    if (end - from < Deflate.MIN_MATCH || distance > Deflate.MAX_DISTANCE) {
      encoder.search(from, end);
    } else {
      if (cell.repeats) {
        end = withDigits(end, distance, cell.numberEnd - 1);
      }
      tokens.match(end - from, distance);
    }
    covered = end;
  }

  /** The row before has the same digits but the last, nine times in ten. */
  private void addRowNumberButLastDigit(PendingCell cell) throws IOException {
    int from = cell.number;
    int lastDigit = cell.numberEnd - 1;
    int distance = from - leftNumber;
    int digits = lastDigit - from;
    if (digits >= Deflate.MIN_MATCH
        && distance <= Deflate.MAX_DISTANCE
        && window.equalBytes(from - distance, from, digits) == digits) {
      tokens.match(digits, distance);
      covered = lastDigit;
    }
  }

  /** Number and opening, as far as the cell to the left has the same; up to where that is. */
  private int addFromTheLeft(PendingCell cell) throws IOException {
    int from = covered;
    int distance = cell.number - leftNumber;
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

  private int addRest(PendingCell cell, @Nullable PendingCell next, int from) throws IOException {
    int end = cell.end;
    switch (cell.kind) {
      case STAMP -> {
        return addRestOfStamp(cell, next, from);
      }
      case TEXT -> encoder.search(from, end);
      default -> tokens.literals(window.bytes(), from, end);
    }
    return end;
  }

  /** The stamp is laid over the one above; where it equals it, that is a match. */
  private int addRestOfStamp(PendingCell cell, @Nullable PendingCell next, int from)
      throws IOException {
    int distance = cell.aboveDistance;
    int end = cell.end;
    int limit = next == null ? end : next.number;
    if (distance > Deflate.MAX_DISTANCE) {
      tokens.literals(window.bytes(), from, end);
      return end;
    }
    int literals = from;
    int i = from;
    while (i < end) {
      int length = window.equalBytes(i - distance, i, limit - i);
      if (length < Deflate.MIN_MATCH) {
        i++;
        continue;
      }
      tokens.literals(window.bytes(), literals, i);
      int to = i + length;
      if (next != null && next.repeats && to == limit) {
        to = withDigits(to, distance, next.numberEnd - 1);
      }
      tokens.match(to - i, distance);
      i = to;
      literals = to;
    }
    tokens.literals(window.bytes(), literals, i);
    return i;
  }
}
