package io.roomledger.reservations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names that reservations refer to by number: rooms, people, departments, and the tree the
 * rooms hang in, all of one moment. Rooms, people and departments have places 0…n-1 here, the same
 * as in the lists of their names.
 */
public final class Directory {
  /** Stands for nobody, no department, no room. */
  public static final int NONE = -1;

  private final long version;
  private final Rooms rooms;
  private final People people;
  private final Levels levels;

  private record Rooms(LongIndex index, long[] ids, List<String> names, int[] level) {}

  private record People(
      LongIndex index, List<String> names, int[] department, List<String> departments) {}

  private record Levels(LongIndex index, int[] parent, ZoneId[] zone) {}

  private Directory(long version, Rooms rooms, People people, Levels levels) {
    this.version = version;
    this.rooms = rooms;
    this.people = people;
    this.levels = levels;
  }

  /** The tenant's version of its names, as the transaction at hand sees it. */
  public static long version(Connection connection, long tenantId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select directory_version from tenant where id = ?")) {
      statement.setLong(1, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** Reads the names as the transaction at hand sees them. */
  public static Directory load(Connection connection, long tenantId) throws SQLException {
    Levels levels = loadLevels(connection, tenantId);
    return new Directory(
        version(connection, tenantId),
        loadRooms(connection, tenantId, levels),
        loadPeople(connection, tenantId),
        levels);
  }

  private static Levels loadLevels(Connection connection, long tenantId) throws SQLException {
    LongList ids = new LongList();
    LongList parents = new LongList();
    List<String> zones = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                select l.id, coalesce(l.parent_id, -1),
                       coalesce(l.time_zone, case when l.parent_id is null then t.time_zone end, '')
                  from room_level l join tenant t on t.id = l.tenant_id
                 where l.tenant_id = ? order by l.id
                """);
        ResultSet rows = query(statement, tenantId)) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        parents.add(rows.getLong(2));
        zones.add(rows.getString(3));
      }
    }
    LongIndex index = new LongIndex(ids.toArray());
    int[] parent = Arrays.stream(parents.toArray()).mapToInt(index::find).toArray();
    ZoneId[] zone = new ZoneId[parent.length];
    for (int level = 0; level < zone.length; level++) {
      int nearest = level;
      while (zones.get(nearest).isEmpty() && parent[nearest] != NONE) {
        nearest = parent[nearest];
      }
      zone[level] = ZoneId.of(zones.get(nearest));
    }
    return new Levels(index, parent, zone);
  }

  private static Rooms loadRooms(Connection connection, long tenantId, Levels levels)
      throws SQLException {
    LongList ids = new LongList();
    LongList level = new LongList();
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select id, name, level_id from room where tenant_id = ? order by id");
        ResultSet rows = query(statement, tenantId)) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        names.add(rows.getString(2));
        level.add(levels.index().find(rows.getLong(3)));
      }
    }
    return new Rooms(
        new LongIndex(ids.toArray()),
        ids.toArray(),
        names,
        Arrays.stream(level.toArray()).mapToInt(Math::toIntExact).toArray());
  }

  private static People loadPeople(Connection connection, long tenantId) throws SQLException {
    LongList departmentIds = new LongList();
    List<String> departments = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select id, name from department where tenant_id = ? order by id");
        ResultSet rows = query(statement, tenantId)) {
      while (rows.next()) {
        departmentIds.add(rows.getLong(1));
        departments.add(rows.getString(2));
      }
    }
    LongIndex departmentIndex = new LongIndex(departmentIds.toArray());
    LongList ids = new LongList();
    LongList department = new LongList();
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select id, name, coalesce(department_id, -1) from person where tenant_id = ? order"
                    + " by id");
        ResultSet rows = query(statement, tenantId)) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        names.add(rows.getString(2));
        department.add(departmentIndex.find(rows.getLong(3)));
      }
    }
    return new People(
        new LongIndex(ids.toArray()),
        names,
        Arrays.stream(department.toArray()).mapToInt(Math::toIntExact).toArray(),
        departments);
  }

  private static ResultSet query(PreparedStatement statement, long tenantId) throws SQLException {
    statement.setFetchSize(10_000);
    statement.setLong(1, tenantId);
    return statement.executeQuery();
  }

  public long version() {
    return version;
  }

  public List<String> roomNames() {
    return rooms.names();
  }

  public List<String> personNames() {
    return people.names();
  }

  public List<String> departmentNames() {
    return people.departments();
  }

  /** The place of the room with this number, or {@link #NONE}. */
  public int room(long roomId) {
    return rooms.index().find(roomId);
  }

  /** The zone that times of this room are told in. */
  public ZoneId zoneOfRoom(int room) {
    return levels.zone()[rooms.level()[room]];
  }

  /** The place of the person with this number, or {@link #NONE}. */
  public int person(long personId) {
    return people.index().find(personId);
  }

  /** The place of the person's department, or {@link #NONE}. */
  public int departmentOf(int person) {
    return people.department()[person];
  }

  /**
   * The numbers of all rooms of this level and all levels below, ascending; none when there is no
   * such level.
   */
  public long[] roomsBelow(long levelId) {
    int asked = levels.index().find(levelId);
    if (asked == NONE) {
      return new long[0];
    }
    boolean[] below = new boolean[levels.parent().length];
    for (int level = 0; level < below.length; level++) {
      int at = level;
      while (at != NONE && at != asked) {
        at = levels.parent()[at];
      }
      below[level] = at == asked;
    }
    LongList found = new LongList();
    for (int room = 0; room < rooms.ids().length; room++) {
      if (below[rooms.level()[room]]) {
        found.add(rooms.ids()[room]);
      }
    }
    return found.toArray();
  }

  /** How many rooms the tenant has. */
  public int roomCount() {
    return rooms.ids().length;
  }
}
