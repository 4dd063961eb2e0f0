package io.roomledger.reservations;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in PostgreSQL's binary COPY format. A row is {@link #row} and then one value for each
 * column.
 */
final class StagingCopy {
  private static final int CHUNK = 64 * 1024;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final long SECONDS_TO_2000 = 946_684_800L;
  private static final long MICROS = 1_000_000L;

  private final CopyIn copy;
  private byte[] buffer = new byte[2 * CHUNK];
  private int length;

  StagingCopy(Connection connection, String sql) throws SQLException {
    copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    bytes(SIGNATURE);
    int4(0);
    int4(0);
  }

  /** Begins a row of so many columns. */
  void row(int columns) throws SQLException {
    if (length >= CHUNK) {
      flush();
    }
    int2(columns);
  }

  void smallNumber(@Nullable Integer value) {
    if (value == null) {
      nothing();
    } else {
      int4(Short.BYTES);
      int2(value);
    }
  }

  void number(@Nullable Integer value) {
    if (value == null) {
      nothing();
    } else {
      int4(Integer.BYTES);
      int4(value);
    }
  }

  void bigNumber(long value) {
    int4(Long.BYTES);
    int8(value);
  }

  /** Text, or bytes that are its UTF-8. */
  void text(@Nullable String value) {
    if (value == null) {
      nothing();
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      int4(utf8.length);
      bytes(utf8);
    }
  }

  void time(@Nullable Instant value) {
    if (value == null) {
      nothing();
    } else {
      int4(Long.BYTES);
      int8((value.getEpochSecond() - SECONDS_TO_2000) * MICROS + value.getNano() / 1000);
    }
  }

  void nothing() {
    int4(-1);
  }

  /** Ends the table. */
  void finish() throws SQLException {
    int2(-1);
    flush();
    copy.endCopy();
  }

  /** Ends the command without a row, after a failure. */
  void cancel(Exception failure) {
    if (copy.isActive()) {
      try {
        copy.cancelCopy();
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, length);
    length = 0;
  }

  private void bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void int2(int value) {
    room(Short.BYTES);
    buffer[length++] = (byte) (value >> 8);
    buffer[length++] = (byte) value;
  }

  private void int4(int value) {
    int2(value >> 16);
    int2(value);
  }

  private void int8(long value) {
    int4((int) (value >> 32));
    int4((int) value);
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
    }
  }
}
