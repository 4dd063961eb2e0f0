package io.roomledger.identity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * People and departments during one import: finds those that lines name by the organisation's own
 * ids, and at the end makes and changes those that good lines used.
 *
 * <p>In this order: {@link #refer} for each distinct naming, {@link #number}, {@link #write}; all
 * on the connection and in the transaction of the import.
 */
public final class PeopleImport {
  private static final int IDS_PER_QUERY = 10_000;

  private final long tenantId;
  private final Secrets secrets;
  private final Map<String, Person> people = new LinkedHashMap<>();
  private final List<Named> named = new ArrayList<>();

  public PeopleImport(long tenantId, Secrets secrets) {
    this.tenantId = tenantId;
    this.secrets = secrets;
  }

  /** What {@link #write} did. */
  public record Changes(int departmentsMade, int peopleMade, int peopleChanged) {
    public boolean any() {
      return departmentsMade + peopleMade + peopleChanged > 0;
    }
  }

  private static final class Person {
    final String userId;
    long id;
    boolean stored;
    String name = "";
    @Nullable Long departmentId;

    Person(String userId) {
      this.userId = userId;
    }
  }

  private record Named(Person person, String name, List<String> departmentPath) {}

  /**
   * A reference to a person as a line names it. Several may mean one person: what the last good
   * line says of name and department counts.
   *
   * @param name empty = not said
   * @param departmentPath from the top; empty = not said
   */
  public int refer(String userId, String name, List<String> departmentPath) {
    Person person = people.computeIfAbsent(userId, Person::new);
    named.add(new Named(person, name, List.copyOf(departmentPath)));
    return named.size() - 1;
  }

  /**
   * Finds the people that are stored and gives the others their numbers. Returns the number of the
   * person of each reference.
   */
  public long[] number(Connection connection) throws SQLException {
    List<String> userIds = new ArrayList<>(people.keySet());
    for (int from = 0; from < userIds.size(); from += IDS_PER_QUERY) {
      find(connection, userIds.subList(from, Math.min(from + IDS_PER_QUERY, userIds.size())));
    }
    List<Person> planned = people.values().stream().filter(person -> !person.stored).toList();
    long[] ids = ImportArrays.newIds(connection, "person", planned.size());
    for (int i = 0; i < ids.length; i++) {
      planned.get(i).id = ids[i];
    }
    return named.stream().mapToLong(one -> one.person().id).toArray();
  }

  private void find(Connection connection, List<String> userIds) throws SQLException {
    String sql =
        """
        select id, user_id, name, department_id from person where tenant_id = ? and user_id = any(?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setArray(2, ImportArrays.texts(connection, userIds, userId -> userId));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Person person = Objects.requireNonNull(people.get(rows.getString("user_id")));
          person.stored = true;
          person.id = rows.getLong("id");
          person.name = rows.getString("name");
          long department = rows.getLong("department_id");
          person.departmentId = rows.wasNull() ? null : department;
        }
      }
    }
  }

  /**
   * Stores the people among these that are new, with their departments, and what lines say anew of
   * the others.
   *
   * @param references in the order of the last line that used each
   */
  public Changes write(Connection connection, int[] references) throws SQLException {
    Map<Person, Latest> latest = new LinkedHashMap<>();
    for (int reference : references) {
      Named one = named.get(reference);
      latest.merge(one.person(), new Latest(one.name(), one.departmentPath()), Latest::then);
    }
    ImportDepartments departments = ImportDepartments.load(connection, tenantId, secrets);
    List<List<String>> paths = new ArrayList<>();
    latest.values().forEach(one -> paths.add(one.departmentPath()));
    int departmentsMade = departments.make(connection, paths);

    List<Person> made = new ArrayList<>();
    List<Person> changed = new ArrayList<>();
    latest.forEach((person, said) -> {
      String name = said.name().isEmpty() ? person.name : said.name();
      @Nullable Long department =
          said.departmentPath().isEmpty()
              ? person.departmentId
              : Long.valueOf(departments.id(said.departmentPath()));
      boolean differs =
          !name.equals(person.name) || !Objects.equals(department, person.departmentId);
      person.name = name.isEmpty() ? person.userId : name;
      person.departmentId = department;
      if (!person.stored) {
        made.add(person);
      } else if (differs) {
        changed.add(person);
      }
    });
    insert(connection, made);
    update(connection, changed);
    return new Changes(departmentsMade, made.size(), changed.size());
  }

  private record Latest(String name, List<String> departmentPath) {
    Latest then(Latest later) {
      return new Latest(
          later.name.isEmpty() ? name : later.name,
          later.departmentPath.isEmpty() ? departmentPath : later.departmentPath);
    }
  }

  private void insert(Connection connection, List<Person> made) throws SQLException {
    String sql =
        """
        insert into person (tenant_id, id, open_id, union_id, user_id, name, department_id) overriding system value
        select ?, made.*
          from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[]) as made
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setArray(2, ImportArrays.longs(connection, made, person -> person.id));
      statement.setArray(3, ImportArrays.texts(connection, made, person -> secrets.id("ou_", 32)));
      statement.setArray(4, ImportArrays.texts(connection, made, person -> secrets.id("on_", 32)));
      statement.setArray(5, ImportArrays.texts(connection, made, person -> person.userId));
      statement.setArray(6, ImportArrays.texts(connection, made, person -> person.name));
      statement.setArray(7, ImportArrays.longs(connection, made, person -> person.departmentId));
      statement.executeUpdate();
    }
  }

  private void update(Connection connection, List<Person> changed) throws SQLException {
    String sql =
        """
        update person set name = changed.name, department_id = changed.department_id
          from unnest(?::bigint[], ?::text[], ?::bigint[]) as changed (id, name, department_id)
         where person.tenant_id = ? and person.id = changed.id
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, ImportArrays.longs(connection, changed, person -> person.id));
      statement.setArray(2, ImportArrays.texts(connection, changed, person -> person.name));
      statement.setArray(3, ImportArrays.longs(connection, changed, person -> person.departmentId));
      statement.setLong(4, tenantId);
      statement.executeUpdate();
    }
  }
}
