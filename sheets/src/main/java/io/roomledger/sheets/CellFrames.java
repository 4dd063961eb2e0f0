package io.roomledger.sheets;

import java.util.ArrayList;
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
  /** Heads; those of text with other styles follow: see {@link #headOfText}. */
  static final int HEAD_OF_ROW = 0;

  static final int HEAD_OF_NUMBER = 1;
  static final int HEAD_OF_WORD = 2;
  static final int HEAD_OF_QUOTED_WORD = 3;

  /** The first row of a sheet follows what already has its head. */
  static final int HEAD_OF_FIRST_ROW = 4;

  private static final int HEAD_OF_TEXT = 5;
  private static final int HEAD_OF_PRESERVED_TEXT = HEAD_OF_TEXT + WorkbookParts.STYLES_COUNT;
  private static final int HEADS = HEAD_OF_PRESERVED_TEXT + WorkbookParts.STYLES_COUNT;

  /** Openings. */
  static final int OPENING_OF_ROW = 0;

  private static final int OPENING_OF_VALUE = 1;
  private static final int OPENING_OF_TEXT = 2;
  private static final int OPENING_OF_PRESERVED_TEXT = 3;

  private static final List<String> OPENINGS =
      List.of("\">", "\"><v>", "\"><is><t>", "\"><is><t xml:space=\"preserve\">");

  /** By opening: the tail of what it opens. */
  private static final List<String> TAILS =
      List.of("", "</v></c>", "</t></is></c>", "</t></is></c>");

  private static final List<String> HEAD_TEXTS = headTexts();

  /** All there can be between two values: tail, head, three letters, seven digits, opening. */
  static final int LONGEST =
      TAILS.getLast().length()
          + HEAD_TEXTS.getLast().length()
          + 3
          + 7
          + OPENINGS.getLast().length();

  /** What stands between two values around the row's number, and where it was last written. */
  private static final class Framing {
    /** Tells apart what stands before the row's number; counted from 1. */
    final int number;

    /** What stands before the row's number: how long it is, how it begins, all of it. */
    final int length;

    final long first;
    final long second;
    final long third;
    final long[] bytes;

    /** What stands behind it: which it is, how long, how it begins, all of it. */
    final int opening;

    final int openingLength;
    final long openingStart;
    final long[] openingBytes;

    int position = SlidingWindow.NOWHERE;

    Framing(int number, String text, int opening) {
      this.number = number;
      this.opening = opening;
      length = text.length();
      bytes = packed(text);
      first = bytes[0];
      second = bytes.length > 1 ? bytes[1] : 0;
      third = bytes.length > 2 ? bytes[2] : 0;
      openingLength = OPENINGS.get(opening).length();
      openingBytes = packed(OPENINGS.get(opening));
      openingStart = openingBytes[0];
    }
  }

  private final SlidingWindow window;
  private final int columns;

  /** By the opening of the cell before and the {@link #form} of this one; made when first used. */
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
    framings = new Framing[OPENINGS.size() * HEADS * (columns + 1)];
  }

  private Framing make(int form) {
    int head = form / (columns + 1);
    int column = form % (columns + 1);
    String text =
        TAILS.get(lastOpening)
            + HEAD_TEXTS.get(head)
            + (column == columns ? "" : WorkbookParts.letters(column));
    Framing framing = new Framing(used.size() + 1, text, openingOf(head));
    framings[lastOpening * HEADS * (columns + 1) + form] = framing;
    used.add(framing);
    return framing;
  }

  private static int openingOf(int head) {
    return switch (head) {
      case HEAD_OF_ROW, HEAD_OF_FIRST_ROW -> OPENING_OF_ROW;
      case HEAD_OF_NUMBER, HEAD_OF_WORD, HEAD_OF_QUOTED_WORD -> OPENING_OF_VALUE;
      default -> head < HEAD_OF_PRESERVED_TEXT ? OPENING_OF_TEXT : OPENING_OF_PRESERVED_TEXT;
    };
  }

  private static List<String> headTexts() {
    List<String> heads = new ArrayList<>();
    heads.add("</row><row r=\"");
    heads.add("<c r=\"");
    heads.add("<c t=\"s\" r=\"");
    heads.add("<c" + styled(WorkbookParts.STYLE_QUOTED) + " t=\"s\" r=\"");
    heads.add("");
    for (int preserved = 0; preserved < 2; preserved++) {
      for (int style = 0; style < WorkbookParts.STYLES_COUNT; style++) {
        heads.add("<c" + styled(style) + " t=\"inlineStr\" r=\"");
      }
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

  /** The head of an inline text, whose white space may have to be preserved. */
  static int headOfText(int style, boolean preserved) {
    return style + (preserved ? HEAD_OF_PRESERVED_TEXT : HEAD_OF_TEXT);
  }

  /** What a cell is asked for as: its head and its column. */
  int form(int head, int column) {
    return head * (columns + 1) + column;
  }

  /** The form of the start of a row, which is in no column. */
  int rowForm(int head) {
    return form(head, columns);
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
      framing.position = SlidingWindow.moved(framing.position, shift);
    }
    decade = SlidingWindow.moved(decade, shift);
  }

  /** What follows the last value of the sheet. */
  String end() {
    return TAILS.get(lastOpening) + "</row>";
  }

  /** Writes cells into the window, and says in each what lies where. */
  void write(PendingCell[] cells, int from, int to) {
    byte[] bytes = window.bytes();
    int forms = HEADS * (columns + 1);
    int at = window.position();
    for (int i = from; i < to; i++) {
      PendingCell cell = cells[i];
      Framing known = framings[lastOpening * forms + cell.form];
      Framing framing = known == null ? make(cell.form) : known;
      int opening = framing.opening;
      cell.framing = framing.number;
      cell.framingDistance = at - framing.position;
      cell.opening = opening;
      cell.sameOpening = opening == lastOpening;
      lastOpening = opening;
      framing.position = at;
      SlidingWindow.put(bytes, at, framing.first);
      SlidingWindow.put(bytes, at + 8, framing.second);
      SlidingWindow.put(bytes, at + 16, framing.third);
      if (framing.length > 3 * Long.BYTES) {
        putRest(at, framing.bytes, 3);
      }
      int number = at + framing.length;
      if (opening == OPENING_OF_ROW) {
        cell.sameOpening = false;
        nextRow(number);
      }
      SlidingWindow.put(bytes, number, rowNumber);
      int numberEnd = number + rowDigits;
      SlidingWindow.put(bytes, numberEnd, framing.openingStart);
      int value = numberEnd + framing.openingLength;
      cell.number = number;
      cell.numberEnd = numberEnd;
      cell.value = value;
      cell.decade = decade;
      if (cell.kind == PendingCell.NUMBER) {
        SlidingWindow.put(bytes, value, Digits.ascii(cell.digits));
        at = value + Digits.countOf(cell.digits);
      } else {
        putRest(numberEnd, framing.openingBytes, 1);
        window.put(value, cell.text, cell.length);
        at = value + cell.length;
      }
      cell.end = at;
    }
    window.advance(at);
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
