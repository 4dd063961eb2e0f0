package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds matches in bytes of which nothing is known.
 *
 * <p>A match is looked for where a {@linkplain WordStarts word starts} and none is going on, at the
 * last few {@linkplain RecentPlaces places} that had a word of the same hash; the longest is taken.
 * There is no waiting for a better match at the next word: free text of different rows has little
 * in common.
 *
 * <p>What a processor does here depends on text, which it cannot foresee; each time it is wrong, it
 * loses as much as a hundred instructions take. So the words of a text are remembered together, and
 * all places are compared with, and their results with each other, without asking which is needed.
 */
final class TextMatcher {
  /** Shorter matches cost as many bits as their literals. */
  private static final int MIN_LENGTH = 4;

  /** A match up to so long may cost more bits than its literals. */
  private static final int DOUBTFUL_LENGTH = 6;

  /** So many bytes are compared at each place, and more where the best one is. */
  private static final int COMPARED = 2 * Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SlidingWindow window;
  private final TokenStream tokens;
  private final RecentPlaces places = new RecentPlaces();

  /** The place of the window's first byte. It may overflow: only differences of places count. */
  private int origin;

  /** Of the match that was found last. */
  private int length;

  private int distance;

  TextMatcher(SlidingWindow window, TokenStream tokens) {
    this.window = window;
    this.tokens = tokens;
  }

  /** Forgets everything. */
  void clear() {
    places.clear();
    origin = 0;
  }

  /** The window has moved. */
  void rebase(int shift) {
    origin += shift;
  }

  /** Makes tokens of a range at the end of the window. */
  void addTokens(int from, int to) {
    addTokens(from, from, 0, to);
  }

  /**
   * Makes tokens of a range at the end of the window that begins with something known.
   *
   * @param unknown where that ends
   * @param knownDistance how far back it stands, too; it is then three bytes or longer
   */
  void addTokens(int from, int unknown, int knownDistance, int to) {
    byte[] bytes = window.bytes();
    int covered = from;
    for (int block = unknown; block < to; block += Long.SIZE) {
      long starts = WordStarts.of(bytes, block, Math.min(to - block, Long.SIZE));
      places.remember(bytes, block, origin + block, starts);
      long left = starts & notBefore(covered - block);
      while (left != 0) {
        int offset = Long.numberOfTrailingZeros(left);
        int at = block + offset;
        left &= left - 1;
        if (!find(bytes, at, places.before(offset), to)) {
          continue;
        }
        int start = at;
        if (covered < unknown) {
          int known = unknown - from;
          if (at == unknown && window.equalBytes(from - distance, from, known) == known) {
            // Together they are one match.
            start = from;
            length = Math.min(length, Deflate.MAX_MATCH - known);
          } else {
            tokens.match(known, knownDistance);
            covered = unknown;
          }
        }
        tokens.literals(bytes, covered, start);
        covered = at + length;
        tokens.match(covered - start, distance);
        left &= notBefore(covered - block);
      }
    }
    if (covered < unknown) {
      tokens.match(unknown - from, knownDistance);
      covered = unknown;
    }
    tokens.literals(bytes, covered, to);
  }

  /** Ones for all offsets, but not for those before one. */
  private static long notBefore(int offset) {
    return offset >= Long.SIZE ? 0 : -1L << Math.max(0, offset);
  }

  /**
   * Looks for a match, and keeps its length and distance.
   *
   * @param candidates places where the word was seen
   */
  private boolean find(byte[] bytes, int at, long candidates, int to) {
    long first = (long) LONGS.get(bytes, at);
    if (areDigits((int) first)) {
      return false;
    }
    long second = (long) LONGS.get(bytes, at + Long.BYTES);
    int place = origin + at;
    int reach = Math.min(at, Deflate.MAX_DISTANCE);
    int best =
        Math.max(
            Math.max(
                compare(bytes, at, RecentPlaces.back(place, candidates, 0), reach, first, second),
                compare(bytes, at, RecentPlaces.back(place, candidates, 1), reach, first, second)),
            Math.max(
                compare(bytes, at, RecentPlaces.back(place, candidates, 2), reach, first, second),
                compare(bytes, at, RecentPlaces.back(place, candidates, 3), reach, first, second)));
    int equal = best >>> RecentPlaces.PLACE_BITS;
    distance = 1 + (~best & RecentPlaces.PLACE);
    int most = Math.min(to - at, Deflate.MAX_MATCH);
    if (equal == COMPARED && most > COMPARED) {
      equal += window.equalBytes(at - distance + COMPARED, at + COMPARED, most - COMPARED);
    }
    length = Math.min(equal, most);
    return length > DOUBTFUL_LENGTH
        || (length >= MIN_LENGTH && tokens.isWorthIt(bytes, at, length, distance));
  }

  /**
   * Compares with an earlier place.
   *
   * @param back the distance less 1
   * @param reach the longest distance
   * @return how many bytes are equal, and below them, the nearer the larger, where that is; 0 where
   *     nothing is to be seen
   */
  private static int compare(byte[] bytes, int at, int back, int reach, long first, long second) {
    int inReach = (back - reach) >> 31;
    int position = at - ((back + 1) & inReach);
    int bits = Long.numberOfTrailingZeros((long) LONGS.get(bytes, position) ^ first);
    int more = Long.numberOfTrailingZeros((long) LONGS.get(bytes, position + Long.BYTES) ^ second);
    // The second eight count if the first are equal.
    bits += more & ((Long.SIZE - 1 - bits) >> 31);
    return (((bits >>> 3) << RecentPlaces.PLACE_BITS) | (~back & RecentPlaces.PLACE)) & inReach;
  }

  /**
   * Whether all bytes are digits. Numbers in texts count or date something: what four digits were
   * last part of says little about what follows, and a match costs what they do.
   */
  private static boolean areDigits(int four) {
    // A highest bit is set, by the borrow or by the carry, where a byte is below '0' or above '9'.
    return (((four - 0x30303030) | (four + 0x46464646)) & 0x80808080) == 0;
  }
}
