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

  /** Numbers the row that is about to start, counted from 1. */
  void numberRow(int row) {
    long digits = Digits.pack(row);
    int count = Digits.count(digits);
    reference = (digits & -1L >>> 8) | (long) '"' << (8 * count);
    referenceLength = count + 1;
  }

  /** Writes the number of the first row, which no closing precedes. */
  void writeFirstRowNumber() throws IOException {
    int at = window.position();
    putRowNumber(at);
    encoder.search(at, window.position());
  }

  /**
   * Appends to the window, without tokens, the closing and the number of a row; returns where the
   * closing ends.
   */
  int appendRowStart(int after) {
    int end = closings.put(closing(after, columns), window, window.position());
    putRowNumber(end);
    return end;
  }

  private void putRowNumber(int at) {
    rowStart = at;
    lastReference = at;
    window.put(at, reference);
    window.advance(at + referenceLength - 1);
  }

  /**
   * Appends to the window, without tokens, all between a value and the next cell's; returns where
   * the closing ends.
   */
  int appendCellStart(int after, int column, int opening) {
    int end = closings.put(closing(after, column), window, window.position());
    window.put(end, reference);
    window.advance(openings.put(opening, window, end + referenceLength));
    return end;
  }

  /** How far back the same closing was last written, and from now on it is here. */
  int distanceOfClosing(int after, int column, int at) {
    int closing = closing(after, column);
    int distance = at - closings.lastSeen(closing);
    closings.seen(closing, at);
    return distance;
  }

  private int closing(int after, int column) {
    return after * (columns + 1) + column;
  }

  /**
   * Makes tokens of a match that ends with the closing, and of the opening behind.
   *
   * @param from where the match begins: at the closing, before it if a value is part of it, or
   *     inside if the rest has its tokens
   * @param distance how far back the same bytes are; may be out of reach
   * @param end where the closing ends
   */
  void addCellStart(int from, int distance, int end, int opening) throws IOException {
    int tags = end + referenceLength;
    int seen = openings.lastSeen(opening);
    openings.seen(opening, tags);
    int length = openings.length(opening);
    int closingLength = end - from;
    boolean openedInRow = seen > rowStart && tags - seen <= Deflate.MAX_DISTANCE;
    if (openedInRow && closingLength >= Deflate.MIN_MATCH && distance <= Deflate.MAX_DISTANCE) {
      tokens.matches(closingLength, distance, referenceLength + length, tags - seen);
    } else {
      copy(from, distance, closingLength);
      if (openedInRow) {
        tokens.match(referenceLength + length, tags - seen);
      } else {
        copy(end, end - lastReference, referenceLength);
        copy(tags, tags - seen, length);
      }
    }
    lastReference = end;
  }

  /**
   * As {@link #addCellStart}, for the closing that starts a row, and the row's number, which mostly
   * begins as the last one.
   */
  void addRowStart(int from, int distance, int end) throws IOException {
    int rowNumberEnd = end + referenceLength - 1;
    if (from < end && distance <= Deflate.MAX_DISTANCE) {
      int length = end - from + window.equalBytes(end - distance, end, rowNumberEnd - end);
      if (length >= Deflate.MIN_MATCH) {
        tokens.match(length, distance);
        tokens.literals(window.bytes(), from + length, rowNumberEnd);
        return;
      }
    }
    encoder.search(from, rowNumberEnd);
  }

  private void copy(int at, int distance, int length) throws IOException {
    if (length >= Deflate.MIN_MATCH && distance <= Deflate.MAX_DISTANCE) {
      tokens.match(length, distance);
    } else {
      encoder.search(at, at + length);
    }
  }
}
