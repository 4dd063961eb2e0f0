package io.roomledger.sheets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes cells into the window, and knows the XML around their values. Between two values there is
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
  private static final int TAIL_OF_START = 0;

  private static final int TAIL_OF_VALUE = 1;
  private static final int TAIL_OF_TEXT = 2;

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

  /** By opening: the tail of what it opens. */
  private static final int[] TAIL_AFTER = {
    TAIL_OF_START, TAIL_OF_VALUE, TAIL_OF_TEXT, TAIL_OF_TEXT
  };

  private static final List<String> TAILS = List.of("", "</v></c>", "</t></is></c>");
  private static final List<String> HEAD_TEXTS = headTexts();
  private static final List<String> OPENINGS =
      List.of("\">", "\"><v>", "\"><is><t>", "\"><is><t xml:space=\"preserve\">");

  private static final int[] OPENING_LENGTHS = OPENINGS.stream().mapToInt(String::length).toArray();

  /** By opening: all of it, and its first eight bytes. */
  private static final long[][] OPENING_BYTES =
      OPENINGS.stream().map(CellFrames::packed).toArray(long[][]::new);

  private static final long[] OPENING_STARTS =
      Arrays.stream(OPENING_BYTES).mapToLong(packed -> packed[0]).toArray();

  /** All there can be between two values: tail, head, three letters, seven digits, opening. */
  static final int LONGEST =
      TAILS.get(TAIL_OF_TEXT).length()
          + HEAD_TEXTS.getLast().length()
          + 3
          + 7
          + OPENINGS.get(OPENING_OF_PRESERVED_TEXT).length();

  /** What stands between two values up to the row's number, and where it was last written. */
  private static final class Framing {
    /** Tells framings apart; counted from 1. */
    final int number;

    final int length;
    final long first;
    final long second;
    final long third;

    /** All of it, the first three again. */
    final long[] bytes;

    int position = SlidingWindow.NOWHERE;

    Framing(int number, String text) {
      this.number = number;
      length = text.length();
      bytes = packed(text);
      first = bytes[0];
      second = bytes.length > 1 ? bytes[1] : 0;
      third = bytes.length > 2 ? bytes[2] : 0;
    }
  }

  private final SlidingWindow window;
  private final int columns;

  /** By tail, head and column; made when first used. */
  private final @Nullable Framing[] framings;

  /** Those that were made. */
  private final List<Framing> used = new ArrayList<>();

  /** The opening of the last cell. */
  private int lastOpening;

  /** Counted from 1. */
  private int row;

  /** Its digits, the first lowest, and how many they are. */
  private long rowNumber;

  private int rowDigits;

  /** Where the number stands of the first row whose number differs in its last digit only. */
  private int decade;

  /**
   * @param columns of the sheet
   */
  CellFrames(SlidingWindow window, int columns) {
    this.window = window;
    this.columns = columns;
    framings = new Framing[TAILS.size() * HEADS * (columns + 1)];
  }

  private Framing make(int index, PendingCell cell) {
    String text =
        TAILS.get(TAIL_AFTER[lastOpening])
            + HEAD_TEXTS.get(cell.head)
            + (cell.column == columns ? "" : WorkbookParts.letters(cell.column));
    Framing framing = new Framing(used.size() + 1, text);
    framings[index] = framing;
    used.add(framing);
    return framing;
  }

  private static List<String> headTexts() {
    List<String> heads = new ArrayList<>();
    heads.add("</row><row r=\"");
    heads.add("<c r=\"");
    heads.add("<c t=\"s\" r=\"");
    heads.add("<c" + styled(WorkbookParts.STYLE_QUOTED) + " t=\"s\" r=\"");
    heads.add("");
    for (int style = 0; style < WorkbookParts.STYLES_COUNT; style++) {
      heads.add("<c" + styled(style) + " t=\"inlineStr\" r=\"");
    }
    return heads;
  }

  private static String styled(int style) {
    return style == 0 ? "" : " s=\"" + style + "\"";
  }

  /** By eights, the first character lowest; at least one of them. */
  private static long[] packed(String ascii) {
    long[] packed = new long[Math.max(1, (ascii.length() + 7) / 8)];
    for (int i = 0; i < ascii.length(); i++) {
      packed[i / 8] |= (long) ascii.charAt(i) << (8 * (i % 8));
    }
    return packed;
  }

  /** The head of an inline text. */
  static int headOfText(int style) {
    return HEAD_OF_TEXT + style;
  }

  /** In place of a column: that of the start of a row. */
  int rowStart() {
    return columns;
  }

  /** The window is a new one, of a new sheet. */
  void forget() {
    used.forEach(framing -> framing.position = SlidingWindow.NOWHERE);
    lastOpening = OPENING_OF_ROW;
    row = 0;
  }

  /** The window has moved. */
  void rebase(int shift) {
    for (Framing framing : used) {
      framing.position = Math.max(framing.position - shift, SlidingWindow.NOWHERE);
    }
    decade = Math.max(decade - shift, SlidingWindow.NOWHERE);
  }

  /** What follows the last value of the sheet. */
  String end() {
    return TAILS.get(TAIL_AFTER[lastOpening]) + "</row>";
  }

  /** Writes cells into the window, and says in each what lies where. */
  void write(PendingCell[] cells, int from, int to) {
    byte[] bytes = window.bytes();
    int at = window.position();
    for (int i = from; i < to; i++) {
      PendingCell cell = cells[i];
      int index = (TAIL_AFTER[lastOpening] * HEADS + cell.head) * (columns + 1) + cell.column;
      Framing known = framings[index];
      Framing framing = known == null ? make(index, cell) : known;
      cell.framing = framing.number;
      cell.framingDistance = at - framing.position;
      cell.leftOpening = lastOpening;
      framing.position = at;
      SlidingWindow.put(bytes, at, framing.first);
      SlidingWindow.put(bytes, at + 8, framing.second);
      SlidingWindow.put(bytes, at + 16, framing.third);
      if (framing.length > 3 * Long.BYTES) {
        putRest(at, framing.bytes, 3);
      }
      int number = at + framing.length;
      int opening = cell.opening;
      if (opening == OPENING_OF_ROW) {
        nextRow(number);
      }
      SlidingWindow.put(bytes, number, rowNumber);
      int numberEnd = number + rowDigits;
      int value = numberEnd + OPENING_LENGTHS[opening];
      cell.number = number;
      cell.numberEnd = numberEnd;
      cell.value = value;
      cell.decade = decade;
      SlidingWindow.put(bytes, numberEnd, OPENING_STARTS[opening]);
      if (cell.kind == PendingCell.NUMBER) {
        SlidingWindow.put(bytes, value, Digits.expand(cell.digits));
        at = value + Digits.countOf(cell.digits);
      } else {
        writeText(cell);
        at = value + cell.length;
      }
      cell.end = at;
      lastOpening = opening;
    }
    window.advance(at);
  }

  private void writeText(PendingCell cell) {
    putRest(cell.numberEnd, OPENING_BYTES[cell.opening], 1);
    window.put(cell.value, cell.text, cell.length);
  }

  /** Puts all but the first few eights. */
  private void putRest(int at, long[] packed, int done) {
    for (int i = done; i < packed.length; i++) {
      SlidingWindow.put(window.bytes(), at + i * Long.BYTES, packed[i]);
    }
  }

  private void nextRow(int position) {
    row++;
    rowNumber = Digits.pack(row);
    rowDigits = Digits.count(rowNumber);
    if (row % 10 == 0 || row == 1) {
      decade = position;
    }
  }
}
