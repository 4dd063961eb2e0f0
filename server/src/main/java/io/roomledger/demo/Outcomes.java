package io.roomledger.demo;

import static io.roomledger.reservations.ReservationStatus.CANCELLED;
import static io.roomledger.reservations.ReservationStatus.DECLINED;
import static io.roomledger.reservations.ReservationStatus.PENDING_APPROVAL;
import static io.roomledger.reservations.ReservationStatus.RELEASED_AFTER_END;
import static io.roomledger.reservations.ReservationStatus.RELEASED_BY_HAND;
import static io.roomledger.reservations.ReservationStatus.RELEASED_BY_SENSOR;
import static io.roomledger.reservations.ReservationStatus.RELEASED_NOT_CHECKED_IN;
import static io.roomledger.reservations.ReservationStatus.RESERVED;

import io.roomledger.demo.SampleRoom.CheckIn;
import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import org.jspecify.annotations.Nullable;

/**
 * Decides what became of bookings, as seen at one instant: what is over was used, missed or given
 * back; what runs is being used; what is to come waits.
 *
 * <p>The shares are per thousand.
 */
final class Outcomes {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  /** A room is given to others when nobody has come 10 to 15 minutes after the begin. */
  private static final int WINDOW_AFTER_BEGIN = 15 * MINUTE;

  private static final int NO_SHOW_FROM = 10 * MINUTE;

  /** From when on one may check in. */
  private static final int WINDOW_BEFORE_BEGIN = 30 * MINUTE;

  private final long asOf;
  private final SamplePerson administrator;
  private final EvenShare past;
  private final EvenShare pastUnchecked;
  private final EvenShare current;
  private final EvenShare approvals;
  private final EvenShare future;
  private final EvenShare devices;
  private final EvenShare releasers;

  Outcomes(long asOf, SamplePerson administrator, Draw start) {
    this.asOf = asOf;
    this.administrator = administrator;
    past = new EvenShare(start.below(1_000_000));
    pastUnchecked = new EvenShare(start.below(1_000_000));
    current = new EvenShare(start.below(1_000_000));
    approvals = new EvenShare(start.below(1_000_000));
    future = new EvenShare(start.below(1_000_000));
    devices = new EvenShare(start.below(1_000_000));
    releasers = new EvenShare(start.below(1_000_000));
  }

  Outcome of(Booking booking, Draw draw) {
    SampleRoom.Habits habits = booking.room().habits();
    if (booking.finish() <= asOf) {
      return habits.device() != null && !booking.atTheDoor()
          ? past(booking, habits.device(), draw)
          : pastUnchecked(booking, draw);
    }
    if (habits.disabled()) {
      return Outcome.open(RESERVED, CheckInStatus.ROOM_DISABLED);
    }
    return booking.begin() <= asOf ? current(booking, draw) : future(booking, draw);
  }

  /** A booking that somebody took back in time, or that a room's keeper refused. */
  static Outcome fallen(boolean declined) {
    return Outcome.open(declined ? DECLINED : CANCELLED, CheckInStatus.NOT_NEEDED);
  }

  private Outcome past(Booking booking, CheckInDevice device, Draw draw) {
    int share = past.next();
    if (share < 500) {
      return checkedIn(afterEnd(booking, CheckInStatus.CHECKED_IN, draw), booking, device, draw);
    }
    if (share < 680) {
      return checkedIn(Outcome.open(RESERVED, CheckInStatus.CHECKED_IN), booking, device, draw);
    }
    if (share < 770) {
      return noShow(booking, draw);
    }
    if (share < 800) {
      return Outcome.open(RESERVED, CheckInStatus.MISSED);
    }
    if (share < 860) {
      return checkedIn(
          byHand(booking, CheckInStatus.CHECKED_IN, early(booking, draw)), booking, device, draw);
    }
    if (share < 900) {
      return byHand(booking, CheckInStatus.NOT_NEEDED, beforeBegin(booking, draw));
    }
    if (share < 950) {
      return checkedIn(bySensor(booking, CheckInStatus.CHECKED_IN, draw), booking, device, draw);
    }
    if (share < 985) {
      return Outcome.open(RESERVED, CheckInStatus.NOT_NEEDED);
    }
    return forgotten(booking, CheckInStatus.NOT_NEEDED);
  }

  private Outcome pastUnchecked(Booking booking, Draw draw) {
    CheckInStatus checkIn = withoutCheckIn(booking);
    int share = pastUnchecked.next();
    if (share < 550) {
      return afterEnd(booking, checkIn, draw);
    }
    if (share < 800) {
      return Outcome.open(RESERVED, checkIn);
    }
    if (share < 930) {
      boolean inAdvance = share >= 880 && !booking.atTheDoor();
      return byHand(
          booking, checkIn, inAdvance ? beforeBegin(booking, draw) : early(booking, draw));
    }
    if (share < 985) {
      return bySensor(booking, checkIn, draw);
    }
    return forgotten(booking, checkIn);
  }

