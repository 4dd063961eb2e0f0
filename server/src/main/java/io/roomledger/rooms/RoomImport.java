package io.roomledger.rooms;

import io.roomledger.identity.ImportArrays;
import io.roomledger.identity.Secrets;
import io.roomledger.rooms.ImportLevels.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Levels and rooms during one import: finds what lines name, plans what is not there, and at the
 * end makes those that good lines used. Holds the tenant's whole directory of rooms in memory.
 *
 * <p>In this order: {@link #load}, {@link #resolve} for each distinct place, {@link #number},
 * {@link #write}; all on the connection and in the transaction of the import.
 */
public final class RoomImport {
  private final long tenantId;
  private final Secrets secrets;
  private final ImportLevels levels;
  private final Map<String, Room> byOpenId = new HashMap<>();
  private final List<Named> named = new ArrayList<>();

  private RoomImport(long tenantId, Secrets secrets, ImportLevels levels) {
    this.tenantId = tenantId;
    this.secrets = secrets;
    this.levels = levels;
  }

  /**
   * A place as lines name it.
   *
   * @param levelPath names of the levels below the root; empty = the root, or wherever {@code
   *     levelId} is
   * @param capacity 0 = not said
   */
  public record Place(
      List<String> levelPath,
      @Nullable String levelId,
      String name,
      @Nullable String roomId,
      int capacity) {
    public Place {
      levelPath = List.copyOf(levelPath);
    }
  }

  /** What a place was found to be. */
  public sealed interface Answer {
    /** A room, stored or planned. Two references may mean one room. */
    record Known(int reference) implements Answer {}

    /** A contradiction, with the name of the value that is wrong. */
    record Refused(Value value, String reason) implements Answer {}
  }

  /** The values of a place that can contradict what is known. */
  public enum Value {
    LEVEL_ID,
    ROOM_ID,
    ROOM_NAME
  }

  /** What {@link #write} did. */
  public record Changes(int levelsMade, int roomsMade, int roomsChanged) {
    public boolean any() {
      return levelsMade + roomsMade + roomsChanged > 0;
    }
  }

  /** A room of the tenant; planned as long as it is not stored. */
  static final class Room {
    final Level level;
    final String name;
    @Nullable String openId;
    boolean stored;
    long id;
    int capacity;

    /** Some line means this room by level and name alone. */
    boolean meantByName;

    Room(Level level, String name) {
      this.level = level;
      this.name = name;
    }
  }

  private record Named(Room room, int capacity) {}

  /** Reads the tenant's levels and rooms. */
  public static RoomImport load(Connection connection, long tenantId, Secrets secrets)
      throws SQLException {
    ImportLevels levels = ImportLevels.load(connection, tenantId);
    RoomImport rooms = new RoomImport(tenantId, secrets, levels);
    Map<Long, Level> byId = levels.stored();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id, open_room_id, level_id, name, capacity from room where tenant_id = ?")) {
      statement.setLong(1, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Level level = Objects.requireNonNull(byId.get(rows.getLong("level_id")));
          Room room = rooms.add(level, rows.getString("name"), rows.getString("open_room_id"));
          room.stored = true;
          room.id = rows.getLong("id");
          room.capacity = rows.getInt("capacity");
        }
      }
    }
    return rooms;
  }

  /** Finds or plans the room of a place. Call it once per distinct place, in the order of lines. */
  public Answer resolve(Place place) {
    Level level;
    String levelId = place.levelId();
    if (levelId == null) {
      level = levels.at(place.levelPath());
    } else {
      Level known = levels.byOpenId(levelId);
      if (known != null) {
        if (!place.levelPath().isEmpty() && levels.at(place.levelPath()) != known) {
          return new Answer.Refused(Value.LEVEL_ID, "is the id of the level " + known.path());
        }
        level = known;
      } else {
        level = levels.at(place.levelPath());
        if (level.openId != null) {
          return place.levelPath().isEmpty()
              ? new Answer.Refused(
                  Value.LEVEL_ID, "is not known here: level_path must say where it is")
              : new Answer.Refused(
                  Value.LEVEL_ID,
                  "the level %s has the id %s".formatted(level.path(), level.openId));
        }
        levels.name(level, levelId);
      }
    }
    return place.roomId() == null ? byName(level, place) : byId(level, place, place.roomId());
  }

  private Answer byName(Level level, Place place) {
    List<Room> candidates = level.rooms.getOrDefault(place.name(), List.of());
    if (candidates.size() > 1) {
      return new Answer.Refused(
          Value.ROOM_NAME,
          "%d rooms of the level %s are named so: room_id must say which is meant"
              .formatted(candidates.size(), level.path()));
    }
    Room room = candidates.isEmpty() ? add(level, place.name(), null) : candidates.getFirst();
    room.meantByName = true;
    return known(room, place);
  }

  private Answer byId(Level level, Place place, String roomId) {
    Room room = byOpenId.get(roomId);
    if (room == null) {
      for (Room candidate : level.rooms.getOrDefault(place.name(), List.of())) {
        if (candidate.openId == null) {
          candidate.openId = roomId;
          byOpenId.put(roomId, candidate);
          return known(candidate, place);
        }
        if (candidate.meantByName) {
          return new Answer.Refused(
              Value.ROOM_ID,
              "the room of this name in the level %s has the id %s"
                  .formatted(level.path(), candidate.openId));
        }
      }
      room = add(level, place.name(), roomId);
    } else if (room.level != level || !room.name.equals(place.name())) {
      return new Answer.Refused(
          Value.ROOM_ID,
          "is the id of the room '%s' in the level %s".formatted(room.name, room.level.path()));
    }
    return known(room, place);
  }

  private Answer known(Room room, Place place) {
    named.add(new Named(room, place.capacity()));
    return new Answer.Known(named.size() - 1);
  }

  private Room add(Level level, String name, @Nullable String openId) {
    Room room = new Room(level, name);
    room.openId = openId;
    if (openId != null) {
      byOpenId.put(openId, room);
    }
    level.rooms.computeIfAbsent(name, key -> new ArrayList<>(1)).add(room);
    return room;
  }

  /** Gives the planned rooms their numbers. Returns the number of the room of each reference. */
  public long[] number(Connection connection) throws SQLException {
    Set<Room> planned = new LinkedHashSet<>();
    for (Named one : named) {
      if (!one.room().stored) {
        planned.add(one.room());
      }
    }
    long[] ids = ImportArrays.newIds(connection, "room", planned.size());
    int next = 0;
    for (Room room : planned) {
      room.id = ids[next++];
    }
    return named.stream().mapToLong(one -> one.room().id).toArray();
  }

  /**
   * Stores the planned rooms among these with their levels, and the capacities that lines say.
   *
   * @param references in the order of the last line that used each: the last capacity counts
   */
  public Changes write(Connection connection, int[] references) throws SQLException {
    Map<Room, Integer> capacities = new LinkedHashMap<>();
    for (int reference : references) {
      Named one = named.get(reference);
      capacities.merge(
          one.room(), one.capacity(), (earlier, later) -> later == 0 ? earlier : later);
    }
    List<Room> made = new ArrayList<>();
    List<Room> changed = new ArrayList<>();
    Set<Level> wanted = new LinkedHashSet<>();
    capacities.forEach((room, capacity) -> {
      boolean differs = capacity != 0 && capacity != room.capacity;
      if (differs) {
        room.capacity = capacity;
      }
      if (!room.stored) {
        made.add(room);
        wanted.add(room.level);
      } else if (differs) {
        changed.add(room);
      }
    });
    int levelsMade = levels.make(connection, wanted, secrets);
    insert(connection, made);
    update(connection, changed);
    return new Changes(levelsMade, made.size(), changed.size());
  }

  private void insert(Connection connection, List<Room> made) throws SQLException {
    String sql =
        """
        insert into room (tenant_id, id, open_room_id, level_id, name, capacity) overriding system value
        select ?, made.* from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::integer[]) as made
        """;
    for (Room room : made) {
      if (room.openId == null) {
        room.openId = secrets.id("omm_", 32);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setArray(2, ImportArrays.longs(connection, made, room -> room.id));
      statement.setArray(3, ImportArrays.texts(connection, made, room -> room.openId));
      statement.setArray(4, ImportArrays.longs(connection, made, room -> room.level.id));
      statement.setArray(5, ImportArrays.texts(connection, made, room -> room.name));
      statement.setArray(6, ImportArrays.longs(connection, made, room -> (long) room.capacity));
      statement.executeUpdate();
    }
  }

  private void update(Connection connection, List<Room> changed) throws SQLException {
    String sql =
        """
        update room set capacity = changed.capacity
          from unnest(?::bigint[], ?::integer[]) as changed (id, capacity)
         where room.tenant_id = ? and room.id = changed.id
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, ImportArrays.longs(connection, changed, room -> room.id));
      statement.setArray(2, ImportArrays.longs(connection, changed, room -> (long) room.capacity));
      statement.setLong(3, tenantId);
      statement.executeUpdate();
    }
  }
}
