package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where words were seen: for each hash of so many bytes the last {@value #KEPT} places, in one
 * {@code long}, so that to remember one is a shift.
 *
 * <p>A place is counted from the start of the entry and not of the window, so that it stays true
 * when the window moves. Its lowest 16 bits are kept, twice what a match can reach: they may name a
 * place that is long gone, so what a place is said to hold is always looked at.
 */
final class RecentPlaces {
  /** How many places are kept for a hash. */
  static final int KEPT = 4;

  static final int PLACE_BITS = Long.SIZE / KEPT;

  /** All ones in the bits of a place. */
  static final int PLACE = (1 << PLACE_BITS) - 1;

  /** Two Chinese characters, or most of an English word. */
  private static final int HASHED_BYTES = 7;

  private static final int HASH_BITS = 12;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** By hash: places, the last one lowest. */
  private final long[] places = new long[1 << HASH_BITS];

  /** By offset: what was known before the last {@link #remember}. */
  private final long[] before = new long[Long.SIZE];

  void clear() {
    Arrays.fill(places, 0);
  }

  /**
   * Remembers words.
   *
   * @param utf8 readable eight bytes past the last start
   * @param from where in it offset 0 is
   * @param place of offset 0
   * @param starts a bit for each offset at which a word begins
   */
  void remember(byte[] utf8, int from, int place, long starts) {
    for (long left = starts; left != 0; left &= left - 1) {
      int offset = Long.numberOfTrailingZeros(left);
      long word = (long) LONGS.get(utf8, from + offset) << (Long.SIZE - Byte.SIZE * HASHED_BYTES);
      int slot = (int) ((word * MIX) >>> (Long.SIZE - HASH_BITS));
      long known = places[slot];
      before[offset] = known;
      places[slot] = (known << PLACE_BITS) | ((place + offset) & PLACE);
    }
  }

  /** For a word just remembered: the places where it was seen before, the last one lowest. */
  long before(int offset) {
    return before[offset];
  }

  /**
   * How far before a place one of others is, less 1; not above 65,535, which also stands for none.
   *
   * @param index 0 for the last one
   */
  static int back(int place, long others, int index) {
    return (place - 1 - (int) (others >>> (index * PLACE_BITS))) & PLACE;
  }
}
