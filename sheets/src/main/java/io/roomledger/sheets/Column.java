package io.roomledger.sheets;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One column of a sheet: its header, its width and the kind of its cells. The kind decides how
 * cells are stored, so choose the narrowest that fits: it is what makes the file small and the
 * writer fast.
 */
public final class Column {
  /** The widest column a spreadsheet may have, in characters. */
  public static final double MAX_WIDTH = 255;

  private final String header;
  private final double width;
  private final ColumnKind kind;
  private final @Nullable Dictionary dictionary;
  private final @Nullable StampFormat format;

  private Column(
      String header,
      double width,
      ColumnKind kind,
      @Nullable Dictionary dictionary,
      @Nullable StampFormat format) {
    if (!(width > 0 && width <= MAX_WIDTH)) {
      throw new IllegalArgumentException(
          "width of column \"%s\" must be above 0 and at most 255 characters, not %s"
              .formatted(header, width));
    }
    CellText.checkLength(header);
    this.header = header;
    this.width = width;
    this.kind = kind;
    this.dictionary = dictionary;
    this.format = format;
  }

  /**
   * A column whose cells are words of a bounded dictionary; stored once each, as shared strings.
   *
   * @param header text of the first row
   * @param width in characters of the default font, above 0, at most {@value #MAX_WIDTH}
   * @param dictionary may be shared by several columns and several writers
   */
  public static Column words(String header, double width, Dictionary dictionary) {
    return new Column(header, width, ColumnKind.WORD, requireNonNull(dictionary), null);
  }

  /** A column of free text, mostly different in each row; stored in place, as inline strings. */
  public static Column text(String header, double width) {
    return new Column(header, width, ColumnKind.TEXT, null, null);
  }

  /**
   * A column of short text made of a value (times, durations); stored once each while they recur,
   * or else in place, where they resemble their neighbours above and to the left.
   *
   * @param format of the values; columns that have the same one store what they have in common once
   */
  public static Column stamp(String header, double width, StampFormat format) {
    return new Column(header, width, ColumnKind.STAMP, null, requireNonNull(format));
  }

  /** A column of whole numbers. */
  public static Column number(String header, double width) {
    return new Column(header, width, ColumnKind.NUMBER, null, null);
  }

  /** Text of the first row. */
  public String header() {
    return header;
  }

  /** Width in characters of the default font. */
  public double width() {
    return width;
  }

  ColumnKind kind() {
    return kind;
  }

  /** The words of a {@link #words} column. */
  Dictionary dictionary() {
    return requireNonNull(dictionary, "only a column of words has a dictionary");
  }

  /** The format of a {@link #stamp} column. */
  StampFormat format() {
    return requireNonNull(format, "only a column of stamps has a format");
  }

  @Override
  public String toString() {
    return "%s column \"%s\"".formatted(kind.call(), header);
  }
}
