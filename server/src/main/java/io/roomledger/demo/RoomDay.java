package io.roomledger.demo;

import io.roomledger.demo.SeedHash.Kind;
import java.util.Arrays;

/**
 * The slots of a room's day, eight to eight, and which of them are taken.
 *
 * <p>A room has the same slots every day, so that what recurs can recur at the same time. Fifteen
 * slots always fit whatever the timetable deals to one room and day.
 */
final class RoomDay {

  /** Minutes of the slots before they are shuffled; together twelve hours. */
  private static final byte[] LENGTHS = {
    30, 30, 30, 30, 30, 30, 30, 30, 60, 60, 60, 60, 60, 90, 90
  };

  static final int SLOTS = LENGTHS.length;
  static final int MINUTES = 12 * 60;

  /** An event of several days begins at two in the afternoon. */
  static final int BLOCK_BEGIN = 6 * 60;

  /** By half hour from eight on: mornings and afternoons are sought, lunch and evenings are not. */
  private static final int[] LIKED = {
    2, 8, 40, 60, 70, 70, 64, 50, 14, 8, 12, 40, 66, 70, 68, 66, 60, 50, 34, 24, 12, 8, 4, 2
  };

  private static final int SERIES_FIRST = 1000;
  private static final int FIRST_SERIES_MINUTE = 60;
  private static final int LAST_SERIES_MINUTE = 600;

  /** What kind of meeting a slot has. */
  enum Recurrence {
    ONCE,
    WEEKLY,
    DAILY
  }

  private final SeedHash hash;
  private final byte[] length = new byte[SLOTS];
  private final int[] begin = new int[SLOTS];
  private final Recurrence[] recurrence = new Recurrence[SLOTS];
  private final int[] order = new int[SLOTS];

  RoomDay(SeedHash hash) {
    this.hash = hash;
    Arrays.fill(recurrence, Recurrence.ONCE);
  }

  /** Turns to another room or day; {@link #slot} then gives the slots in the order of their use. */
  void open(SampleRoom room, int day, Draw draw) {
    shuffle(new Draw(hash.of(Kind.TEMPLATE, room.index())));
    boolean standUp = room.index() % 3 == 0 && Timetable.workday(day);
    for (int slot = 0; slot < SLOTS; slot++) {
      recurrence[slot] = recurrence(room, day, slot);
      if (standUp && length[slot] == 30 && begin[slot] >= FIRST_SERIES_MINUTE) {
        recurrence[slot] = Recurrence.DAILY;
        standUp = false;
      }
      int liking = LIKED[begin[slot] / 30] + draw.below(60);
      int key = liking + (recurrence[slot] == Recurrence.ONCE ? 0 : SERIES_FIRST);
      order[slot] = -(key * SLOTS + slot);
    }
    Arrays.sort(order);
  }

  private void shuffle(Draw draw) {
    System.arraycopy(LENGTHS, 0, length, 0, SLOTS);
    for (int i = SLOTS - 1; i > 0; i--) {
      int j = draw.below(i + 1);
      byte kept = length[i];
      length[i] = length[j];
      length[j] = kept;
    }
    int minute = 0;
    for (int i = 0; i < SLOTS; i++) {
      begin[i] = minute;
      minute += length[i];
    }
  }

  private Recurrence recurrence(SampleRoom room, int day, int slot) {
    boolean office =
        Timetable.workday(day)
            && begin[slot] >= FIRST_SERIES_MINUTE
            && begin[slot] <= LAST_SERIES_MINUTE;
    boolean chosen = office && Long.remainderUnsigned(seriesHash(room, day, slot), 6) == 0;
    return chosen ? Recurrence.WEEKLY : Recurrence.ONCE;
  }

  /** The slot to fill as the n-th. */
  int slot(int rank) {
    return -order[rank] % SLOTS;
  }

  int beginMinute(int slot) {
    return begin[slot];
  }

  int minutes(int slot) {
    return length[slot];
  }

  Recurrence recurrence(int slot) {
    return recurrence[slot];
  }

  /** The same for every meeting of a series. */
  long seriesHash(SampleRoom room, int day, int slot) {
    boolean daily = recurrence[slot] == Recurrence.DAILY;
    int weekday = daily ? 0 : Timetable.weekday(day).getValue();
    return hash.of(Kind.SERIES, (room.index() * 8L + weekday) * SLOTS + slot);
  }
}
