package io.roomledger.sheets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Arbitrary layouts and rows from a seeded generator, and the text that a reader must find in each
 * cell.
 */
final class RandomTables {
  /** A cell as it is handed to a writer. */
  sealed interface Cell {
    record Word(int ordinal, String text) implements Cell {}

    record Text(String text) implements Cell {}

    record Stamp(String text, long value) implements Cell {}

    record Whole(long value) implements Cell {}

    record Empty() implements Cell {}

    /** What a reader must find. */
    default String expected() {
      return switch (this) {
        case Word word -> word.text;
        case Text text -> text.text;
        case Stamp stamp -> stamp.text;
        case Whole number -> Long.toString(number.value);
        case Empty empty -> "";
      };
    }
  }

  record Table(SheetLayout layout, List<List<Cell>> rows) {
    /** Header and rows as a reader must find them. */
    List<List<String>> expected() {
      List<List<String>> expected = new ArrayList<>();
      expected.add(layout.columns().stream().map(Column::header).toList());
      rows.forEach(row -> expected.add(row.stream().map(Cell::expected).toList()));
      return expected;
    }
  }

  private static final List<String> PIECES =
      List.of(
          "=",
          "+",
          "-",
          "@",
          "＝",
          "＋",
          "－",
          "＠",
          "'",
          "\"",
          ",",
          ";",
          " ",
          "  ",
          "\t",
          "\n",
          "\r",
          "\r\n",
          "&",
          "<",
          ">",
          "&amp;",
          "]]>",
          "<!--",
          "_",
          "_x",
          "_x0041_",
          "_x000D",
          "_x005F_",
          "_X0041_",
          "x000d_",
          "\u0000",
          "\u0001",
          "\u001F",
          "\u007F",
          "\u0085",
          "\uFFFE",
          "\uFFFF",
          "\uFFFD",
          "\uFEFF",
          "周会",
          "会议室",
          "😀",
          "👩‍👩‍👧",
          "שלום",
          "مرحبا",
          "é",
          "é",
          "weekly",
          "sync",
          "0",
          "9");

  private final RandomGenerator random;

  RandomTables(RandomGenerator random) {
    this.random = random;
  }

  /** A table of up to so many columns and rows. */
  Table table(int maxColumns, int maxRows) {
    int width = 1 + random.nextInt(maxColumns);
    List<Column> columns = new ArrayList<>();
    List<Dictionary> dictionaries =
        IntStream.range(0, 3)
            .mapToObj(i -> dictionary(1 + random.nextInt(random.nextBoolean() ? 5 : 300)))
            .toList();
    List<TextStamps> stamps = List.of(new TextStamps(), new TextStamps());
    for (int i = 0; i < width; i++) {
      double columnWidth = 1 + random.nextInt(500) / 2.0;
      String header = text(8);
      columns.add(
          switch (random.nextInt(4)) {
            case 0 -> Column.words(header, columnWidth, dictionaries.get(random.nextInt(3)));
            case 1 -> Column.text(header, columnWidth);
            case 2 -> Column.stamp(header, columnWidth, stamps.get(random.nextInt(2)));
            default -> Column.number(header, columnWidth);
          });
    }
    double empty = random.nextInt(3) * 0.3;
    double repeated = random.nextInt(4) * 0.3;
    List<List<Cell>> rows = new ArrayList<>();
    for (int r = random.nextInt(maxRows + 1); r > 0; r--) {
      List<Cell> cells = new ArrayList<>();
      for (Column column : columns) {
        if (random.nextDouble() < empty) {
          cells.add(new Cell.Empty());
        } else if (!rows.isEmpty() && random.nextDouble() < repeated) {
          cells.add(earlier(rows).get(cells.size()));
        } else {
          cells.add(cell(column));
        }
      }
      rows.add(cells);
    }
    return new Table(new SheetLayout("Sheet", columns), rows);
  }

  /** The last row or one of those before. */
  private List<Cell> earlier(List<List<Cell>> rows) {
    int back = random.nextInt(3) == 0 ? random.nextInt(Math.min(rows.size(), 25)) : 0;
    return rows.get(rows.size() - 1 - back);
  }

  private Dictionary dictionary(int size) {
    return Dictionary.of(IntStream.range(0, size).mapToObj(i -> text(6)).toList());
  }

  private Cell cell(Column column) {
    return switch (column.kind()) {
      case WORD -> {
        int ordinal = random.nextInt(column.dictionary().size());
        yield new Cell.Word(ordinal, column.dictionary().word(ordinal));
      }
      case TEXT ->
          new Cell.Text(text(random.nextInt(50) == 0 ? 3000 : random.nextInt(8) == 0 ? 150 : 12));
      case STAMP -> {
        String text = random.nextInt(20) == 0 ? shortText() : stamp();
        yield new Cell.Stamp(text, ((TextStamps) column.format()).value(text));
      }
      default -> new Cell.Whole(number());
    };
  }

  private String shortText() {
    String text = text(20);
    return text.getBytes(StandardCharsets.UTF_8).length > StampFormat.MAX_LENGTH ? "" : text;
  }

  private String stamp() {
    String time =
        "2026-11-%02d %02d:%02d:00"
            .formatted(random.nextInt(1, 31), random.nextInt(24), random.nextInt(4) * 15);
    return switch (random.nextInt(4)) {
      case 0 -> time + " (GMT+08:00)";
      case 1 -> random.nextInt(24) + "h" + random.nextInt(60) + "m";
      case 2 -> "-" + random.nextInt(600);
      default -> time;
    };
  }

  /** Whole numbers that a double holds exactly, since that is what readers keep. */
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(10);
      case 1 -> random.nextInt();
      case 2 -> random.nextLong(-999_999_999_999_999L, 1_000_000_000_000_000L);
      default -> random.nextInt(1000);
    };
  }

  /** Text of pieces that are awkward somewhere, alone and next to each other. */
  String text(int maxPieces) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxPieces + 1); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt('a', 'z' + 1));
        case 1 -> text.appendCodePoint(anyCodePoint());
        default -> text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return text.toString();
  }

  private int anyCodePoint() {
    int bits = random.nextInt(1, 21);
    int codePoint = random.nextInt(1 << bits);
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
        ? 'x'
        : codePoint;
  }

  /** Writes the rows of a table. */
  static void write(Table table, SheetWriter writer) throws IOException {
    for (List<Cell> row : table.rows()) {
      writer.beginRow();
      for (Cell cell : row) {
        write(cell, writer);
      }
      writer.endRow();
    }
  }

  private static void write(Cell cell, SheetWriter writer) throws IOException {
    switch (cell) {
      case Cell.Word word -> writer.word(word.ordinal);
      case Cell.Text text -> {
        byte[] padded = ("<" + text.text + ">").getBytes(StandardCharsets.UTF_8);
        writer.text(padded, 1, padded.length - 2);
      }
      case Cell.Stamp stamp -> writer.stamp(stamp.value);
      case Cell.Whole number -> writer.number(number.value);
      case Cell.Empty empty -> writer.empty();
    }
  }
}
