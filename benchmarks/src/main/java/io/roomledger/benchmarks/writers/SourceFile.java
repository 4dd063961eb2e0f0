package io.roomledger.benchmarks.writers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows out of a file of PostgreSQL's binary COPY format, as {@code narrow.sql} gives them: a header
 * of 19 bytes; for each row a 16 bit count of fields and, for each, a 32 bit length (-1 for null)
 * and its bytes; a count of -1 ends it.
 */
final class SourceFile implements AutoCloseable {
  private static final int HEADER = 19;

  /** A row's count of fields, and all but its topic's bytes: at most 13 lengths and 12 numbers. */
  private static final int MOST_BUT_TOPIC = 2 + 13 * Integer.BYTES + 12 * Long.BYTES;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long EPOCH_2000 = 946_684_800L;

  private final InputStream in;
  private final SourceRow row = new SourceRow();
  private byte[] bytes = new byte[1 << 15];
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
    fill(HEADER);
    position = HEADER;
  }

  SourceRow row() {
    return row;
  }

  /** Fills {@link #row} with the next one; false at the end. */
  boolean next() throws IOException {
    fill(MOST_BUT_TOPIC);
    short fields = (short) SHORTS.get(bytes, position);
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
    fill(length);
    row.topic = bytes;
    row.topicOffset = position;
    row.topicLength = length;
    position += length;
    return true;
  }

  private int field() {
    position += Integer.BYTES;
    return (int) INTS.get(bytes, position - Integer.BYTES);
  }

  private long longOr(long absent) {
    if (field() < 0) {
      return absent;
    }
    position += Long.BYTES;
    return (long) LONGS.get(bytes, position - Long.BYTES);
  }

  private int intOr(int absent) {
    return field() < 0 ? absent : field();
  }

  private int shortOr(int absent) {
    if (field() < 0) {
      return absent;
    }
    position += Short.BYTES;
    return (short) SHORTS.get(bytes, position - Short.BYTES);
  }

  private long second() {
    long micros = longOr(SourceRow.NO_TIME);
    return micros == SourceRow.NO_TIME ? micros : Math.floorDiv(micros, 1_000_000L) + EPOCH_2000;
  }

  /** Has so many bytes behind the position, or all that are left in the file. */
  private void fill(int count) throws IOException {
    if (limit - position >= count) {
      return;
    }
    System.arraycopy(bytes, position, bytes, 0, limit - position);
    limit -= position;
    position = 0;
    int read = 0;
    while (limit < count && read >= 0) {
      read = in.read(bytes, limit, bytes.length - limit);
      limit += Math.max(0, read);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
