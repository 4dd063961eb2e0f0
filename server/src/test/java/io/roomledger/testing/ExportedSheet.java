package io.roomledger.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/**
 * The first sheet of a file, read by a reader that is not ours.
 *
 * @param rows without the header; an empty cell is an empty string
 * @param types what the cells are, row by row
 */
public record ExportedSheet(
    String name, List<String> header, List<List<String>> rows, List<List<CellType>> types) {

  public static ExportedSheet read(byte[] xlsx) {
    try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(xlsx))) {
      Sheet sheet = workbook.getFirstSheet();
      List<Row> all;
      try (Stream<Row> stream = sheet.openStream()) {
        all = stream.toList();
      }
      int columns = all.getFirst().getCellCount();
      List<Row> data = all.subList(1, all.size());
      return new ExportedSheet(
          sheet.getName(),
          texts(all.getFirst(), columns),
          data.stream().map(row -> texts(row, columns)).toList(),
          data.stream().map(row -> types(row, columns)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(Row row, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(i -> row.getOptionalCell(i).map(Cell::getText).orElse(""))
        .toList();
  }

  private static List<CellType> types(Row row, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(i -> row.getOptionalCell(i).map(Cell::getType).orElse(CellType.EMPTY))
        .toList();
  }

  /** The cells below the header with this name. */
  public List<String> column(String title) {
    int index = header.indexOf(title);
    if (index < 0) {
      throw new IllegalArgumentException("no column " + title + " in " + header);
    }
    return rows.stream().map(row -> row.get(index)).toList();
  }

  /** The topics, by which tests tell reservations apart. */
  public List<String> topics() {
    return column("会议主题");
  }
}
