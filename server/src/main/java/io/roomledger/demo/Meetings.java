package io.roomledger.demo;

import io.roomledger.demo.RoomDay.Recurrence;
import org.jspecify.annotations.Nullable;

/** Thinks up the meetings of one room and day after another: who meets about what, and when. */
final class Meetings {
  private static final int MINUTE = 60;

  private final People people;
  private final long asOf;
  private final RoomDay slots;
  private final Topics topics = new Topics();
  private final EvenShare odd = new EvenShare(0);

  private @Nullable SampleRoom room;
  private int day;
  private long dayStart;
  private Draw draw = new Draw(0);

  Meetings(SeedHash hash, People people, long asOf) {
    this.people = people;
    this.asOf = asOf;
    slots = new RoomDay(hash);
  }

  /** Turns to another room or day. */
  void open(SampleRoom newRoom, int newDay, long newDayStart, Draw newDraw) {
    room = newRoom;
    day = newDay;
    dayStart = newDayStart;
    draw = newDraw;
    slots.open(newRoom, newDay, newDraw);
  }

  /**
   * The meeting of the n-th slot to fill.
   *
   * @param morningOnly whether the room is taken from {@link RoomDay#BLOCK_BEGIN} on
   * @return null when the slot cannot be used
   */
  @Nullable Booking next(int rank, boolean morningOnly) {
    if (rank >= RoomDay.SLOTS) {
      throw new IllegalStateException("More meetings than a day of " + here() + " has slots");
    }
    int slot = slots.slot(rank);
    if (morningOnly && slots.beginMinute(slot) + slots.minutes(slot) > RoomDay.BLOCK_BEGIN) {
      return null;
    }
    return slots.recurrence(slot) == Recurrence.ONCE ? single(slot) : recurring(slot);
  }

  /** An event from this afternoon until the evening of a later day. */
  Booking severalDays(long lastDayStart) {
    Booking.Times times =
        new Booking.Times(dayStart + RoomDay.BLOCK_BEGIN * MINUTE, lastDayStart + 10 * 60 * MINUTE);
    SamplePerson booker = people.activeOf(here().city(), draw);
    return new Booking(here(), Topics.severalDays(draw), booker, invited(draw), times, false);
  }

  /** Another single meeting at a given time of the same room. */
  Booking again(Booking.Times times, Draw from) {
    return new Booking(here(), topics.once(from), booker(times), invited(from), times, false);
  }

  private Booking recurring(int slot) {
    Draw series = new Draw(slots.seriesHash(here(), day, slot));
    boolean daily = slots.recurrence(slot) == Recurrence.DAILY;
    String topic = daily ? Topics.daily(series) : Topics.weekly(series);
    SamplePerson booker = people.activeOf(here().city(), series);
    int minutes = daily ? 15 : slots.minutes(slot);
    int invited = topic.startsWith("1:1") ? 2 : invited(series);
    return new Booking(here(), topic, booker, invited, times(slot, 0, minutes), false);
  }

  private Booking single(int slot) {
    int length = slots.minutes(slot);
    int share = odd.next();
    if (share < 60) {
      Booking.Times atOnce = atTheDoor(slot);
      if (atOnce.begin() <= asOf) {
        SamplePerson booker = draw.percent(70) ? booker(atOnce) : null;
        return new Booking(here(), Topics.atTheDoor(draw), booker, 0, atOnce, true);
      }
    }
    int minutes = draw.percent(60) ? length : length == 30 ? 30 : length - 30;
    int shift = draw.percent(50) ? 0 : length - minutes;
    return again(times(slot, shift, minutes), draw);
  }

  /** From the moment somebody comes by until the slot is over, or somewhat less. */
  private Booking.Times atTheDoor(int slot) {
    int length = slots.minutes(slot) * MINUTE;
    long begin = dayStart + (long) slots.beginMinute(slot) * MINUTE + draw.between(1, length / 4);
    return new Booking.Times(begin, begin + draw.between(length / 2, length / 4 * 3));
  }

  private Booking.Times times(int slot, int shiftMinutes, int minutes) {
    long begin = dayStart + (long) (slots.beginMinute(slot) + shiftMinutes) * MINUTE;
    return new Booking.Times(begin, begin + (long) minutes * MINUTE);
  }

  /** Somebody of the room's city; a bot now and then; the past knows people who have left. */
  private @Nullable SamplePerson booker(Booking.Times times) {
    if (draw.percent(2)) {
      return null;
    }
    boolean past = times.finish() <= asOf - 7 * 24 * 60 * MINUTE;
    return past ? people.anyOf(here().city(), draw) : people.activeOf(here().city(), draw);
  }

  /** Mostly as many as the room seats; sometimes more are asked than find a chair. */
  private int invited(Draw from) {
    int capacity = here().place().capacity();
    return from.percent(5) ? capacity + from.below(capacity) : from.between(2, capacity);
  }

  private SampleRoom here() {
    if (room == null) {
      throw new IllegalStateException("No room is open");
    }
    return room;
  }
}
