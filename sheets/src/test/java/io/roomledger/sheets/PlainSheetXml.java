package io.roomledger.sheets;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the XML of a worksheet must be, written the plain way: the encoder's unpacked output must
 * equal it letter for letter.
 */
final class PlainSheetXml {
  private final StringBuilder xml = new StringBuilder();
  private final Map<String, Integer> sharedStrings = new LinkedHashMap<>();

  /** By column: how many stamps there were, and how many of them were new. */
  private final Map<Integer, int[]> stamps = new HashMap<>();

  /** The first sheet of a table. */
  static String of(RandomTables.Table table) {
    PlainSheetXml plain = new PlainSheetXml();
    List<Column> columns = table.layout().columns();
    plain.head(columns);
    plain.xml.append("<row r=\"1\">");
    for (int i = 0; i < columns.size(); i++) {
      plain.text(WorkbookParts.letters(i) + "1", columns.get(i).header(), 1);
    }
    plain.xml.append("</row>");
    for (int r = 0; r < table.rows().size(); r++) {
      plain.row(r + 2, columns, table.rows().get(r));
    }
    return plain.xml.append("</sheetData></worksheet>").toString();
  }

  private void head(List<Column> columns) {
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    xml.append("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    xml.append("<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">");
    xml.append(
        "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    xml.append(
        "<selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews>");
    xml.append("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (int i = 1; i <= columns.size(); i++) {
      xml.append(
          "<col min=\"%d\" max=\"%d\" width=\"%s\" customWidth=\"1\"/>"
              .formatted(i, i, columns.get(i - 1).width()));
    }
    xml.append("</cols><sheetData>");
  }

  private void row(int number, List<Column> columns, List<RandomTables.Cell> cells) {
    xml.append("<row r=\"").append(number).append("\">");
    for (int i = 0; i < cells.size(); i++) {
      String reference = WorkbookParts.letters(i) + number;
      switch (cells.get(i)) {
        case RandomTables.Cell.Word word -> word(reference, columns.get(i).dictionary(), word);
        case RandomTables.Cell.Text text -> text(reference, text.text(), 0);
        case RandomTables.Cell.Stamp stamp -> stamp(i, reference, columns.get(i).format(), stamp);
        case RandomTables.Cell.Whole value ->
            xml.append("<c r=\"%s\"><v>%d</v></c>".formatted(reference, value.value()));
        case RandomTables.Cell.Empty empty -> {}
      }
    }
    xml.append("</row>");
  }

  private void word(String reference, Dictionary dictionary, RandomTables.Cell.Word word) {
    if (!word.text().isEmpty()) {
      String key = System.identityHashCode(dictionary) + "/" + word.ordinal();
      int index = sharedStrings.computeIfAbsent(key, _ -> sharedStrings.size());
      String style = isFormula(word.text()) ? " s=\"2\"" : "";
      xml.append("<c%s t=\"s\" r=\"%s\"><v>%d</v></c>".formatted(style, reference, index));
    }
  }

  /** New stamps become shared strings, too, as long as a column has few that are new. */
  private void stamp(
      int column, String reference, StampFormat format, RandomTables.Cell.Stamp stamp) {
    String text = stamp.text();
    int[] counts = stamps.computeIfAbsent(column, _ -> new int[2]);
    if (counts[1] > 256 + counts[0] / 4) {
      text(reference, text, 0);
      return;
    }
    counts[0]++;
    String key = System.identityHashCode(format) + " stamp " + text;
    if (!sharedStrings.containsKey(key)) {
      counts[1]++;
      if (text.isEmpty()
          || !text.matches("[!-\\x7F]|[!-\\x7F][ -\\x7F]*[!-\\x7F]")
          || isFormula(text)
          || text.matches(".*[&<>_].*")) {
        text(reference, text, 0);
        return;
      }
      sharedStrings.put(key, sharedStrings.size());
    }
    xml.append("<c t=\"s\" r=\"%s\"><v>%d</v></c>".formatted(reference, sharedStrings.get(key)));
  }

  private void text(String reference, String text, int style) {
    if (!text.isEmpty()) {
      int styled = style + (isFormula(text) ? 2 : 0);
      xml.append(styled == 0 ? "<c" : "<c s=\"" + styled + "\"");
      xml.append(" t=\"inlineStr\" r=\"").append(reference).append("\"><is><t");
      xml.append(needsPreserve(text) ? " xml:space=\"preserve\">" : ">");
      xml.append(escape(text)).append("</t></is></c>");
    }
  }

  private static boolean isFormula(String text) {
    return "=+-@\t\r\n＝＋－＠".indexOf(text.charAt(0)) >= 0;
  }

  private static boolean needsPreserve(String text) {
    return text.startsWith(" ") || text.endsWith(" ") || text.contains("\t") || text.contains("\n");
  }

  /**
   * Escapes controls first, and afterwards whatever would be read as one: the opposite order from
   * the writer's.
   */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = isEscaped(c);
      if (control) {
        escaped.append("_x%04X_".formatted((int) c));
      } else if (c == '_'
          && text.substring(i)
              .matches("(?s)_x[0-9A-Fa-f]{4}[_\\x00-\\x08\\x0B-\\x1F\\uFFFE\\uFFFF].*")) {
        escaped.append("_x005F_");
      } else {
        escaped.append(
            c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : String.valueOf(c));
      }
    }
    return escaped.toString();
  }

  private static boolean isEscaped(char c) {
    return (c < ' ' && c != '\t' && c != '\n') || c >= '\uFFFE';
  }
}
