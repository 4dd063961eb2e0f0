package io.roomledger.demo;

import io.roomledger.reservations.ImportedReservation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked for, before it is known what became of it.
 *
 * @param booker null = a bot
 * @param atTheDoor booked at the room's panel for at once
 */
record Booking(
    SampleRoom room,
    String topic,
    @Nullable SamplePerson booker,
    int invited,
    Times times,
    boolean atTheDoor) {

  /** From when until when, in seconds of the epoch. */
  record Times(long begin, long finish) {
    int seconds() {
      return (int) (finish - begin);
    }
  }

  long begin() {
    return times.begin();
  }

  long finish() {
    return times.finish();
  }

  ImportedReservation with(String externalId, int accepted, Outcome outcome) {
    return new ImportedReservation(
        externalId,
        room.place(),
        topic,
        named(booker),
        invited,
        accepted,
        Instant.ofEpochSecond(times.begin()),
        Instant.ofEpochSecond(times.finish()),
        outcome.status(),
        outcome.device(),
        outcome.checkIn(),
        instant(outcome.checkedInAt()),
        named(outcome.releasedBy()),
        instant(outcome.releasedAt()));
  }

  private static ImportedReservation.@Nullable Person named(@Nullable SamplePerson person) {
    return person == null ? null : person.named();
  }

  private static @Nullable Instant instant(long seconds) {
    return seconds == Outcome.NEVER ? null : Instant.ofEpochSecond(seconds);
  }
}
