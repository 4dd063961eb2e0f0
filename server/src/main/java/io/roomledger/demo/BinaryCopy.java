package io.roomledger.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows into a table through PostgreSQL's binary COPY. Each row is begun with {@link #row}
 * and then gets its values in the order and of the types of the columns; the server refuses
 * anything else. Without {@link #finish} nothing is written.
 */
final class BinaryCopy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final long POSTGRES_EPOCH_SECOND = 946_684_800;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_FIXED_VALUE_BYTES = 12;

  private final CopyIn copy;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  /**
   * @param columns table and columns, as in {@code room (tenant_id, id)}
   */
  BinaryCopy(Connection connection, String columns) throws SQLException {
    copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + columns + " from stdin (format binary)");
    // Neither flags nor an extension of the header.
    buffer.put(SIGNATURE).putInt(0).putInt(0);
  }

  BinaryCopy row(int columns) throws SQLException {
    room();
    buffer.putShort((short) columns);
    return this;
  }

  BinaryCopy bigint(long value) throws SQLException {
    room();
    buffer.putInt(Long.BYTES).putLong(value);
    return this;
  }

  /** A number, or null for a negative one. */
  BinaryCopy bigintOrNull(long value) throws SQLException {
    return value < 0 ? none() : bigint(value);
  }

  BinaryCopy integer(int value) throws SQLException {
    room();
    buffer.putInt(Integer.BYTES).putInt(value);
    return this;
  }

  BinaryCopy smallint(int value) throws SQLException {
    room();
    buffer.putInt(Short.BYTES).putShort((short) value);
    return this;
  }

  BinaryCopy timestamp(@Nullable Instant value) throws SQLException {
    if (value == null) {
      return none();
    }
    return bigint((value.getEpochSecond() - POSTGRES_EPOCH_SECOND) * 1_000_000);
  }

  BinaryCopy text(@Nullable String value) throws SQLException {
    if (value == null) {
      return none();
    }
    byte[] bytes = value.getBytes(UTF_8);
    room();
    buffer.putInt(bytes.length);
    if (bytes.length > buffer.remaining()) {
      flush();
    }
    if (bytes.length > buffer.remaining()) {
      copy.writeToCopy(bytes, 0, bytes.length);
    } else {
      buffer.put(bytes);
    }
    return this;
  }

  BinaryCopy none() throws SQLException {
    room();
    buffer.putInt(-1);
    return this;
  }

  /** Ends the table; returns how many rows the server took. */
  long finish() throws SQLException {
    room();
    buffer.putShort((short) -1);
    flush();
    return copy.endCopy();
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }

  private void room() throws SQLException {
    if (buffer.remaining() < LONGEST_FIXED_VALUE_BYTES) {
      flush();
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
