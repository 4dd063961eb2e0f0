package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The uncompressed bytes that matches can refer to. New ones are written behind the last; when the
 * array is full, the last of them move to the front: the 32 KiB that a match can reach, and a
 * {@link #MARGIN} more, because a match may be looked for from where an unfinished value began,
 * which lies before the end. The array is four times that, so moving costs little.
 *
 * <p>Whoever remembers positions must {@link #rebase} them by the returned shift. A position that
 * has left the array turns negative, and is then out of reach of whatever is written or finished
 * later, so that it needs no check of its own.
 */
final class SlidingWindow {
  /** A position out of reach of all. */
  static final int NOWHERE = -(1 << 20);

  /** Bytes that may be written, or compared past the end, between two looks at {@link #crowded}. */
  static final int MARGIN = 1 << 10;

  private static final int CAPACITY = 1 << 17;
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

  /** Bytes that may be written now. */
  int room() {
    return CAPACITY - MARGIN / 2 - position;
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

  /** Applies a shift to remembered positions. */
  static void rebase(int[] positions, int shift) {
    for (int i = 0; i < positions.length; i++) {
      positions[i] = Math.max(positions[i] - shift, NOWHERE);
    }
  }

  /** A table of positions, all {@link #NOWHERE}. */
  static int[] noPositions(int size) {
    int[] positions = new int[size];
    Arrays.fill(positions, NOWHERE);
    return positions;
  }

  void append(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, position, length);
    position += length;
  }

  /**
   * Appends up to eight bytes, the first in the lowest.
   *
   * @param length how many of them count
   */
  void append(long packed, int length) {
    LONGS.set(bytes, position, packed);
    position += length;
  }

  /**
   * Puts a short piece behind the end, 32 bytes whether they count or not: four stores are faster
   * than finding out how many are needed. They do not count before {@link #advance}.
   *
   * @param source readable up to 32 bytes, or the next multiple of eight if that is more
   */
  void put(int at, byte[] source, int from, int length) {
    LONGS.set(bytes, at, (long) LONGS.get(source, from));
    LONGS.set(bytes, at + 8, (long) LONGS.get(source, from + 8));
    LONGS.set(bytes, at + 16, (long) LONGS.get(source, from + 16));
    LONGS.set(bytes, at + 24, (long) LONGS.get(source, from + 24));
    for (int i = 32; i < length; i += Long.BYTES) {
      LONGS.set(bytes, at + i, (long) LONGS.get(source, from + i));
    }
  }

  /** As the other, eight bytes of which the first is the lowest. */
  void put(int at, long packed) {
    LONGS.set(bytes, at, packed);
  }

  /** Counts in what was put up to a position. */
  void advance(int end) {
    position = end;
  }

  /** Appends a number in decimal. */
  void appendNumber(long value) {
    position = Digits.write(value, bytes, position);
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
}
