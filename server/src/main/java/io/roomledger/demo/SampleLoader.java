package io.roomledger.demo;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.ImportedReservation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies an organisation into the tables of an empty tenant, within the caller's transaction. */
final class SampleLoader {
  private final Connection connection;
  private final long tenantId;
  private final SampleOrganisation organisation;

  SampleLoader(Connection connection, long tenantId, SampleOrganisation organisation) {
    this.connection = connection;
    this.tenantId = tenantId;
    this.organisation = organisation;
  }

  /** Returns our id of the administrator. */
  long load() throws SQLException {
    long[] departments = copyDepartments();
    Map<String, Long> people = copyPeople(departments);
    Map<String, Long> rooms = copyRooms(copyLevels());
    ChecksAtEnd checks = ChecksAtEnd.setAside(connection, "reservation");
    copyReservations(people, rooms);
    checks.restore();
    return id(people, organisation.directory().administrator().named().userId());
  }

  private long[] copyDepartments() throws SQLException {
    List<SampleDepartment> departments = organisation.departments();
    long[] ids = newIds("department", departments.size());
    String columns = "department (tenant_id, id, open_department_id, name, parent_id)";
    try (BinaryCopy copy = new BinaryCopy(connection, columns)) {
      for (int i = 0; i < ids.length; i++) {
        SampleDepartment department = departments.get(i);
        copy.row(5)
            .bigint(tenantId)
            .bigint(ids[i])
            .text(department.openDepartmentId())
            .text(department.name())
            .bigintOrNull(idAt(ids, department.parent()));
      }
      copy.finish();
    }
    return ids;
  }

  private Map<String, Long> copyPeople(long[] departments) throws SQLException {
    List<SamplePerson> people = organisation.people();
    long[] ids = newIds("person", people.size());
    Map<String, Long> byUserId = HashMap.newHashMap(ids.length);
    String columns =
        """
        person (tenant_id, id, open_id, union_id, user_id, name, en_name, email, mobile,
                employee_no, department_id, state)
        """;
    try (BinaryCopy copy = new BinaryCopy(connection, columns)) {
      for (int i = 0; i < ids.length; i++) {
        SamplePerson person = people.get(i);
        SamplePerson.Contact contact = person.contact();
        copy.row(12)
            .bigint(tenantId)
            .bigint(ids[i])
            .text(contact.openId())
            .text(contact.unionId())
            .text(person.named().userId())
            .text(person.named().name())
            .text(contact.enName())
            .text(contact.email())
            .text(contact.mobile())
            .text(contact.employeeNo())
            .bigintOrNull(idAt(departments, person.department()))
            .text(person.left() ? "left" : "active");
        byUserId.put(person.named().userId(), ids[i]);
      }
      copy.finish();
    }
    return byUserId;
  }

  private long[] copyLevels() throws SQLException {
    List<SampleLevel> levels = organisation.levels();
    long[] ids = newIds("room_level", levels.size());
    String columns = "room_level (tenant_id, id, open_level_id, parent_id, name, time_zone)";
    try (BinaryCopy copy = new BinaryCopy(connection, columns)) {
      for (int i = 0; i < ids.length; i++) {
        SampleLevel level = levels.get(i);
        copy.row(6)
            .bigint(tenantId)
            .bigint(ids[i])
            .text(level.openLevelId())
            .bigintOrNull(idAt(ids, level.parent()))
            .text(level.name())
            .text(level.timeZone());
      }
      copy.finish();
    }
    return ids;
  }

  private Map<String, Long> copyRooms(long[] levels) throws SQLException {
    List<SampleRoom> rooms = organisation.rooms();
    long[] ids = newIds("room", rooms.size());
    Map<String, Long> byOpenId = HashMap.newHashMap(ids.length);
    String columns = "room (tenant_id, id, open_room_id, level_id, name, capacity)";
    try (BinaryCopy copy = new BinaryCopy(connection, columns)) {
      for (int i = 0; i < ids.length; i++) {
        SampleRoom room = rooms.get(i);
        copy.row(6)
            .bigint(tenantId)
            .bigint(ids[i])
            .text(room.place().roomId())
            .bigint(levels[room.level()])
            .text(room.place().name())
            .integer(room.place().capacity());
        byOpenId.put(String.valueOf(room.place().roomId()), ids[i]);
      }
      copy.finish();
    }
    return byOpenId;
  }

  private void copyReservations(Map<String, Long> people, Map<String, Long> rooms)
      throws SQLException {
    String columns =
        """
        reservation (tenant_id, external_id, room_id, topic, booker_id, invited_count,
                     accepted_count, begin_at, finish_at, status, check_in_device,
                     check_in_status, checked_in_at, released_by, released_at)
        """;
    try (BinaryCopy copy = new BinaryCopy(connection, columns)) {
      Iterator<ImportedReservation> reservations = organisation.reservations();
      while (reservations.hasNext()) {
        ImportedReservation reservation = reservations.next();
        copy.row(15)
            .bigint(tenantId)
            .text(reservation.externalId())
            .bigint(id(rooms, String.valueOf(reservation.room().roomId())))
            .text(reservation.topic());
        person(copy, people, reservation.booker());
        copy.integer(reservation.invitedCount())
            .integer(reservation.acceptedCount())
            .timestamp(reservation.begin())
            .timestamp(reservation.finish())
            .smallint(reservation.status().code());
        device(copy, reservation.checkInDevice());
        copy.smallint(reservation.checkInStatus().code()).timestamp(reservation.checkedInAt());
        person(copy, people, reservation.releasedBy());
        copy.timestamp(reservation.releasedAt());
      }
      copy.finish();
    }
  }

  private static void person(
      BinaryCopy copy, Map<String, Long> people, ImportedReservation.@Nullable Person person)
      throws SQLException {
    if (person == null) {
      copy.none();
    } else {
      copy.bigint(id(people, person.userId()));
    }
  }

  private static void device(BinaryCopy copy, @Nullable CheckInDevice device) throws SQLException {
    if (device == null) {
      copy.none();
    } else {
      copy.smallint(device.code());
    }
  }

  private static long id(Map<String, Long> ids, String key) {
    Long id = ids.get(key);
    if (id == null) {
      throw new IllegalStateException("Not of this organisation: " + key);
    }
    return id;
  }

  private static long idAt(long[] ids, int index) {
    return index < 0 ? -1 : ids[index];
  }

  /** Takes so many of a table's own ids, whoever else takes some at the same time. */
  private long[] newIds(String table, int count) throws SQLException {
    String select = "select nextval(pg_get_serial_sequence(?, 'id')) from generate_series(1, ?)";
    long[] ids = new long[count];
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, table);
      statement.setInt(2, count);
      try (ResultSet result = statement.executeQuery()) {
        for (int i = 0; result.next(); i++) {
          ids[i] = result.getLong(1);
        }
      }
    }
    return ids;
  }
}
