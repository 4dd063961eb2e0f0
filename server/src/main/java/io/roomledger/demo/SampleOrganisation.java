package io.roomledger.demo;

import io.roomledger.reservations.ImportedReservation;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * An invented organisation with meeting rooms all over the world, and everything that is booked in
 * them: the same for the same seed and size, on every machine and at every time.
 *
 * <p>It lives in the summer of 2022, around the instant of the documents' own sample request
 * (1655276858, Wednesday 2022-06-15, 15:07:38 in Beijing), from Monday 2022-06-06 on for as many
 * weeks as {@link Scale} says. It is looked at ({@link #asOf}) on a Thursday three quarters through
 * that period, at the earliest the day after the sample instant: what is before is over, what is
 * after is still to come.
 */
public final class SampleOrganisation {

  /** Its name; also that of the root level. */
  public static final String NAME = "示例科技 Sample Tech";

  /** Where nothing else is said. */
  public static final String TIME_ZONE = "Asia/Shanghai";

  /** The level of the documents' sample request: a building with several rooms. */
  public static final String SAMPLE_LEVEL_ID = Places.SAMPLE_LEVEL_ID;

  /** The room of the documents' sample request. */
  public static final String SAMPLE_ROOM_ID = Places.SAMPLE_ROOM_ID;

  /** The instant of the documents' sample request; a meeting runs in the sample room. */
  public static final Instant SAMPLE_INSTANT = Instant.ofEpochSecond(1_655_276_858);

  /** 15:00 to 16:00 in Beijing. */
  private static final Booking.Times SAMPLE_TIMES = new Booking.Times(1_655_276_400, 1_655_280_000);

  private final long seed;
  private final long reservations;
  private final Scale scale;
  private final SeedHash hash;
  private final Places places;
  private final People people;
  private final List<SampleRoom> rooms;
  private final Timetable timetable;

  /**
   * @param seed another number gives another organisation
   * @param reservations how many an export of the whole period shows, at least 1; cancelled and
   *     declined ones come on top
   */
  public SampleOrganisation(long seed, long reservations) {
    if (reservations < 1) {
      throw new IllegalArgumentException("At least one reservation, not " + reservations);
    }
    this.seed = seed;
    this.reservations = reservations;
    scale = Scale.of(reservations);
    hash = new SeedHash(seed);
    places = new Places(hash, scale.rooms());
    people = new People(hash, scale.people());
    rooms = places.rooms();
    long dealt = reservations - ReservationStream.fixed(reservations);
    timetable = new Timetable(hash, rooms, scale.weeks(), dealt);
  }

  /** How many reservations an export of the whole period shows. */
  public long reservationCount() {
    return reservations;
  }

  /** The instant at which the states of the reservations are true. */
  public Instant asOf() {
    return Timetable.asOf(scale.weeks());
  }

  /** A time that encloses every reservation. */
  public Period wholePeriod() {
    return new Period(Timetable.periodStart(), Timetable.periodEnd(scale.weeks()));
  }

  /**
   * Every reservation, made while it is asked for: nothing is kept. Exactly {@link
   * #reservationCount} of them are {@linkplain
   * io.roomledger.reservations.ReservationStatus#exported() exported}.
   */
  public Iterator<ImportedReservation> reservations() {
    return new ReservationStream(this);
  }

  /**
   * From when until when.
   *
   * @param end exclusive
   */
  public record Period(Instant start, Instant end) {}

  List<SampleLevel> levels() {
    return places.levels();
  }

  List<SampleRoom> rooms() {
    return rooms;
  }

  List<SampleDepartment> departments() {
    return people.departments();
  }

  List<SamplePerson> people() {
    return people.people();
  }

  People directory() {
    return people;
  }

  SeedHash hash() {
    return hash;
  }

  Timetable timetable() {
    return timetable;
  }

  /** The external id of the first reservation: tells which sample a database holds. */
  String marker() {
    return "demo-" + seed + "-" + reservations;
  }

  Booking.Times sampleTimes() {
    return SAMPLE_TIMES;
  }

  /** A meeting of the sample room that begins when the sample is looked at. */
  Booking.Times openTimes() {
    long begin = asOf().getEpochSecond();
    return new Booking.Times(begin, begin + 3600);
  }
}
