package io.roomledger.benchmarks.writers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows out of a file of PostgreSQL's binary COPY format, as {@code narrow.sql} gives them: a header
 * of 19 bytes; for each row a 16 bit count of fields and, for each, a 32 bit length (-1 for null)
 * and its bytes; a count of -1 ends it.
 */
final class SourceFile implements AutoCloseable {
  private static final int HEADER = 19;
  private static final long EPOCH_2000 = 946_684_800L;

  private final InputStream in;
  private final SourceRow row = new SourceRow();
  private byte[] bytes = new byte[1 << 18];
  private int position;
  private int limit;
  private long left;

  /**
   * Opens it.
   *
   * @param rows most rows to give
   */
  SourceFile(Path file, long rows) throws IOException {
    in = Files.newInputStream(file);
    left = rows;
    need(HEADER);
    position = HEADER;
  }

  SourceRow row() {
    return row;
  }

  /** Fills {@link #row} with the next one; false at the end. */
  boolean next() throws IOException {
    need(Short.BYTES);
    short fields = (short) ((bytes[position] << 8) | (bytes[position + 1] & 0xff));
    position += Short.BYTES;
    if (fields < 0 || left == 0) {
      return false;
    }
    left--;
    row.number++;
    // Numbers of rooms and people are 1 to n, places in the lists 0 to n-1.
    row.room = (int) longOr(0) - 1;
    row.booker = (int) longOr(0) - 1;
    row.invited = intOr(0);
    row.accepted = intOr(0);
    row.begin = second();
    row.finish = second();
    row.status = shortOr(0);
    row.device = shortOr(0);
    row.checkIn = shortOr(0);
    row.checkedIn = second();
    row.releasedBy = (int) longOr(0) - 1;
    row.released = second();
    int length = Math.max(0, field());
    row.topic = bytes;
    row.topicOffset = position;
    row.topicLength = length;
    position += length;
    return true;
  }

  private int field() throws IOException {
    need(Integer.BYTES);
    int length = number();
    if (length > 0) {
      need(length);
    }
    return length;
  }

  private long longOr(long absent) throws IOException {
    return field() < 0 ? absent : ((long) number() << 32) | (number() & 0xffffffffL);
  }

  private int intOr(int absent) throws IOException {
    return field() < 0 ? absent : number();
  }

  private int shortOr(int absent) throws IOException {
    if (field() < 0) {
      return absent;
    }
    position += Short.BYTES;
    return (bytes[position - 2] << 8) | (bytes[position - 1] & 0xff);
  }

  private long second() throws IOException {
    long micros = longOr(SourceRow.NO_TIME);
    return micros == SourceRow.NO_TIME ? micros : Math.floorDiv(micros, 1_000_000L) + EPOCH_2000;
  }

  private int number() {
    int at = position;
    position += Integer.BYTES;
    return (bytes[at] << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }

  private void need(int count) throws IOException {
    if (limit - position >= count) {
      return;
    }
    System.arraycopy(bytes, position, bytes, 0, limit - position);
    limit -= position;
    position = 0;
    while (limit < count) {
      int read = in.read(bytes, limit, bytes.length - limit);
      if (read < 0) {
        throw new EOFException("the source ends in the middle of a row");
      }
      limit += read;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