  private Outcome current(Booking booking, Draw draw) {
    CheckInDevice device = booking.room().habits().device();
    if (device == null || booking.atTheDoor()) {
      return Outcome.open(RESERVED, withoutCheckIn(booking));
    }
    int share = current.next();
    if (asOf < booking.begin() + WINDOW_AFTER_BEGIN) {
      Outcome waiting = Outcome.open(RESERVED, CheckInStatus.WINDOW_OPEN);
      return share < 400 ? waiting : checkedIn(waiting, booking, device, draw);
    }
    if (share < 80) {
      return noShow(booking, draw);
    }
    return checkedIn(Outcome.open(RESERVED, CheckInStatus.CHECKED_IN), booking, device, draw);
  }

  private Outcome future(Booking booking, Draw draw) {
    SampleRoom.Habits habits = booking.room().habits();
    CheckInStatus checkIn =
        habits.checkIn() != CheckIn.ON
            ? withoutCheckIn(booking)
            : asOf >= booking.begin() - WINDOW_BEFORE_BEGIN
                ? CheckInStatus.WINDOW_OPEN
                : CheckInStatus.WAITING;
    if (habits.approval() && approvals.next() < 300) {
      return Outcome.open(PENDING_APPROVAL, checkIn);
    }
    if (future.next() >= 970) {
      return byHand(booking, CheckInStatus.NOT_NEEDED, asOf - draw.between(MINUTE, 48 * HOUR));
    }
    return Outcome.open(RESERVED, checkIn);
  }

  private static CheckInStatus withoutCheckIn(Booking booking) {
    if (booking.atTheDoor()) {
      return CheckInStatus.NOT_NEEDED_INSTANT_BOOKING;
    }
    return booking.room().habits().checkIn() == CheckIn.NO_DEVICE
        ? CheckInStatus.NOT_NEEDED_NO_DEVICE
        : CheckInStatus.NOT_NEEDED_SWITCHED_OFF;
  }

  private Outcome afterEnd(Booking booking, CheckInStatus checkIn, Draw draw) {
    long at = Math.min(booking.finish() + draw.below(MINUTE), asOf);
    return Outcome.released(RELEASED_AFTER_END, checkIn, null, at);
  }

  private static Outcome noShow(Booking booking, Draw draw) {
    int latest = Math.min(WINDOW_AFTER_BEGIN, booking.times().seconds() - 1);
    return Outcome.released(
        RELEASED_NOT_CHECKED_IN,
        CheckInStatus.MISSED,
        null,
        booking.begin() + draw.between(NO_SHOW_FROM, latest));
  }

  private static Outcome bySensor(Booking booking, CheckInStatus checkIn, Draw draw) {
    return Outcome.released(RELEASED_BY_SENSOR, checkIn, null, early(booking, draw));
  }

  private Outcome byHand(Booking booking, CheckInStatus checkIn, long at) {
    int share = releasers.next();
    // Nobody is named where a program gave the room back.
    @Nullable SamplePerson by = share < 850 ? booking.booker() : share < 950 ? administrator : null;
    return Outcome.released(RELEASED_BY_HAND, checkIn, by, at);
  }

  /** Nobody ever decided; only where somebody had to. */
  private static Outcome forgotten(Booking booking, CheckInStatus checkIn) {
    boolean approval = booking.room().habits().approval();
    return Outcome.open(approval ? PENDING_APPROVAL : RESERVED, checkIn);
  }

  /** A moment between a third and nine tenths of the meeting, to the second. */
  private static long early(Booking booking, Draw draw) {
    int seconds = booking.times().seconds();
    return booking.begin() + draw.between(seconds / 3, seconds / 10 * 9);
  }

  private static long beforeBegin(Booking booking, Draw draw) {
    return booking.begin() - draw.between(10 * MINUTE, 36 * HOUR);
  }

  private Outcome checkedIn(Outcome outcome, Booking booking, CheckInDevice device, Draw draw) {
    int share = devices.next();
    if (share >= 930) {
      // The device was offline: nobody had to do anything.
      return outcome.checkedIn(CheckInDevice.DEVICE_OFFLINE, booking.begin());
    }
    // A third of the shortest meeting is five minutes: nobody leaves before having come.
    long at = booking.begin() + draw.between(-5 * MINUTE, 4 * MINUTE);
    return outcome.checkedIn(share < 600 ? device : CheckInDevice.QR_CODE, Math.min(at, asOf));
  }
}
