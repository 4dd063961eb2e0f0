package io.roomledger.demo;

import io.roomledger.demo.SeedHash.Kind;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * Which days there are, and how many meetings each room has on each of them: N in all, to the last
 * one, dealt out by weekday, by how popular the room is, and by chance.
 */
final class Timetable {

  /** The week before that of the documents' sample instant, so that the sample has a past too. */
  static final LocalDate FIRST_DAY = LocalDate.of(2022, 6, 6);

  static final ZoneId HOME = ZoneId.of(SampleOrganisation.TIME_ZONE);
  static final LocalTime DAY_START = LocalTime.of(8, 0);

  private static final int DAYS_OF_WEEK = 7;
  private static final int[] WEEKDAY_WEIGHT = {95, 110, 110, 105, 80, 3, 1};
  private static final int BLOCK_EVERY = 40;

  private final SeedHash hash;
  private final List<SampleRoom> rooms;
  private final int weeks;
  private final long meetings;
  private final long totalWeight;

  /**
   * @param meetings how many are dealt out in all
   */
  Timetable(SeedHash hash, List<SampleRoom> rooms, int weeks, long meetings) {
    this.hash = hash;
    this.rooms = rooms;
    this.weeks = weeks;
    this.meetings = meetings;
    long sum = 0;
    for (int day = 0; day < days(); day++) {
      for (SampleRoom room : rooms) {
        sum += weight(room, day);
      }
    }
    totalWeight = sum;
  }

  int days() {
    return weeks * DAYS_OF_WEEK;
  }

  static DayOfWeek weekday(int day) {
    return DayOfWeek.of(day % DAYS_OF_WEEK + 1);
  }

  static boolean workday(int day) {
    return day % DAYS_OF_WEEK < 5;
  }

  /** Eight in the morning where each city is, in seconds of the epoch. */
  static long[] dayStarts(int day) {
    LocalDate date = FIRST_DAY.plusDays(day);
    return Places.CITIES.stream()
        .map(city -> city.timeZone() == null ? HOME : ZoneId.of(city.timeZone()))
        .mapToLong(zone -> date.atTime(DAY_START).atZone(zone).toEpochSecond())
        .toArray();
  }

  /**
   * When the sample is looked at: Thursday, half past ten, three quarters through the period. By
   * then most has happened, and enough is still to come for every state of the future.
   */
  static Instant asOf(int weeks) {
    LocalDate thursday = FIRST_DAY.plusWeeks(weeks * 3L / 4).with(DayOfWeek.THURSDAY);
    return thursday.atTime(10, 30).atZone(HOME).toInstant();
  }

  /** The first of its days. */
  static Instant periodStart() {
    return FIRST_DAY.atStartOfDay(HOME).toInstant();
  }

  /** A day past the last one, since London's evening is the next morning at home. */
  static Instant periodEnd(int weeks) {
    return FIRST_DAY.plusWeeks(weeks).plusDays(1).atStartOfDay(HOME).toInstant();
  }

  /**
   * How many nights a room is taken from the afternoon of this day on, by an event of several days;
   * mostly 0.
   */
  int nightsFrom(SampleRoom room, int day) {
    if (weekday(day) != DayOfWeek.TUESDAY || room.index() == Places.SAMPLE_ROOM) {
      return 0;
    }
    long turn = room.index() * 7L + day / DAYS_OF_WEEK * 13L;
    if (turn % BLOCK_EVERY != 0) {
      return 0;
    }
    return 1 + (room.index() + day / DAYS_OF_WEEK) % 2;
  }

  /** How much of all meetings falls to one room on one day. */
  private long weight(SampleRoom room, int day) {
    long popularity = 70 + Long.remainderUnsigned(hash.of(Kind.ROOM, room.index()), 61);
    long chance = hash.of(Kind.CELL, (long) day * rooms.size() + room.index());
    long weight =
        WEEKDAY_WEIGHT[day % DAYS_OF_WEEK]
            * popularity
            * (60 + Long.remainderUnsigned(chance, 81))
            / 100;
    if (nightsFrom(room, day) > 0) {
      // Only the morning is left beside the long event.
      return weight * 4 / 10;
    }
    boolean covered =
        switch (weekday(day)) {
          case WEDNESDAY -> nightsFrom(room, day - 1) > 0;
          case THURSDAY -> nightsFrom(room, day - 2) > 1;
          default -> false;
        };
    return covered ? 0 : weight;
  }

  /** Starts to deal. */
  Dealer dealer() {
    return new Dealer();
  }

  /** Deals the meetings out; to be asked for every room of every day once, in that order. */
  final class Dealer {
    private long rest;

    /** The remainders add up to nothing at the end: exactly all are dealt. */
    int next(SampleRoom room, int day) {
      rest += weight(room, day) * meetings;
      int count = (int) (rest / totalWeight);
      rest %= totalWeight;
      return count;
    }
  }
}
