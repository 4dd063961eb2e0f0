package io.roomledger.reservations;

import java.util.Arrays;

/**
 * From database ids to places in an array, filled once and then only read. Ids come out of a
 * sequence, so those of a tenant mostly lie close together: then a table with a slot for every id
 * from the smallest to the largest finds one in a single step. Otherwise it is open addressing.
 */
final class LongIndex {
  private static final int ABSENT = -1;

  /** The most slots of the plain table, for each id. */
  private static final int MOST_SLOTS_EACH = 4;

  // 2^64 / golden ratio: spreads consecutive ids over the table.
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long smallest;

  /** The ids in {@link #places}; empty for the plain table. */
  private final long[] ids;

  private final int[] places;
  private final int shift;

  LongIndex(long[] distinctIds) {
    int count = distinctIds.length;
    smallest = Arrays.stream(distinctIds).min().orElse(0);
    long span = Arrays.stream(distinctIds).max().orElse(0) - smallest + 1;
    boolean plain = span > 0 && span <= (long) MOST_SLOTS_EACH * Math.max(1, count);
    int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, count)) << 2);
    ids = new long[plain ? 0 : capacity];
    places = new int[plain ? (int) span : capacity];
    shift = Long.numberOfLeadingZeros(capacity) + 1;
    Arrays.fill(places, ABSENT);
    for (int place = 0; place < count; place++) {
      if (plain) {
        places[(int) (distinctIds[place] - smallest)] = place;
      } else {
        put(distinctIds[place], place);
      }
    }
  }

  private void put(long id, int place) {
    int slot = slot(id);
    while (places[slot] != ABSENT) {
      slot = (slot + 1) & (ids.length - 1);
    }
    ids[slot] = id;
    places[slot] = place;
  }

  private int slot(long id) {
    return (int) ((id * SPREAD) >>> shift);
  }

  /** Where the id stood in the array given, or -1. */
  int find(long id) {
    if (ids.length == 0) {
      long slot = id - smallest;
      return slot >= 0 && slot < places.length ? places[(int) slot] : ABSENT;
    }
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
