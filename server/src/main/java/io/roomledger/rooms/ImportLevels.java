package io.roomledger.rooms;

import io.roomledger.identity.ImportArrays;
import io.roomledger.identity.Secrets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The level tree of one tenant during an import: what is stored, and what lines name beside it. */
final class ImportLevels {
  private final long tenantId;
  private final Map<String, Level> byOpenId = new HashMap<>();
  private final Level root;

  private ImportLevels(long tenantId, Level root) {
    this.tenantId = tenantId;
    this.root = root;
  }

  /** A level; without a number as long as it is not stored. */
  static final class Level {
    final String name;
    final @Nullable Level parent;
    final Map<String, Level> children = new HashMap<>();
    final Map<String, List<RoomImport.Room>> rooms = new HashMap<>();
    @Nullable Long id;
    @Nullable String openId;

    Level(String name, @Nullable Level parent) {
      this.name = name;
      this.parent = parent;
    }

    /** The level as a line of a file would name it; the root has no name there. */
    String path() {
      if (parent == null) {
        return "the root";
      }
      List<String> names = new ArrayList<>();
      for (Level level = this; level.parent != null; level = level.parent) {
        names.addFirst(level.name);
      }
      return "'" + String.join(" / ", names) + "'";
    }
  }

  static ImportLevels load(Connection connection, long tenantId) throws SQLException {
    Map<Long, Level> byId = new HashMap<>();
    Level root = null;
    String sql =
        """
        with recursive tree (id, depth) as (
          select id, 0 from room_level where tenant_id = ? and parent_id is null
          union all
          select child.id, tree.depth + 1
            from tree join room_level child on child.tenant_id = ? and child.parent_id = tree.id
        )
        select level.id, level.parent_id, level.open_level_id, level.name
          from tree join room_level level on level.tenant_id = ? and level.id = tree.id
         order by tree.depth
        """;
    List<Level> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setLong(2, tenantId);
      statement.setLong(3, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Level parent = byId.get(rows.getLong("parent_id"));
          Level level = new Level(rows.getString("name"), parent);
          level.id = rows.getLong("id");
          level.openId = rows.getString("open_level_id");
          if (parent == null) {
            root = level;
          } else {
            parent.children.put(level.name, level);
          }
          byId.put(level.id, level);
          all.add(level);
        }
      }
    }
    ImportLevels levels =
        new ImportLevels(
            tenantId, root == null ? new Level(tenantName(connection, tenantId), null) : root);
    for (Level level : all) {
      levels.name(level, String.valueOf(level.openId));
    }
    return levels;
  }

  Level root() {
    return root;
  }

  @Nullable Level byOpenId(String openId) {
    return byOpenId.get(openId);
  }

  void name(Level level, String openId) {
    level.openId = openId;
    byOpenId.put(openId, level);
  }

  /** The level at this place below the root, planned when it is not there. */
  Level at(List<String> path) {
    Level level = root;
    for (String name : path) {
      Level parent = level;
      level = parent.children.computeIfAbsent(name, key -> new Level(key, parent));
    }
    return level;
  }

  /** The stored levels by number. */
  Map<Long, Level> stored() {
    Map<Long, Level> stored = new HashMap<>();
    Deque<Level> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Level level = open.remove();
      if (level.id != null) {
        stored.put(level.id, level);
      }
      open.addAll(level.children.values());
    }
    return stored;
  }

  /** Stores the levels that are new, and those above them. Returns how many were made. */
  int make(Connection connection, Iterable<Level> wanted, Secrets secrets) throws SQLException {
    List<Level> made = new ArrayList<>();
    for (Level level : wanted) {
      plan(level, made);
    }
    long[] ids = ImportArrays.newIds(connection, "room_level", made.size());
    for (int i = 0; i < ids.length; i++) {
      Level level = made.get(i);
      level.id = ids[i];
      if (level.openId == null) {
        name(level, secrets.id("omb_", 32));
      }
    }
    String sql =
        """
        insert into room_level (tenant_id, id, open_level_id, parent_id, name) overriding system value
        select ?, made.* from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[]) as made
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tenantId);
      statement.setArray(2, ImportArrays.longs(connection, made, level -> level.id));
      statement.setArray(3, ImportArrays.texts(connection, made, level -> level.openId));
      statement.setArray(
          4,
          ImportArrays.longs(
              connection, made, level -> level.parent == null ? null : level.parent.id));
      statement.setArray(5, ImportArrays.texts(connection, made, level -> level.name));
      statement.executeUpdate();
    }
    return made.size();
  }

  /** Lists a level without a number after those above it, each once. */
  private static void plan(Level level, List<Level> made) {
    if (level.id != null) {
      return;
    }
    if (level.parent != null) {
      plan(level.parent, made);
    }
    // Until it gets its own: no longer without a number, so that it is listed once.
    level.id = 0L;
    made.add(level);
  }

  private static String tenantName(Connection connection, long tenantId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select name from tenant where id = ?")) {
      statement.setLong(1, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalArgumentException("there is no tenant " + tenantId);
        }
        return rows.getString("name");
      }
    }
  }
}
