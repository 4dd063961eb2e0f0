package io.roomledger.sheets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that cells name by number (ECMA-376 part 1, 18.4.9). A word gets its number when a cell
 * first uses it, so words that no row needs are not in the file and the frequent ones, met early,
 * get the short numbers. Memory is bounded by the dictionaries: 4 bytes for each of their words and
 * 8 for each used.
 *
 * <p>{@link RecurringStamps} get numbers from the same row.
 */
final class SharedStrings {
  /** In place of the number of an empty word, which fills no cell. */
  static final int EMPTY = 1;

  /** Numbers have up to seven digits; some are left for stamps. */
  private static final int MOST_WORDS = 9_900_000;

  /** Marks the number of a word that looks like a formula. */
  private static final int FORMULA = 1 << 31;

  /** The numbers of one dictionary's words. */
  static final class Table {
    private final SharedStrings strings;
    private final Dictionary dictionary;

    /**
     * Each word's number, {@linkplain Digits#compress compressed}, and marks; 0 while it has none.
     */
    private final int[] numbers;

    private Table(SharedStrings strings, Dictionary dictionary) {
      this.strings = strings;
      this.dictionary = dictionary;
      numbers = new int[dictionary.size()];
    }

    /** The number of a word, {@linkplain Digits#compress compressed}, or {@link #EMPTY}. */
    int number(int ordinal) {
      int number = numbers[ordinal];
      return number != 0 ? number : assign(ordinal);
    }

    private int assign(int ordinal) {
      if (dictionary.offset(ordinal) == dictionary.offset(ordinal + 1)) {
        numbers[ordinal] = EMPTY;
      } else {
        int mark = (dictionary.flags(ordinal) & CellText.FORMULA) != 0 ? FORMULA : 0;
        numbers[ordinal] =
            Digits.compress(strings.add(strings.order.indexOf(this), ordinal)) | mark;
      }
      return numbers[ordinal];
    }
  }

  private static final String ITEM = "<si><t>";
  private static final String ITEM_END = "</t></si>";

  /** From one text to the next. */
  private static final String BETWEEN = ITEM_END + ITEM;

  /** In place of a table, for stamps. */
  private static final int STAMPS = -1;

  private final Map<Dictionary, Table> tables = new HashMap<>();
  private final List<Table> order = new ArrayList<>();

  /** For each number: index in {@link #order} in the high half, ordinal in the low half. */
  private long[] used = new long[64];

  private int size;
  private long words;

  /**
   * The table of a dictionary, the same one each time.
   *
   * @throws IllegalArgumentException when the dictionaries of a file have more than 9,900,000 words
   *     in all
   */
  Table table(Dictionary dictionary) {
    Table known = tables.get(dictionary);
    if (known != null) {
      return known;
    }
    words += dictionary.size();
    if (words > MOST_WORDS) {
      throw new IllegalArgumentException(
          "the dictionaries of a file have at most 9900000 words, not " + words);
    }
    Table table = new Table(this, dictionary);
    tables.put(dictionary, table);
    order.add(table);
    return table;
  }

  /** Gives a stamp its number; all are of the same {@link RecurringStamps}. */
  int addStamp(int stamp) {
    return add(STAMPS, stamp);
  }

  private int add(int table, int ordinal) {
    if (size == used.length) {
      used = Arrays.copyOf(used, size * 2);
    }
    used[size] = (long) table << 32 | ordinal;
    return size++;
  }

  /** Whether a word's number bears the mark of a formula. */
  static boolean isFormula(int number) {
    return (number & FORMULA) != 0;
  }

  /** Writes {@code xl/sharedStrings.xml}. */
  void write(RecurringStamps stamps, DeflateEncoder encoder) throws IOException {
    ByteArray xml = new ByteArray(4096);
    xml.append(WorkbookParts.XML_HEADER);
    xml.append("<sst xmlns=\"" + WorkbookParts.MAIN_NAMESPACE + "\" uniqueCount=\"" + size + "\">");
    encoder.append(xml.bytes(), 0, xml.length());
    // How long the item before is, if it begins as most do.
    int before = 0;
    for (int i = 0; i < size; i++) {
      xml.clear();
      boolean usual = appendItem(i, stamps, xml);
      int known = usual && before > 0 && before <= Deflate.MAX_DISTANCE ? BETWEEN.length() : 0;
      encoder.append(xml.bytes(), 0, xml.length(), known, before);
      before = usual && i > 0 ? xml.length() : 0;
    }
    xml.clear();
    xml.append(size == 0 ? "</sst>" : ITEM_END + "</sst>");
    encoder.append(xml.bytes(), 0, xml.length());
  }

  /** An item with the end of the one before, but not its own; whether it begins as most do. */
  private boolean appendItem(int number, RecurringStamps stamps, ByteArray xml) {
    int table = (int) (used[number] >>> 32);
    int ordinal = (int) used[number];
    int flags = table == STAMPS ? 0 : order.get(table).dictionary.flags(ordinal);
    boolean usual = (flags & CellText.PRESERVE) == 0;
    xml.append(number == 0 ? "" : ITEM_END);
    xml.append(usual ? ITEM : "<si><t xml:space=\"preserve\">");
    if (table == STAMPS) {
      stamps.appendText(ordinal, xml);
    } else {
      appendWord(order.get(table).dictionary, ordinal, xml);
    }
    return usual;
  }

  private static void appendWord(Dictionary dictionary, int ordinal, ByteArray xml) {
    int from = dictionary.offset(ordinal);
    int to = dictionary.offset(ordinal + 1);
    if ((dictionary.flags(ordinal) & CellText.ESCAPE) == 0) {
      xml.append(dictionary.utf8(), from, to);
    } else {
      CellText.escape(dictionary.utf8(), from, to, xml);
    }
  }
}
