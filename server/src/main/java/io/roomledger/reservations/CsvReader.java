package io.roomledger.reservations;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV as RFC 4180 describes it, lines ended by CRLF or LF, one record in memory. */
final class CsvReader {
  /** A record that is longer has lost a quote. */
  static final int LONGEST_RECORD = 1 << 20;

  private final Utf8Reader in;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder field = new StringBuilder();
  private String fault = "";

  CsvReader(InputStream in) throws IOException {
    this.in = new Utf8Reader(in);
  }

  /**
   * The next record that is not an empty line; null at the end.
   *
   * @throws UnreadableFileException when the rest of the file cannot be told apart into records
   */
  @Nullable CsvRecord next() throws IOException {
    skipEmptyLines();
    long line = in.line();
    if (in.peek() < 0) {
      return null;
    }
    text.setLength(0);
    fault = "";
    List<String> fields = new ArrayList<>(24);
    int lastFieldAt;
    boolean more;
    do {
      lastFieldAt = text.length();
      field.setLength(0);
      more = in.peek() == '"' ? quoted(line) : plain(line);
      fields.add(field.toString());
    } while (more);
    return new CsvRecord(line, fields, text.toString(), lastFieldAt, fault);
  }

  private void skipEmptyLines() throws IOException {
    while (in.peek() == '\n' || in.peek() == '\r') {
      in.read();
    }
  }

  /** Reads a field up to the comma or line end after it. Returns whether another follows. */
  private boolean plain(long line) throws IOException {
    while (true) {
      int c = in.read();
      if (c == ',') {
        text.append(',');
        return true;
      }
      if (c == '\n' || c < 0 || (c == '\r' && lineEnds())) {
        return false;
      }
      if (c == '"') {
        fault =
            "has a quote inside a field that does not begin with one: quote the field and double"
                + " the quote";
      } else if (c == '\r') {
        fault = "has a carriage return outside quotes";
      }
      take((char) c, line);
      field.append((char) c);
    }
  }

  private boolean quoted(long line) throws IOException {
    long openedAt = in.line();
    take((char) in.read(), line);
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new UnreadableFileException(
            "line %d: a quote is opened here and never closed".formatted(openedAt));
      }
      take((char) c, line);
      if (c != '"') {
        field.append((char) c);
      } else if (in.peek() == '"') {
        take((char) in.read(), line);
        field.append('"');
      } else {
        return afterQuote();
      }
    }
  }

  private boolean afterQuote() throws IOException {
    long line = in.line();
    int c = in.read();
    if (c == ',') {
      text.append(',');
      return true;
    }
    if (c == '\n' || c < 0 || (c == '\r' && lineEnds())) {
      return false;
    }
    throw new UnreadableFileException(
        "line %d: after a closing quote comes '%s' where a comma or the line's end belongs; a quote inside a field is doubled"
            .formatted(line, Character.toString(c)));
  }

  /** After a carriage return: whether it ends the line; takes the rest of the line's end then. */
  private boolean lineEnds() throws IOException {
    if (in.peek() == '\n') {
      in.read();
      return true;
    }
    return in.peek() < 0;
  }

  private void take(char c, long line) throws UnreadableFileException {
    text.append(c);
    if (text.length() > LONGEST_RECORD) {
      throw new UnreadableFileException(
          "line %d: more than %,d characters without an end of the record: is a quote not closed?"
              .formatted(line, LONGEST_RECORD));
    }
  }
}
