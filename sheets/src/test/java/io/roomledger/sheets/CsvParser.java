package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A strict reader of RFC 4180, written from the RFC's grammar: CRLF alone ends a record, quotes
 * only around whole fields.
 */
final class CsvParser {
  private static final Pattern GUARDED = Pattern.compile("(?s)'+[=+\\-@\t\r\n＝＋－＠].*");

  private final String text;
  private int position;

  private CsvParser(String text) {
    this.text = text;
  }

  /** The records of a file that begins with a byte order mark. */
  static List<List<String>> parse(byte[] csv) {
    String text = new String(csv, StandardCharsets.UTF_8);
    if (!text.startsWith("\uFEFF")) {
      throw new AssertionError("no byte order mark");
    }
    CsvParser parser = new CsvParser(text.substring(1));
    List<List<String>> records = new ArrayList<>();
    while (parser.position < parser.text.length()) {
      records.add(parser.record());
    }
    return records;
  }

  /**
   * Takes away the quote that {@link CsvMode#SAFE} put before text; numbers are left alone, as it
   * leaves them.
   */
  static void undoSafe(List<List<String>> records, RandomTables.Table table) {
    for (int r = 0; r < records.size(); r++) {
      List<String> record = records.get(r);
      for (int i = 0; i < record.size(); i++) {
        boolean number = table.layout().columns().get(i).kind() == ColumnKind.NUMBER;
        if (GUARDED.matcher(record.get(i)).matches() && !(number && r > 0)) {
          record.set(i, record.get(i).substring(1));
        }
      }
    }
  }

  private List<String> record() {
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (text.charAt(position) == ',') {
      position++;
      fields.add(field());
    }
    if (!text.startsWith("\r\n", position)) {
      throw new AssertionError("record ends without CRLF at " + position);
    }
    position += 2;
    return fields;
  }

  private String field() {
    if (text.charAt(position) != '"') {
      int start = position;
      while (",\r\n\"".indexOf(text.charAt(position)) < 0) {
        position++;
      }
      return text.substring(start, position);
    }
    StringBuilder field = new StringBuilder();
    position++;
    while (true) {
      int quote = text.indexOf('"', position);
      field.append(text, position, quote);
      position = quote + 1;
      if (text.charAt(position) != '"') {
        return field.toString();
      }
      field.append('"');
      position++;
    }
  }
}
