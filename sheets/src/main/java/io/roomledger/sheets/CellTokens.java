package io.roomledger.sheets;

/**
 * Makes tokens of cells that are in the window.
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
 * <p>Whether the match may go on into the next number depends on the next cell. So it stays open
 * until that is known: {@link #covered} is where it begins.
 *
 * <p>A cell that equals none takes its number and opening from the nearest cell to its left that
 * has the same opening; then comes the value, by whatever {@link EqualCells} found or in literals;
 * then the framing up to the next number, from where the same framing was last written. Free text
 * is searched for together with its opening, which stands before most of what it may equal.
 */
final class CellTokens {
  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final TokenStream tokens;
  private final EqualCells equals;

  /** Stands in for the next cell when there is none. */
  private final PendingCell nothing = new PendingCell();

  /** Up to where there are tokens; or, while {@link #openDistance} is not 0, a match begins. */
  private int covered;

  /** How far back that match is. It goes on at least up to the number of the cell that is next. */
  private int openDistance;

  /** What stands before it, if that has no token; or {@link TokenStream#NO_LITERAL}. */
  private int openLiteral;

  CellTokens(DeflateEncoder encoder) {
    this.encoder = encoder;
    window = encoder.window();
    tokens = encoder.tokens();
    equals = new EqualCells(window);
  }

  /** The window is a new one, and has tokens up to its end. */
  void forget() {
    equals.forget();
    openDistance = 0;
    covered();
  }

  /** The window has moved. */
  void rebase(int shift) {
    equals.rebase(shift);
    covered -= shift;
  }

  /** All up to the end of the window has tokens, made by somebody else. */
  void covered() {
    covered = window.position();
  }

  /**
   * Makes tokens of cells, from where there are none up to the end of the last one's value.
   *
   * @param left what is to the left of the first
   * @param many of the cells; there is one more
   */
  void add(PendingCell left, PendingCell[] cells, int many) {
    int next = 0;
    while (next < many) {
      if (cells[next].isNumberLikeAnother()) {
        next = addNumbers(cells, next, many);
      }
      if (next < many) {
        PendingCell cell = cells[next];
        equals.find(cell, cells[next + 1]);
        addFound(next == 0 ? left : cells[next - 1], cell, cells[next + 1]);
        next++;
      }
    }
  }

  /**
   * Makes tokens of a cell that none follows.
   *
   * @param left what is to its left
   */
  void addLast(PendingCell left, PendingCell cell) {
    equals.findLast(cell);
    nothing.number = cell.end;
    addFound(left, cell, nothing);
    if (openDistance != 0) {
      addOpen(cell.end);
    }
  }

  /**
   * Makes tokens of the numbers among the next cells, up to the first cell that is another, or that
   * is to be compared or searched for; which that is. As in {@link CellFrames}, nothing is called.
   */
  private int addNumbers(PendingCell[] cells, int from, int many) {
    byte[] bytes = window.bytes();
    int at = covered;
    int open = openDistance;
    int literal = openLiteral;
    int i = from;
    for (; i < many; i++) {
      PendingCell cell = cells[i];
      if (!cell.isNumberLikeAnother()) {
        break;
      }
      int number = cell.number;
      int peer = number - cell.peer;
      if (open == 0) {
        if (number - at < Deflate.MIN_MATCH || cell.framingDistance > Deflate.MAX_DISTANCE) {
          break;
        }
        open = cell.framingDistance;
        literal = TokenStream.NO_LITERAL;
      }
      int distance = equals.distanceOfNumber(cell, cells[i + 1]);
      boolean found = distance <= Deflate.MAX_DISTANCE;
      int end = cell.matchEnd(open, found);
      tokens.literalAndMatch(literal, end - at, open);
      int value = cell.value;
      if (found) {
        open = distance;
        int numberEnd = cell.numberEnd;
        // All ones if the open match went on to the last digit.
        int further = (numberEnd - 2 - end) >> 31;
        tokens.matchUnless(further, value - end, peer);
        literal = (further & bytes[numberEnd - 1] & 0xFF) | (~further & TokenStream.NO_LITERAL);
        at = value + (further & (numberEnd - value));
      } else {
        open = 0;
        tokens.match(value - end, peer);
        tokens.digits(cell.digits, 0);
        at = cell.end;
      }
    }
    covered = at;
    openDistance = open;
    openLiteral = literal;
    return i;
  }

