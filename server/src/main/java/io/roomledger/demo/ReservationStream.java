package io.roomledger.demo;

import io.roomledger.demo.SeedHash.Kind;
import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ImportedReservation;
import io.roomledger.reservations.ReservationStatus;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * All reservations of an organisation, day by day and in each day room by room. Holds those of one
 * room and day at a time.
 */
final class ReservationStream implements Iterator<ImportedReservation> {
  private static final int MINUTE = 60;

  /** From so many on the sample has a meeting that can still be checked in to. */
  static final long WINDOW_FROM = 1000;

  private final SampleOrganisation organisation;
  private final Timetable timetable;
  private final Timetable.Dealer dealer;
  private final Meetings meetings;
  private final Outcomes outcomes;
  private final EvenShare rebooked;
  private final EvenShare cancelled;
  private final EvenShare declined;
  private final Queue<ImportedReservation> ready = new ArrayDeque<>();

  private long[] dayStarts = Timetable.dayStarts(0);
  private int day;
  private int room;
  private long made;

  ReservationStream(SampleOrganisation organisation) {
    this.organisation = organisation;
    Draw start = new Draw(organisation.hash().of(Kind.RESERVATION, -1));
    long asOf = organisation.asOf().getEpochSecond();
    timetable = organisation.timetable();
    dealer = timetable.dealer();
    meetings = new Meetings(organisation.hash(), organisation.directory(), asOf);
    outcomes = new Outcomes(asOf, organisation.directory().administrator(), start);
    rebooked = new EvenShare(start.below(1_000_000));
    cancelled = new EvenShare(start.below(1_000_000));
    declined = new EvenShare(start.below(1_000_000));
    addFixed();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && day < timetable.days()) {
      fillRoomDay();
      room++;
      if (room == organisation.rooms().size()) {
        room = 0;
        day++;
        dayStarts = Timetable.dayStarts(day);
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public ImportedReservation next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** How many reservations are there whatever the timetable deals. */
  static int fixed(long reservations) {
    return reservations < WINDOW_FROM ? 1 : 2;
  }

  /** The meeting of the documents' sample instant, and one whose check-in is open. */
  private void addFixed() {
    SampleRoom sampleRoom = organisation.rooms().get(Places.SAMPLE_ROOM);
    Booking.Times times = organisation.sampleTimes();
    SamplePerson booker = organisation.directory().administrator();
    Booking sample = new Booking(sampleRoom, "星轨 产品评审", booker, 10, times, false);
    Outcome used =
        Outcome.released(
                ReservationStatus.RELEASED_AFTER_END,
                CheckInStatus.CHECKED_IN,
                null,
                times.finish())
            .checkedIn(CheckInDevice.DISPLAY, times.begin() - MINUTE);
    made++;
    ready.add(sample.with(organisation.marker(), 8, used));
    if (fixed(organisation.reservationCount()) > 1) {
      Booking open = new Booking(sampleRoom, "蓝鲸 例会", booker, 6, organisation.openTimes(), false);
      add(open, 4, Outcome.open(ReservationStatus.RESERVED, CheckInStatus.WINDOW_OPEN));
    }
  }

  private void fillRoomDay() {
    SampleRoom here = organisation.rooms().get(room);
    int count = dealer.next(here, day);
    if (count == 0) {
      return;
    }
    long cell = (long) day * organisation.rooms().size() + room;
    Draw draw = new Draw(organisation.hash().of(Kind.CELL, cell));
    meetings.open(here, day, dayStarts[here.city()], draw);
    int nights = timetable.nightsFrom(here, day);
    int left = count;
    if (nights > 0) {
      left -= book(meetings.severalDays(Timetable.dayStarts(day + nights)[here.city()]), 1, draw);
    }
    for (int rank = 0; left > 0; rank++) {
      Booking booking = meetings.next(rank, nights > 0);
      if (booking != null && free(booking)) {
        left -= book(booking, left, draw);
      }
    }
  }

  /** Whether it leaves the fixed meetings alone. */
  private boolean free(Booking booking) {
    return booking.room().index() != Places.SAMPLE_ROOM
        || (apart(booking.times(), organisation.sampleTimes())
            && apart(booking.times(), organisation.openTimes()));
  }

  private static boolean apart(Booking.Times one, Booking.Times other) {
    return one.finish() <= other.begin() || other.finish() <= one.begin();
  }

  /** Makes it happen; returns how many exported reservations came of it, at most so many. */
  private int book(Booking booking, int atMost, Draw draw) {
    Outcome outcome = outcomes.of(booking, draw);
    add(booking, accepted(booking, draw), outcome);
    addFallen(booking, draw);
    Booking.@Nullable Times freed = freed(booking, outcome);
    if (atMost < 2 || freed == null || rebooked.next() >= 400) {
      return 1;
    }
    Booking second = meetings.again(freed, draw);
    add(second, accepted(second, draw), outcomes.of(second, draw));
    return 2;
  }

  /** The quarter hours that an early release gave back, when they are worth a meeting. */
  private static Booking.@Nullable Times freed(Booking booking, Outcome outcome) {
    int quarter = 15 * MINUTE;
    if (outcome.releasedAt() == Outcome.NEVER || outcome.releasedAt() >= booking.finish()) {
      return null;
    }
    long from = Math.max(booking.begin(), Math.ceilDiv(outcome.releasedAt(), quarter) * quarter);
    long until = Math.min(booking.finish(), from + 3600);
    return until - from < quarter ? null : new Booking.Times(from, until);
  }

  /** Now and then somebody else had wanted the same time before. */
  private void addFallen(Booking booking, Draw draw) {
    boolean refused = booking.room().habits().approval() && declined.next() < 100;
    if (refused || cancelled.next() < 50) {
      Booking before = meetings.again(booking.times(), draw);
      add(before, 0, Outcomes.fallen(refused));
    }
  }

  private int accepted(Booking booking, Draw draw) {
    boolean over = booking.finish() <= organisation.asOf().getEpochSecond();
    return booking.invited() * draw.between(over ? 50 : 20, 100) / 100;
  }

  private void add(Booking booking, int accepted, Outcome outcome) {
    String externalId =
        "demo-" + HexFormat.of().toHexDigits(organisation.hash().of(Kind.RESERVATION, made));
    made++;
    ready.add(booking.with(externalId, accepted, outcome));
  }
}
