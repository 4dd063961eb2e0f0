package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What people may administer. A level's number is opaque here: which levels lie below it, the rooms
 * know.
 */
public final class AdminRights {
  /** 会议管理: to manage meetings, and so to export them. */
  public static final String MEETING_MANAGEMENT = "meeting_management";

  private final JdbcClient jdbc;

  public AdminRights(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Where somebody holds the right.
   *
   * @param personId whose right it is
   * @param creator whether that is the app's creator
   * @param wholeTenant whether everywhere
   * @param levels else below these
   */
  public record Grants(long personId, boolean creator, boolean wholeTenant, List<Long> levels) {
    public Grants {
      levels = List.copyOf(levels);
    }

    public boolean none() {
      return !wholeTenant && levels.isEmpty();
    }
  }

  /**
   * Gives the right; giving it twice changes nothing.
   *
   * @param levelId null = everywhere
   */
  public void grant(long tenantId, long personId, @Nullable Long levelId) {
    String noted = noted("granted");
    AuditTrail.bind(
            jdbc.sql(
                """
                with granted as (
                  insert into admin_right (tenant_id, person_id, right_name, level_id)
                  values (:tenant, :person, :right, cast(:level as bigint))
                  on conflict do nothing
                  returning tenant_id, person_id, level_id)
                """
                    + noted),
            new Deed(tenantId, "right.grant", "", MEETING_MANAGEMENT))
        .param("tenant", tenantId)
        .param("person", personId)
        .param("right", MEETING_MANAGEMENT)
        .param("level", levelId)
        .update();
  }

  /** Notes whose right and for which level, for each row of a relation. */
  private static String noted(String relation) {
    return AuditTrail.insertFrom(
        """
        %s g
          join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
          left join room_level l on l.tenant_id = g.tenant_id and l.id = g.level_id
        """
            .formatted(relation),
        "p.open_id || ' ' || coalesce(l.open_level_id, '0')");
  }

  /**
   * A right that somebody holds.
   *
   * @param openId whose it is
   * @param levelId null = everywhere
   */
  public record Held(String openId, String name, String rightName, @Nullable Long levelId) {}

  /** All rights that people of the tenant hold. */
  public List<Held> list(long tenantId) {
    return jdbc.sql(
            """
            select p.open_id, p.name, r.right_name, r.level_id
              from admin_right r
              join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
             where r.tenant_id = :tenant
             order by p.id, r.level_id nulls first
            """)
        .param("tenant", tenantId)
        .query(Held.class)
        .list();
  }

  /**
   * Takes the right, as it was granted.
   *
   * @param levelId null = the one that holds everywhere
   * @return false when the person does not hold just this
   */
  public boolean revoke(long tenantId, long personId, @Nullable Long levelId) {
    String noted = noted("taken");
    return AuditTrail.bind(
                jdbc.sql(
                    """
                    with taken as (
                      delete from admin_right
                       where tenant_id = :tenant and person_id = :person and right_name = :right
                         and level_id is not distinct from cast(:level as bigint)
                      returning tenant_id, person_id, level_id)
                    """
                        + noted),
                new Deed(tenantId, "right.revoke", "", MEETING_MANAGEMENT))
            .param("tenant", tenantId)
            .param("person", personId)
            .param("right", MEETING_MANAGEMENT)
            .param("level", levelId)
            .update()
        > 0;
  }

  /**
   * The right as it stands now, of the person behind a call: the app's creator, or the user.
   * Nothing when tenant, app, installation or person may not act.
   *
   * @param personId the user behind a user token; empty = the app's creator
   */
  public Grants grantsBehind(long tenantId, long appNumber, OptionalLong personId) {
    record Row(long personId, boolean creator, boolean holds, @Nullable Long levelId) {}
    List<Row> rows =
        jdbc.sql(
                """
                select p.id as person_id, p.id = i.creator_id as creator, r.right_name is not null as holds, r.level_id
                  from app_installation i
                  join app a on a.id = i.app_id and a.state = 'active'
                  join tenant t on t.id = i.tenant_id and t.state = 'active'
                  join person p on p.tenant_id = i.tenant_id and p.state = 'active'
                               and p.id = coalesce(cast(:person as bigint), i.creator_id)
                  left join admin_right r on r.tenant_id = p.tenant_id and r.person_id = p.id and r.right_name = :right
                 where i.tenant_id = :tenant and i.app_id = :app and i.state = 'enabled'
                """)
            .param("tenant", tenantId)
            .param("app", appNumber)
            .param("person", personId.isPresent() ? personId.getAsLong() : null)
            .param("right", MEETING_MANAGEMENT)
            .query(Row.class)
            .list();
    boolean whole = rows.stream().anyMatch(row -> row.holds() && row.levelId() == null);
    List<Long> levels =
        rows.stream().map(Row::levelId).filter(id -> id != null).map(Long.class::cast).toList();
    return rows.isEmpty()
        ? new Grants(0, false, false, levels)
        : new Grants(rows.getFirst().personId(), rows.getFirst().creator(), whole, levels);
  }
}
