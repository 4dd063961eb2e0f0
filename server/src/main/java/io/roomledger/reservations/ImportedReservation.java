package io.roomledger.reservations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reservation as another system knows it: with the room and the people named, not yet known here.
 *
 * @param externalId the other system's id, unique in the tenant
 * @param room the room, made with its levels when it is not known
 * @param topic the event's title, may be empty, at most 32,767 UTF-16 units
 * @param booker who booked it, made when not known; null when nobody is named
 * @param begin start, whole seconds
 * @param finish end, exclusive, after the start
 * @param checkInDevice null when nobody checked in
 * @param checkedInAt only with {@link CheckInStatus#CHECKED_IN}
 * @param releasedBy who released it; only with a release time
 * @param releasedAt there exactly when {@link ReservationStatus#released()}
 */
public record ImportedReservation(
    String externalId,
    Room room,
    String topic,
    @Nullable Person booker,
    int invitedCount,
    int acceptedCount,
    Instant begin,
    Instant finish,
    ReservationStatus status,
    @Nullable CheckInDevice checkInDevice,
    CheckInStatus checkInStatus,
    @Nullable Instant checkedInAt,
    @Nullable Person releasedBy,
    @Nullable Instant releasedAt) {

  /**
   * A room by its place.
   *
   * @param levelPath names of the levels from below the root to the room's own; empty = the root
   * @param levelId the protocol's id of the room's own level ({@code omb_…}); null = known by the
   *     path, made up when new
   * @param roomId the protocol's id ({@code omm_…}); null = known by level and name, made up when
   *     new
   */
  public record Room(
      List<String> levelPath,
      @Nullable String levelId,
      String name,
      @Nullable String roomId,
      int capacity) {
    public Room {
      levelPath = List.copyOf(levelPath);
    }
  }

  /**
   * A person by the id that the organisation gave.
   *
   * @param userId the organisation's own id of the person
   * @param departmentPath names of the departments from the top; empty = none
   */
  public record Person(String userId, String name, List<String> departmentPath) {
    public Person {
      departmentPath = List.copyOf(departmentPath);
    }
  }
}
