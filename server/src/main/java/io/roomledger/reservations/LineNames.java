package io.roomledger.reservations;

import io.roomledger.identity.PeopleImport;
import io.roomledger.rooms.RoomImport;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the rooms and people that lines name into references, each distinct one once. */
final class LineNames {
  private final RoomImport rooms;
  private final PeopleImport people;
  private final Map<ImportedReservation.Room, RoomImport.Answer> knownRooms = new HashMap<>();
  private final Map<ImportedReservation.Person, Integer> knownPeople = new HashMap<>();

  LineNames(RoomImport rooms, PeopleImport people) {
    this.rooms = rooms;
    this.people = people;
  }

  RoomImport.Answer room(ImportedReservation.Room room) {
    RoomImport.Answer known = knownRooms.get(room);
    if (known == null) {
      known =
          rooms.resolve(
              new RoomImport.Place(
                  room.levelPath(), room.levelId(), room.name(), room.roomId(), room.capacity()));
      knownRooms.put(room, known);
    }
    return known;
  }

  @Nullable Integer person(ImportedReservation.@Nullable Person person) {
    if (person == null) {
      return null;
    }
    Integer known = knownPeople.get(person);
    if (known == null) {
      known = people.refer(person.userId(), person.name(), person.departmentPath());
      knownPeople.put(person, known);
    }
    return known;
  }

  static ImportProblem problem(long line, RoomImport.Answer.Refused refused) {
    return new ImportProblem(
        line, refused.value().name().toLowerCase(Locale.ROOT), refused.reason());
  }
}
