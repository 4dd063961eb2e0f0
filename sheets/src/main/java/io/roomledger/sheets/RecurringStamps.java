package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Stamps that recur, as the times do at which meetings begin: stored once each, as shared strings,
 * like words of a dictionary that is made on the way. A cell then has five digits in place of a
 * whole time, so rows are shorter and nearer to what they repeat.
 *
 * <p>A column whose stamps hardly recur is found out by its first few hundred; from there on they
 * stay in place. Memory is bounded: once there are {@value #MOST} stamps, new ones stay in place,
 * too.
 */
final class RecurringStamps {
  /** In place of the number of a stamp that is to stay in its cell; no number looks like it. */
  static final int IN_PLACE = 0;

  private static final int MOST = 1 << 16;

  /** So many stamps of a column may be new before it is judged. */
  private static final int TRIAL = 256;

  /** Afterwards, one in so many. */
  private static final int ONE_NEW_IN = 4;

  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SharedStrings strings;

  /** All stamps, one after the other; stamp {@code i} is {@code [offsets[i] .. offsets[i + 1])}. */
  private final ByteArray texts = new ByteArray(1024);

  private int[] offsets = new int[64];

  /** By stamp: its number among the shared strings, {@linkplain Digits#compress compressed}. */
  private int[] numbers = new int[64];

  private int size;

  /** By hash: a stamp and 1; 0 = none. At least half of it is free. */
  private int[] slots = new int[128];

  /** By column: the stamp of the last cell, how many cells there were, and how many were new. */
  private final int[] last;

  private final long[] cells;
  private final int[] fresh;

  RecurringStamps(SharedStrings strings, int columns) {
    this.strings = strings;
    last = new int[columns];
    Arrays.fill(last, -1);
    cells = new long[columns];
    fresh = new int[columns];
  }

  /**
   * The number of a stamp among the shared strings, {@linkplain Digits#compress compressed}, or
   * {@link #IN_PLACE}.
   */
  int number(int column, byte[] ascii, int from, int to) {
    if (fresh[column] > TRIAL + cells[column] / ONE_NEW_IN) {
      return IN_PLACE;
    }
    cells[column]++;
    int known = last[column];
    if (known >= 0 && is(known, ascii, from, to)) {
      return numbers[known];
    }
    int slot = slot(hash(ascii, from, to));
    while (slots[slot] != 0) {
      known = slots[slot] - 1;
      if (is(known, ascii, from, to)) {
        last[column] = known;
        return numbers[known];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    fresh[column]++;
    if (size == MOST || !CellText.isPlainAscii(ascii, from, to)) {
      return IN_PLACE;
    }
    last[column] = size;
    slots[slot] = size + 1;
    return add(ascii, from, to);
  }

  private int add(byte[] ascii, int from, int to) {
    int stamp = size++;
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    texts.append(ascii, from, to);
    offsets[size] = texts.length();
    numbers[stamp] = Digits.compress(strings.addStamp(stamp));
    if (2 * size > slots.length) {
      spread();
    }
    return numbers[stamp];
  }

  /** Twice as many slots. */
  private void spread() {
    slots = new int[2 * slots.length];
    for (int stamp = 0; stamp < size; stamp++) {
      int slot = slot(hash(texts.bytes(), offsets[stamp], offsets[stamp + 1]));
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = stamp + 1;
    }
  }

  private boolean is(int stamp, byte[] ascii, int from, int to) {
    return Arrays.equals(texts.bytes(), offsets[stamp], offsets[stamp + 1], ascii, from, to);
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
  }

  private static long hash(byte[] ascii, int from, int to) {
    long hash = 0;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(ascii, i)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; i < to; i++) {
      hash = (hash ^ ascii[i]) * MIX;
    }
    return hash;
  }

  /** The text of a stamp, as the content of an XML element. */
  void appendText(int stamp, ByteArray xml) {
    xml.append(texts.bytes(), offsets[stamp], offsets[stamp + 1]);
  }
}
