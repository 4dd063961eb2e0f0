package io.roomledger.sheets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The XML between the values of a row, and the matches that it becomes. Between two values there is
 *
 * <pre>{@code
 * </v></c><c r="B12346" t="s"><v>
 * ------------------             closing: equal in the row before, for it names the column
 *                   ------------ opening: equal in the cell before, for it names the row
 * }</pre>
 *
 * <p>Each half is one match at a known place, of known length. (The cell before that was opened in
 * the same way, to be exact; the first of its kind in a row takes two matches.) Both are claimed
 * without comparing a byte: equal by construction.
 */
final class RowFraming {
  /** What precedes a closing: the head of the row, a value, an inline text. */
  static final int AFTER_ROW_HEAD = 0;

  static final int AFTER_VALUE = 1;
  static final int AFTER_TEXT = 2;

  /** Kinds of opening; text formats follow: see {@link #openingOfText}. */
  static final int NUMBER = 0;

  static final int WORD = 1;
  static final int QUOTED_WORD = 2;
  private static final int TEXT = 3;

  private static final List<String> TAILS = List.of("\">", "</v></c>", "</t></is></c>");

  private final DeflateEncoder encoder;
  private final SlidingWindow window;
  private final TokenStream tokens;
  private final int columns;
  private final Fragments closings;
  private final Fragments openings;

  /** The row's number and a quote, packed, as it ends every cell reference of the row. */
  private long reference;

  private int referenceLength;

  /** Where the row's number was first and last written. */
  private int rowStart = SlidingWindow.NOWHERE;

  private int lastReference = SlidingWindow.NOWHERE;

  RowFraming(DeflateEncoder encoder, int columns) {
    this.encoder = encoder;
    this.columns = columns;
    window = encoder.window();
    tokens = encoder.tokens();
    closings = new Fragments(closings(columns));
    openings = new Fragments(openings());
  }

  private static List<String> closings(int columns) {
    List<String> texts = new ArrayList<>();
    for (String tail : TAILS) {
      for (int i = 0; i < columns; i++) {
        texts.add(tail + "<c r=\"" + WorkbookParts.letters(i));
      }
      texts.add(tail + "</row><row r=\"");
    }
    return texts;
  }

  private static List<String> openings() {
    List<String> texts =
        new ArrayList<>(
            List.of("><v>", " t=\"s\"><v>", styled(WorkbookParts.STYLE_QUOTED) + " t=\"s\"><v>"));
    for (int style = 0; style < WorkbookParts.STYLES_COUNT; style++) {
      String start = styled(style) + " t=\"inlineStr\"><is><t";
      texts.add(start + ">");
      texts.add(start + " xml:space=\"preserve\">");
    }
    return texts;
  }

  private static String styled(int style) {
    return style == 0 ? "" : " s=\"" + style + "\"";
  }

  /** The opening of an inline text. */
  static int openingOfText(int style, boolean preserve) {
    return TEXT + 2 * style + (preserve ? 1 : 0);
  }

  /** The closing that ends a row's last cell and starts a row. */
  int rowStartColumn() {
    return columns;
  }

  /** XML that ends the last row of a sheet. */
  static String lastTail(int after) {
    return TAILS.get(after) + "</row>";
  }

  /** The window is a new one. */
  void forget() {
    closings.forget();
    openings.forget();
    rowStart = SlidingWindow.NOWHERE;
    lastReference = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    closings.rebase(shift);
    openings.rebase(shift);
    rowStart = Math.max(rowStart - shift, SlidingWindow.NOWHERE);
    lastReference = Math.max(lastReference - shift, SlidingWindow.NOWHERE);
  }

  /** Numbers the row that {@link #appendRowNumber} starts, counted from 1. */
  void numberRow(int row) {
    long digits = Digits.pack(row);
    int count = Digits.count(digits);
    reference = (digits & -1L >>> 8) | (long) '"' << (8 * count);
    referenceLength = count + 1;
  }

  /** Appends the row's number to the window, without tokens. */
  void appendRowNumber() {
    rowStart = window.position();
    lastReference = rowStart;
    window.append(reference, referenceLength - 1);
  }

  /**
   * Appends to the window, without tokens, what stands between a value and the letters of the next
   * cell's column.
   */
  void appendClosing(int after, int column) {
    closings.append(closing(after, column), window);
  }

  int closingLength(int after, int column) {
    return closings.length(closing(after, column));
  }

  private int closing(int after, int column) {
    return after * (columns + 1) + column;
  }

  /**
   * Makes tokens of a closing and of what follows it up to the end of the window.
   *
   * @param at where the closing begins
   * @param done tokens were made up to there, perhaps inside the closing
   */
  void addClosing(int after, int column, int at, int done) throws IOException {
    int closing = closing(after, column);
    int seen = closings.lastSeen(closing);
    closings.seen(closing, at);
    int end = window.position();
    int length = closings.length(closing);
    if (done > at) {
      addRest(done, end, at + length);
    } else if (at - seen <= Deflate.MAX_DISTANCE) {
      if (end > at + length) {
        length += window.equalBytes(seen + length, at + length, end - at - length);
      }
      tokens.match(length, at - seen);
      tokens.literals(window.bytes(), at + length, end);
    } else {
      encoder.search(at, end);
    }
  }

  private void addRest(int done, int end, int closingEnd) throws IOException {
    if (closingEnd - done > Deflate.MIN_MATCH) {
      encoder.search(done, end);
    } else {
      tokens.literals(window.bytes(), done, end);
    }
  }

  /** Writes the rest of a cell's reference and its tags, up to its value. */
  void writeOpening(int opening) throws IOException {
    int at = window.position();
    window.append(reference, referenceLength);
    int tags = window.position();
    openings.append(opening, window);
    int length = openings.length(opening);
    int seen = openings.lastSeen(opening);
    if (seen > rowStart && tags - seen <= Deflate.MAX_DISTANCE) {
      tokens.match(referenceLength + length, tags - seen);
    } else {
      copy(at, lastReference, referenceLength);
      copy(tags, seen, length);
    }
    openings.seen(opening, tags);
    lastReference = at;
  }

  private void copy(int at, int source, int length) throws IOException {
    if (length >= Deflate.MIN_MATCH && at - source <= Deflate.MAX_DISTANCE) {
      tokens.match(length, at - source);
    } else {
      encoder.search(at, at + length);
    }
  }
}
