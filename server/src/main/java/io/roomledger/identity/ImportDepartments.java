package io.roomledger.identity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The departments of one tenant during an import, found by their place. */
final class ImportDepartments {
  private final long tenantId;
  private final Secrets secrets;

  /** Stands above the top departments; not stored. */
  private final Department top = new Department("", null);

  private ImportDepartments(long tenantId, Secrets secrets) {
    this.tenantId = tenantId;
    this.secrets = secrets;
  }

  private static final class Department {
    final String name;
    final @Nullable Department parent;
    final Map<String, Department> children = new HashMap<>();
    @Nullable Long id;

    Department(String name, @Nullable Department parent) {
      this.name = name;
      this.parent = parent;
    }
  }

  static ImportDepartments load(Connection connection, long tenantId, Secrets secrets)
      throws SQLException {
    ImportDepartments departments = new ImportDepartments(tenantId, secrets);
    String sql =
        """
        with recursive tree (id, depth) as (
          select id, 0 from department where tenant_id = ? and parent_id is null
          union all
          select child.id, tree.depth + 1
            from tree join department child on child.tenant_id = ? and child.parent_id = tree.id
        )
        select department.id, department.parent_id, department.name
          from tree join department on department.tenant_id = ? and department.id = tree.id
         order by tree.depth, department.id
        """;
    Map<Long, Department> byId = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setLong(2, tenantId);
      statement.setLong(3, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Department parent = byId.getOrDefault(rows.getLong("parent_id"), departments.top);
          Department department = new Department(rows.getString("name"), parent);
          department.id = rows.getLong("id");
          byId.put(department.id, department);
          // Of two departments of one name and place, the older one is meant.
          parent.children.putIfAbsent(department.name, department);
        }
      }
    }
    return departments;
  }

  /** Stores the departments that are not there yet. Returns how many were made. */
  int make(Connection connection, List<List<String>> paths) throws SQLException {
    List<Department> made = new ArrayList<>();
    for (List<String> path : paths) {
      Department department = top;
      for (String name : path) {
        Department parent = department;
        department = parent.children.get(name);
        if (department == null) {
          department = new Department(name, parent);
          parent.children.put(name, department);
          made.add(department);
        }
      }
    }
    long[] ids = ImportArrays.newIds(connection, "department", made.size());
    for (int i = 0; i < ids.length; i++) {
      made.get(i).id = ids[i];
    }
    String sql =
        """
        insert into department (tenant_id, id, open_department_id, name, parent_id) overriding system value
        select ?, made.* from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) as made
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setArray(2, ImportArrays.longs(connection, made, one -> one.id));
      statement.setArray(3, ImportArrays.texts(connection, made, one -> secrets.id("od-", 32)));
      statement.setArray(4, ImportArrays.texts(connection, made, one -> one.name));
      statement.setArray(
          5,
          ImportArrays.longs(connection, made, one -> one.parent == null ? null : one.parent.id));
      statement.executeUpdate();
    }
    return made.size();
  }

  /** The number of a department that is stored by now. */
  long id(List<String> path) {
    Department department = top;
    for (String name : path) {
      department = Objects.requireNonNull(department.children.get(name));
    }
    return Objects.requireNonNull(department.id);
  }
}
