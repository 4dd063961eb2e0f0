package io.roomledger.reservations;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's binary COPY format, read field by field: a 19 byte header, then tuples of a 16 bit
 * field count and, for each field, a 32 bit length (-1 for null) and its bytes; a field count of -1
 * ends it.
 *
 * <p>The server sends a tuple a message, so that the fields of one lie in the message's own array;
 * a tuple that is cut in two would still be put together.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int NULL_LENGTH = -1;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Where the messages come from. */
  interface Messages {
    /** The next one; null at the end. */
    byte @Nullable [] next() throws SQLException, IOException;
  }

  private final Messages messages;
  private byte[] bytes = new byte[0];
  private int position;

  CopyRows(Messages messages) throws SQLException, IOException {
    this.messages = messages;
    need(SIGNATURE.length + 2 * Integer.BYTES);
    if (!Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new IOException("this is no binary COPY");
    }
    position = SIGNATURE.length + Integer.BYTES;
    int extension = nextInt();
    need(extension);
    position += extension;
  }

  /** Goes to the next tuple; false at the end. */
  boolean next() throws SQLException, IOException {
    need(Short.BYTES);
    short fields = (short) SHORTS.get(bytes, position);
    position += Short.BYTES;
    if (fields >= 0) {
      return true;
    }
    while (messages.next() != null) {
      throw new IOException("binary COPY goes on after its end");
    }
    return false;
  }

  /** Makes the next field readable at {@link #position}; its length, or -1 for null. */
  private int field() throws SQLException, IOException {
    need(Integer.BYTES);
    int length = nextInt();
    if (length > 0) {
      need(length);
    }
    return length;
  }

  long nextLong(long absent) throws SQLException, IOException {
    if (field() == NULL_LENGTH) {
      return absent;
    }
    position += Long.BYTES;
    return (long) LONGS.get(bytes, position - Long.BYTES);
  }

  int nextInt4() throws SQLException, IOException {
    field();
    return nextInt();
  }

  int nextShort(int absent) throws SQLException, IOException {
    if (field() == NULL_LENGTH) {
      return absent;
    }
    position += Short.BYTES;
    return (short) SHORTS.get(bytes, position - Short.BYTES);
  }

  /** Sets the row's title to the next field, without copying it. */
  void nextTopic(ReservationRow row) throws SQLException, IOException {
    int length = Math.max(0, field());
    row.topic = bytes;
    row.topicOffset = position;
    row.topicLength = length;
    position += length;
  }

  private int nextInt() {
    position += Integer.BYTES;
    return (int) INTS.get(bytes, position - Integer.BYTES);
  }

  private void need(int count) throws SQLException, IOException {
    while (bytes.length - position < count) {
      byte[] message = messages.next();
      if (message == null) {
        throw new EOFException("binary COPY ends in the middle");
      }
      if (position == bytes.length) {
        bytes = message;
      } else {
        byte[] joined = Arrays.copyOfRange(bytes, position, bytes.length + message.length);
        System.arraycopy(message, 0, joined, bytes.length - position, message.length);
        bytes = joined;
      }
      position = 0;
    }
  }
}
