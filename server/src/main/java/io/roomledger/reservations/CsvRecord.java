package io.roomledger.reservations;

import java.util.List;

/**
 * A record of a CSV file.
 *
 * @param line number of its first line, from 1
 * @param text as it stands in the file, without the line end
 * @param lastFieldAt where the text of its last field begins
 * @param fault what is wrong with its form; empty = nothing
 */
record CsvRecord(long line, List<String> fields, String text, int lastFieldAt, String fault) {
  /** The text up to the comma before the last field. */
  String textWithoutLast() {
    return text.substring(0, Math.max(0, lastFieldAt - 1));
  }
}
