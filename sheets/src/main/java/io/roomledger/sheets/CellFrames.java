package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The XML around the values of a row. Between two values there is
 *
 * <pre>{@code
 * </v></c><c t="s" r="B12346"><v>
 * --------                         tail of the cell before
 *         ------------             head, and the column's letters
 *                     -----        the row's number
 *                          -----   opening
 * }</pre>
 *
 * <p>The type comes before the reference, so that what depends on the kind of cell lies before the
 * row's number, and nearly nothing after it: openings then equal those of the cell to the left.
 *
 * <p>The start of a row is written like a cell without a value, whose head is {@code </row><row
 * r="} and whose opening is {@code ">}.
 */
final class CellFrames {
  /** Tails: of the start of a row, of a value, of an inline text. */
  static final int TAIL_OF_START = 0;

  static final int TAIL_OF_VALUE = 1;
  static final int TAIL_OF_TEXT = 2;

  /** Heads; those of text with other styles follow: see {@link #headOfText}. */
  static final int HEAD_OF_ROW = 0;

  static final int HEAD_OF_NUMBER = 1;
  static final int HEAD_OF_WORD = 2;
  static final int HEAD_OF_QUOTED_WORD = 3;

  /** The first row of a sheet follows what already has its head. */
  static final int HEAD_OF_FIRST_ROW = 4;

  private static final int HEAD_OF_TEXT = 5;
  private static final int HEADS = HEAD_OF_TEXT + WorkbookParts.STYLES_COUNT;

  static final int OPENING_OF_ROW = 0;
  static final int OPENING_OF_VALUE = 1;
  static final int OPENING_OF_TEXT = 2;
  static final int OPENING_OF_PRESERVED_TEXT = 3;

  private static final List<String> TAILS = List.of("", "</v></c>", "</t></is></c>");
  private static final List<String> OPENINGS =
      List.of("\">", "\"><v>", "\"><is><t>", "\"><is><t xml:space=\"preserve\">");

  /** All there can be between two values: a piece, three letters, seven digits, an opening. */
  static final int LONGEST =
      TAILS.get(TAIL_OF_TEXT).length()
          + "<c s=\"3\" t=\"inlineStr\" r=\"".length()
          + 3
          + 7
          + OPENINGS.get(OPENING_OF_PRESERVED_TEXT).length();

  /** Pieces are stored so far apart, so that they can be copied by eights. */
  private static final int STRIDE = 48;

  private final SlidingWindow window;
  private final int columns;
  private final byte[] closings;
  private final int[] closingLengths;
  private final byte[] openings;
  private final int[] openingLengths;

  /** By opening: its first eight bytes. */
  private final long[] openingStarts;

  /** By column, the first letter lowest, how many they are in the highest byte. */
  private final long[] letters;

  /** By tail, head and column: where they were last written one after the other. */
  private final int[] lastClosing;

  /** The digits of the row's number, the first lowest, how many they are in the highest byte. */
  private long rowNumber;

  /**
   * @param columns of the sheet
   */
  CellFrames(SlidingWindow window, int columns) {
    this.window = window;
    this.columns = columns;
    List<String> closingTexts = closingTexts();
    closings = inStrides(closingTexts);
    closingLengths = closingTexts.stream().mapToInt(String::length).toArray();
    openings = inStrides(OPENINGS);
    openingStarts = OPENINGS.stream().mapToLong(CellFrames::packed).toArray();
    openingLengths = OPENINGS.stream().mapToInt(String::length).toArray();
    lastClosing = SlidingWindow.noPositions(closingLengths.length * (columns + 1));
    letters = new long[columns + 1];
    for (int i = 0; i < columns; i++) {
      String name = WorkbookParts.letters(i);
      letters[i] = packed(name) | (long) name.length() << 56;
    }
  }

  private static List<String> closingTexts() {
    List<String> heads = new ArrayList<>();
    heads.add("</row><row r=\"");
    heads.add("<c r=\"");
    heads.add("<c t=\"s\" r=\"");
    heads.add("<c" + styled(WorkbookParts.STYLE_QUOTED) + " t=\"s\" r=\"");
    heads.add("");
    for (int style = 0; style < WorkbookParts.STYLES_COUNT; style++) {
      heads.add("<c" + styled(style) + " t=\"inlineStr\" r=\"");
    }
    return TAILS.stream().flatMap(tail -> heads.stream().map(head -> tail + head)).toList();
  }

  private static String styled(int style) {
    return style == 0 ? "" : " s=\"" + style + "\"";
  }

  private static byte[] inStrides(List<String> texts) {
    byte[] bytes = new byte[STRIDE * texts.size()];
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, bytes, STRIDE * i, text.length);
    }
    return bytes;
  }

  /** Up to eight letters, the first lowest. */
  private static long packed(String ascii) {
    long packed = 0;
    for (int i = 0; i < Math.min(8, ascii.length()); i++) {
      packed |= (long) ascii.charAt(i) << (8 * i);
    }
    return packed;
  }

  /** The head of an inline text. */
  static int headOfText(int style) {
    return HEAD_OF_TEXT + style;
  }

  /** What follows the last value of a sheet. */
  static String end(int tail) {
    return TAILS.get(tail) + "</row>";
  }

  /** In place of a column: that of the start of a row. */
  int rowStart() {
    return columns;
  }

  /** The window is a new one. */
  void forget() {
    Arrays.fill(lastClosing, SlidingWindow.NOWHERE);
  }

  /** The window has moved. */
  void rebase(int shift) {
    SlidingWindow.rebase(lastClosing, shift);
  }

  /** Numbers the row that is about to start, counted from 1. */
  void numberRow(int row) {
    rowNumber = Digits.pack(row);
  }

  /**
   * Appends a cell up to its value.
   *
   * @param tail of the cell before
   */
  void append(int tail, int head, int column, int opening, PendingCell cell) {
    int at = window.position();
    int piece = tail * HEADS + head;
    int closing = piece * (columns + 1) + column;
    cell.closing = closing;
    cell.closingDistance = at - lastClosing[closing];
    lastClosing[closing] = at;

    int length = closingLengths[piece];
    window.put(at, closings, STRIDE * piece, length);
    long name = letters[column];
    int number = at + length + (int) (name >>> 56);
    window.put(at + length, name);
    window.put(number, rowNumber);
    int numberEnd = number + Digits.count(rowNumber);
    int value = numberEnd + openingLengths[opening];
    window.put(numberEnd, openingStarts[opening]);
    if (opening >= OPENING_OF_TEXT) {
      window.put(numberEnd, openings, STRIDE * opening, value - numberEnd);
    }
    window.advance(value);

    cell.column = column;
    cell.opening = opening;
    cell.number = number;
    cell.numberEnd = numberEnd;
    cell.value = value;
  }
}
