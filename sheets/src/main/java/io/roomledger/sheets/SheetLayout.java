package io.roomledger.sheets;

import java.util.List;

/**
 * The shape of a sheet.
 *
 * @param name of the (first) sheet: 1 to 31 UTF-16 units, none of {@code : \ / ? * [ ]}, no control
 *     characters, no apostrophe at either end, not the reserved {@code History}
 * @param columns 1 to 16,384, left to right
 */
public record SheetLayout(String name, List<Column> columns) {
  /** As many columns as a sheet may have. */
  public static final int MAX_COLUMNS = 16_384;

  /** UTF-16 units in the longest sheet name. */
  public static final int MAX_NAME_LENGTH = 31;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException saying what the name or the number of columns breaks
   */
  public SheetLayout {
    columns = List.copyOf(columns);
    if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
      throw new IllegalArgumentException("a sheet has 1 to 16384 columns, not " + columns.size());
    }
    checkName(name);
  }

  private static void checkName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "a sheet name has 1 to 31 characters, not " + name.length());
    }
    boolean illegal =
        name.chars().anyMatch(c -> c < ' ' || c >= 0xFFFE || ":\\/?*[]".indexOf(c) >= 0);
    if (illegal || name.startsWith("'") || name.endsWith("'") || name.equalsIgnoreCase("History")) {
      throw new IllegalArgumentException("not a legal sheet name: \"" + name + "\"");
    }
    if (!Utf8.isWellFormed(name)) {
      throw new IllegalArgumentException("a sheet name has no lone surrogates: \"" + name + "\"");
    }
  }

  /**
   * The name of the {@code number}th sheet, counted from 1: the name itself, then "name (2)", "name
   * (3)", ..., shortened where they would pass the limit.
   */
  String nameOfSheet(int number) {
    if (number == 1) {
      return name;
    }
    String suffix = " (" + number + ")";
    int end = Math.min(name.length(), MAX_NAME_LENGTH - suffix.length());
    if (Character.isHighSurrogate(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end) + suffix;
  }
}
