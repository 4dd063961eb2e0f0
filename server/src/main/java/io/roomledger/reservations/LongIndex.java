package io.roomledger.reservations;

import java.util.Arrays;

/**
 * From database ids to places in an array: open addressing over primitive longs, filled once and
 * then only read.
 */
final class LongIndex {
  private static final int ABSENT = -1;
  // 2^64 / golden ratio: spreads consecutive ids over the table.
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] ids;
  private final int[] places;
  private final int shift;

  LongIndex(long[] distinctIds) {
    int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, distinctIds.length)) << 2);
    this.ids = new long[capacity];
    this.places = new int[capacity];
    this.shift = Long.numberOfLeadingZeros(capacity) + 1;
    Arrays.fill(places, ABSENT);
    for (int place = 0; place < distinctIds.length; place++) {
      int slot = slot(distinctIds[place]);
      while (places[slot] != ABSENT) {
        slot = (slot + 1) & (capacity - 1);
      }
      ids[slot] = distinctIds[place];
      places[slot] = place;
    }
  }

  private int slot(long id) {
    return (int) ((id * SPREAD) >>> shift);
  }

  /** Where the id stood in the array given, or -1. */
  int find(long id) {
    int slot = slot(id);
    while (places[slot] != ABSENT) {
      if (ids[slot] == id) {
        return places[slot];
      }
      slot = (slot + 1) & (ids.length - 1);
    }
    return ABSENT;
  }
}