  /** Makes tokens of any cell whose equal was looked for. */
  private void addFound(PendingCell before, PendingCell cell, PendingCell next) {
    if (openDistance != 0) {
      addOpen(cell.matchEnd(openDistance, cell.repeats));
    } else if (covered < cell.number) {
      covered = addFraming(before, cell, covered);
    }
    int equal = cell.equalEnd;
    int numberEnd = cell.numberEnd;
    int distance = cell.number - cell.peer;
    if (covered == numberEnd - 1
        && equal >= numberEnd + Deflate.MIN_MATCH
        && (cell.kind != PendingCell.TEXT || equal > cell.value)) {
      addEqual(cell, next, window.bytes()[covered] & 0xFF, numberEnd);
    } else if (distance <= Deflate.MAX_DISTANCE) {
      tokens.match(cell.value - covered, distance);
      covered = cell.value;
      addEqualIfWorthIt(cell, next);
    } else {
      addOtherOpening(before, cell, next);
    }
    if (openDistance == 0 && covered < cell.end) {
      addRest(cell, next);
    }
  }

  /** The match that is going on. */
  private void addOpen(int end) {
    tokens.literalAndMatch(openLiteral, end - covered, openDistance);
    covered = end;
    openDistance = 0;
  }

  /** An equal, which may go on into the next cell. */
  private void addEqual(PendingCell cell, PendingCell next, int literal, int from) {
    if (cell.equalEnd == next.number) {
      open(literal, from, cell.distance);
    } else {
      tokens.literalAndMatch(literal, cell.equalEnd - from, cell.distance);
      covered = cell.equalEnd;
    }
  }

  private void addEqualIfWorthIt(PendingCell cell, PendingCell next) {
    if (cell.equalEnd >= covered + Deflate.MIN_MATCH) {
      addEqual(cell, next, TokenStream.NO_LITERAL, covered);
    }
  }

  private void open(int literal, int from, int distance) {
    covered = from;
    openDistance = distance;
    openLiteral = literal;
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
      end = cell.matchEnd(distance, cell.repeats);
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

  /** Number and opening where no cell to the left has the same one, and an equal. */
  private void addOtherOpening(PendingCell before, PendingCell cell, PendingCell next) {
    int numberEnd = cell.numberEnd;
    int equal = cell.equalEnd;
    if (covered == cell.number && cell.framing.opening == CellFrames.OPENING_OF_ROW) {
      covered = addRowNumberButLastDigit(before, cell);
    }
    if (covered == numberEnd - 1 && equal >= numberEnd + Deflate.MIN_MATCH) {
      if (cell.kind == PendingCell.TEXT && equal == cell.value) {
        tokens.literals(window.bytes(), covered, numberEnd);
        encoder.search(numberEnd, cell.value, cell.distance, cell.end);
        covered = cell.end;
      } else {
        addEqual(cell, next, window.bytes()[covered] & 0xFF, numberEnd);
      }
      return;
    }
    int at = addSomeFromTheLeft(before, cell, covered);
    if (at < numberEnd || equal < at + Deflate.MIN_MATCH) {
      encoder.search(at, cell.value);
      at = cell.value;
    }
    covered = at;
    addEqualIfWorthIt(cell, next);
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

  private void addRest(PendingCell cell, PendingCell next) {
    switch (cell.kind) {
      case PendingCell.STAMP -> addRestOfStamp(cell, next);
      case PendingCell.TEXT -> {
        encoder.search(covered, cell.end);
        covered = cell.end;
      }
      default -> {
        tokens.digits(cell.digits, covered - cell.value);
        covered = cell.end;
      }
    }
  }

  /**
   * What a stamp has at its end in common with the one above is a match, together with what follows
   * if that is the same; what differs before it are literals.
   */
  private void addRestOfStamp(PendingCell cell, PendingCell next) {
    int distance = cell.framingDistance;
    int end = cell.end;
    if (distance > Deflate.MAX_DISTANCE) {
      tokens.literals(window.bytes(), covered, end);
      covered = end;
      return;
    }
    int start = Math.max(covered, end - window.equalBytesBefore(end - distance, end));
    tokens.literals(window.bytes(), covered, start);
    int equal =
        next.framingDistance == distance
            ? next.number
            : end + window.equalBytes(end - distance, end, next.number - end);
    if (equal - start < Deflate.MIN_MATCH) {
      tokens.literals(window.bytes(), start, end);
      covered = end;
    } else if (equal == next.number) {
      open(TokenStream.NO_LITERAL, start, distance);
    } else {
      tokens.match(equal - start, distance);
      covered = equal;
    }
  }
}
