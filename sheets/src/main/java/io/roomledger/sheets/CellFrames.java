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
 * row's number, and nearly nothing after it: a row has the same few openings over and over.
 *
 * <p>The start of a row is written like a cell without a value, whose head is {@code </row><row
 * r="}, without an opening, and whose tail is {@code ">}.
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

  /** In place of that of a cell before the first row. */
  private static final int OPENING_OF_SHEET = 4;

  private static final List<String> OPENINGS =
      List.of("", "\"><v>", "\"><is><t>", "\"><is><t xml:space=\"preserve\">", "");

  /** By opening: the tail of what it opens. */
  private static final List<String> TAILS =
      List.of("\">", "</v></c>", "</t></is></c>", "</t></is></c>", "");

  private static final List<String> HEAD_TEXTS = headTexts();

  /** All there can be between two values: tail, head, three letters, seven digits, opening. */
  static final int LONGEST =
      TAILS.get(OPENING_OF_PRESERVED_TEXT).length()
          + HEAD_TEXTS.getLast().length()
          + 3
          + 7
          + OPENINGS.get(OPENING_OF_PRESERVED_TEXT).length();

  /** What stands between two values around the row's number, and where it was last written. */
  static final class Framing {
    /** So many bytes of what stands before the row's number are at hand one by one. */
    private static final int IN_FIELDS = 4 * Long.BYTES;

    /** Tells apart what stands before the row's number; counted from 1. */
    final int number;

    /** What stands before the row's number: how long it is, how it begins, all of it. */
    final int length;

    final long first;
    final long second;
    final long third;
    final long fourth;
    final long[] bytes;

    /** What stands behind it: which it is, how long, how it begins, all of it. */
    final int opening;

    final int openingLength;
    final long openingStart;
    final long[] openingBytes;

    /** By {@link #form}: what may come next; made when first used. */
    final @Nullable Framing[] next;

    int position = SlidingWindow.NOWHERE;

    Framing(int number, String text, int opening, @Nullable Framing[] next) {
      this.number = number;
      this.opening = opening;
      this.next = next;
      length = text.length();
      bytes = packed(text);
      first = bytes[0];
      second = bytes.length > 1 ? bytes[1] : 0;
      third = bytes.length > 2 ? bytes[2] : 0;
      fourth = bytes.length > 3 ? bytes[3] : 0;
      openingLength = OPENINGS.get(opening).length();
      openingBytes = packed(OPENINGS.get(opening));
      openingStart = openingBytes[0];
    }
  }

  private final SlidingWindow window;
  private final int columns;

  /** By the opening of a cell and the {@link #form} of the next one; made when first used. */
  private final @Nullable Framing[][] framings;

  /** Those that were made. */
  private final List<Framing> used = new ArrayList<>();

  /** What a sheet begins with is like the start of a row. */
  private final Framing beginning;

  /** Of the cell that was asked for last. */
  private Framing last;

  /** Counted from 1. */
  private int row;

  /** Its digits, the first lowest, and how many they are. */
  private long rowNumber;

  private int rowDigits;

  /** Whether the row before had fewer digits. */
  private boolean grown;

  /** Where the number stands of the first row whose number differs in its last digit only. */
  private int decade;

  /** By opening: where the row's number stands in the last cell of this row that has it. */
  private final int[] peers = new int[OPENINGS.size()];

  /**
   * @param columns of the sheet
   */
  CellFrames(SlidingWindow window, int columns) {
    this.window = window;
    this.columns = columns;
    framings = new Framing[OPENINGS.size()][HEADS * (columns + 1)];
    beginning = new Framing(0, "", OPENING_OF_SHEET, framings[OPENING_OF_SHEET]);
    last = beginning;
  }

  private Framing make(Framing before, int form) {
    int head = form / (columns + 1);
    int column = form % (columns + 1);
    String text =
        TAILS.get(before.opening)
            + HEAD_TEXTS.get(head)
            + (column == columns ? "" : WorkbookParts.letters(column));
    int opening = openingOf(head);
    Framing framing = new Framing(used.size() + 1, text, opening, framings[opening]);
    before.next[form] = framing;
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
    forgetPositions();
    last = beginning;
    row = 0;
    rowDigits = 0;
  }

  private void forgetPositions() {
    used.forEach(framing -> framing.position = SlidingWindow.NOWHERE);
  }

  /** The window has moved. */
  void rebase(int shift) {
    for (Framing framing : used) {
      framing.position = SlidingWindow.moved(framing.position, shift);
    }
    decade = SlidingWindow.moved(decade, shift);
    for (int i = 0; i < peers.length; i++) {
      peers[i] = SlidingWindow.moved(peers[i], shift);
    }
  }

  /** Whether the last row's number has more digits than that of the row before. */
  boolean grown() {
    return grown;
  }

  /** What follows the last value of the sheet. */
  String end() {
    return TAILS.get(last.opening) + "</row>";
  }

  /** Says what stands before a cell's value; cells are asked for in their order. */
  void frame(PendingCell cell, int form) {
    Framing known = last.next[form];
    last = known == null ? make(last, form) : known;
    cell.framing = last;
  }

  /** Writes cells of one row into the window, and says in each what lies where. */
  void write(PendingCell[] cells, int from, int to) {
    int next = from;
    while (next < to) {
      next = writeNumbers(cells, next, to);
      if (next < to) {
        writeText(cells[next++]);
      }
    }
  }

  /**
   * Writes the numbers among the next cells up to the first other one; which that is. Nothing is
   * called that the compiler would have to keep its registers free for.
   */
  private int writeNumbers(PendingCell[] cells, int from, int to) {
    byte[] bytes = window.bytes();
    long digits = rowNumber;
    int digitCount = rowDigits;
    int sameDecade = decade;
    int peer = peers[OPENING_OF_VALUE];
    int at = window.position();
    int i = from;
    for (; i < to; i++) {
      PendingCell cell = cells[i];
      Framing framing = cell.framing;
      if (cell.kind != PendingCell.NUMBER || framing.length > Framing.IN_FIELDS) {
        break;
      }
      cell.framingDistance = at - framing.position;
      framing.position = at;
      SlidingWindow.put(bytes, at, framing.first);
      SlidingWindow.put(bytes, at + 8, framing.second);
      SlidingWindow.put(bytes, at + 16, framing.third);
      SlidingWindow.put(bytes, at + 24, framing.fourth);
      int number = at + framing.length;
      SlidingWindow.put(bytes, number, digits);
      int numberEnd = number + digitCount;
      SlidingWindow.put(bytes, numberEnd, framing.openingStart);
      int value = numberEnd + framing.openingLength;
      SlidingWindow.put(bytes, value, Digits.ascii(cell.digits));
      cell.number = number;
      cell.numberEnd = numberEnd;
      cell.value = value;
      cell.decade = sameDecade;
      cell.peer = peer;
      peer = number;
      at = value + Digits.countOf(cell.digits);
      cell.end = at;
    }
    peers[OPENING_OF_VALUE] = peer;
    window.advance(at);
    return i;
  }

  /** Writes any cell. */
  private void writeText(PendingCell cell) {
    byte[] bytes = window.bytes();
    Framing framing = cell.framing;
    int number = putFraming(cell);
    SlidingWindow.put(bytes, number, rowNumber);
    cell.number = number;
    cell.numberEnd = number + rowDigits;
    cell.decade = decade;
    cell.peer = peers[framing.opening];
    peers[framing.opening] = number;
    putAll(cell.numberEnd, framing.openingBytes);
    cell.value = cell.numberEnd + framing.openingLength;
    if (cell.kind == PendingCell.NUMBER) {
      SlidingWindow.put(bytes, cell.value, Digits.ascii(cell.digits));
      cell.end = cell.value + Digits.countOf(cell.digits);
    } else {
      window.put(cell.value, cell.text, cell.length);
      cell.end = cell.value + cell.length;
    }
    window.advance(cell.end);
  }

  /** Writes the start of a row. */
  void writeStart(PendingCell cell) {
    nextRow(window.position() + cell.framing.length);
    Arrays.fill(peers, SlidingWindow.NOWHERE);
    writeText(cell);
  }

  /** Puts what stands before the row's number; where that begins. */
  private int putFraming(PendingCell cell) {
    Framing framing = cell.framing;
    int at = window.position();
    cell.framingDistance = at - framing.position;
    framing.position = at;
    putAll(at, framing.bytes);
    return at + framing.length;
  }

  private void putAll(int at, long[] packed) {
    for (int i = 0; i < packed.length; i++) {
      SlidingWindow.put(window.bytes(), at + i * Long.BYTES, packed[i]);
    }
  }

  private void nextRow(int position) {
    row++;
    rowNumber = Digits.pack(row);
    int digits = Digits.count(rowNumber);
    grown = digits > rowDigits;
    rowDigits = digits;
    if (grown) {
      // So that the same framing always has the same opening at the same place behind it.
      forgetPositions();
    }
    if (row % 10 == 0 || row == 1) {
      decade = position;
    }
  }
}
