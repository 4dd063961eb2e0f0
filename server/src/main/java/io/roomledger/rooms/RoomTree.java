package io.roomledger.rooms;

import io.roomledger.identity.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where levels and rooms stand in the tenant's tree. */
public final class RoomTree {
  /** What callers name the tenant's root level by, beside its own id. */
  public static final String ROOT = "0";

  private final JdbcClient jdbc;

  public RoomTree(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Makes the level at the top of a new tenant's tree; its {@code omb_…} id. */
  public String createRoot(long tenantId, String name, Secrets secrets) {
    String openLevelId = secrets.id("omb_", 32);
    jdbc.sql(
            "insert into room_level (tenant_id, open_level_id, name) values (:tenant, :level,"
                + " :name)")
        .param("tenant", tenantId)
        .param("level", openLevelId)
        .param("name", name)
        .update();
    return openLevelId;
  }

  /** Our number of the level with this {@code omb_…} id, or of the root for {@link #ROOT}. */
  public Optional<Long> findLevel(long tenantId, String openLevelId) {
    String level = openLevelId.equals(ROOT) ? "parent_id is null" : "open_level_id = :level";
    return jdbc.sql("select id from room_level where tenant_id = :tenant and " + level)
        .param("tenant", tenantId)
        .param("level", openLevelId)
        .query(Long.class)
        .optional();
  }

  /** The {@code omb_…} id of a level that the tenant has, by our number. */
  public String openId(long tenantId, long levelId) {
    return jdbc.sql(
            "select open_level_id from room_level where tenant_id = :tenant and id = :level")
        .param("tenant", tenantId)
        .param("level", levelId)
        .query(String.class)
        .single();
  }

  /** Our numbers of those of the rooms that the tenant has, by their {@code omm_…} ids. */
  public Map<String, Long> findRooms(long tenantId, List<String> openRoomIds) {
    record Row(String openRoomId, long id) {}
    return jdbc
        .sql(
            "select open_room_id, id from room where tenant_id = :tenant and open_room_id ="
                + " any(:rooms)")
        .param("tenant", tenantId)
        .param("rooms", openRoomIds.toArray(String[]::new))
        .query(Row.class)
        .list()
        .stream()
        .collect(Collectors.toMap(Row::openRoomId, Row::id));
  }

  /** Whether the asked level is one of the granted ones or lies below one. */
  public boolean contains(long tenantId, List<Long> grantedLevels, long askedLevel) {
    if (grantedLevels.isEmpty()) {
      return false;
    }
    return jdbc.sql(
            """
            with recursive upwards (id, parent_id) as (
              select id, parent_id from room_level where tenant_id = :tenant and id = :asked
              union all
              select parent.id, parent.parent_id
                from upwards join room_level parent on parent.tenant_id = :tenant and parent.id = upwards.parent_id
            )
            select exists (select 1 from upwards where id = any(:granted))
            """)
        .param("tenant", tenantId)
        .param("asked", askedLevel)
        .param("granted", grantedLevels.toArray(Long[]::new))
        .query(Boolean.class)
        .single();
  }

  /** Our numbers of these levels and of all that lie below them. */
  public List<Long> below(long tenantId, List<Long> levels) {
    return jdbc.sql(
            """
            with recursive downwards (id) as (
              select id from room_level where tenant_id = :tenant and id = any(:levels)
              union
              select child.id
                from downwards join room_level child on child.tenant_id = :tenant and child.parent_id = downwards.id
            )
            select id from downwards
            """)
        .param("tenant", tenantId)
        .param("levels", levels.toArray(Long[]::new))
        .query(Long.class)
        .list();
  }

  /** The {@code omb_…} ids of those of the levels that there still are, by our numbers. */
  public Map<Long, String> openLevelIds(long tenantId, List<Long> levels) {
    return openIds(
        "select id, open_level_id as open_id from room_level where tenant_id = :tenant and id ="
            + " any(:ids)",
        tenantId,
        levels);
  }

  /** The {@code omm_…} ids of those of the rooms that there still are, by our numbers. */
  public Map<Long, String> openRoomIds(long tenantId, List<Long> rooms) {
    return openIds(
        "select id, open_room_id as open_id from room where tenant_id = :tenant and id = any(:ids)",
        tenantId,
        rooms);
  }

  private Map<Long, String> openIds(String select, long tenantId, List<Long> ids) {
    record Row(long id, String openId) {}
    return jdbc
        .sql(select)
        .param("tenant", tenantId)
        .param("ids", ids.stream().distinct().toArray(Long[]::new))
        .query(Row.class)
        .list()
        .stream()
        .collect(Collectors.toMap(Row::id, Row::openId));
  }
}
