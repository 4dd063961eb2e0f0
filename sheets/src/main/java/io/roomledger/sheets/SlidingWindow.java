package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * The uncompressed bytes that matches can refer to. New ones are written behind the last; when the
 * array is full, the last of them move to the front: the 32 KiB that a match can reach, and a
 * {@link #MARGIN} more, because a match may be looked for from where an unfinished value began,
 * which lies before the end. The array is six times that, so moving costs little.
 *
 * <p>Whoever remembers positions must have them {@link #moved} by the returned shift. A position
 * that has left the array turns negative, and is then out of reach of whatever is written or
 * finished later, so that it needs no check of its own.
 */
final class SlidingWindow {
  /** A position out of reach of all. */
  static final int NOWHERE = -(1 << 20);

  /** Bytes that may be written, or compared past the end, between two looks at {@link #crowded}. */
  static final int MARGIN = 1 << 13;

  /** Bytes behind a text that {@link #put} may read and overwrite. */
  static final int SLACK = 32;

  /** Positions are below 2 to the power of this. */
  static final int POSITION_BITS = 18;

  private static final int CAPACITY = 1 << POSITION_BITS;
  private static final int KEPT = Deflate.MAX_DISTANCE + MARGIN;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes = new byte[CAPACITY];
  private final CRC32 crc = new CRC32();
  private int position;
  private int summed;
  private long dropped;

  /** Forgets everything. */
  void clear() {
    crc.reset();
    position = 0;
    summed = 0;
    dropped = 0;
  }

  /** The array behind; positions are its indexes. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the next byte goes. */
  int position() {
    return position;
  }

  /** Bytes written since {@link #clear}. */
  long size() {
    return dropped + position;
  }

  /** CRC-32 of the bytes written since {@link #clear}. */
  long checksum() {
    crc.update(bytes, summed, position - summed);
    summed = position;
    return crc.getValue();
  }

  /** Whether {@link #slide} must come before anything else is written. */
  boolean crowded() {
    return position > CAPACITY - MARGIN;
  }

  /** Makes room; returns by how much every position has become smaller. */
  int slide() {
    checksum();
    int shift = position - KEPT;
    System.arraycopy(bytes, shift, bytes, 0, KEPT);
    position -= shift;
    summed = position;
    dropped += shift;
    return shift;
  }

  /** A remembered position after the window has moved. */
  static int moved(int position, int shift) {
    return Math.max(position - shift, NOWHERE);
  }

  void append(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, position, length);
    position += length;
  }

  /**
   * Puts a short text behind the end, 32 bytes whether they count or not: four stores are faster
   * than finding out how many are needed. They do not count before {@link #advance}.
   *
   * @param source readable {@link #SLACK} bytes past its length
   */
  void put(int at, byte[] source, int length) {
    put(bytes, at, (long) LONGS.get(source, 0));
    put(bytes, at + 8, (long) LONGS.get(source, 8));
    put(bytes, at + 16, (long) LONGS.get(source, 16));
    put(bytes, at + 24, (long) LONGS.get(source, 24));
    for (int i = 32; i < length; i += Long.BYTES) {
      put(bytes, at + i, (long) LONGS.get(source, i));
    }
  }

  /**
   * As the other, eight bytes of which the first is the lowest.
   *
   * @param bytes the array behind, for who has it at hand
   */
  static void put(byte[] bytes, int at, long packed) {
    LONGS.set(bytes, at, packed);
  }

  /** Counts in what was put up to a position. */
  void advance(int end) {
    position = end;
  }

  /** Eight bytes, also beyond what was written. */
  long longAt(int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** How many bytes, up to {@code max}, are equal from two positions on. */
  int equalBytes(int a, int b, int max) {
    int i = 0;
    while (i < max) {
      long difference = longAt(a + i) ^ longAt(b + i);
      if (difference != 0) {
        return Math.min(max, i + (Long.numberOfTrailingZeros(difference) >>> 3));
      }
      i += Long.BYTES;
    }
    return max;
  }

  /** How many bytes before two positions are equal, the nearest first; 32 are looked at. */
  int equalBytesBefore(int a, int b) {
    int i = 0;
    while (i < 32) {
      i += Long.BYTES;
      long difference = longAt(a - i) ^ longAt(b - i);
      if (difference != 0) {
        return i - Long.BYTES + (Long.numberOfLeadingZeros(difference) >>> 3);
      }
    }
    return i;
  }
}
