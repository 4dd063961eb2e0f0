package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The departments of a tenant, each below another or at the top. */
public final class Departments {
  private static final String MOVE =
      """
      with recursive upwards (id, parent_id) as (
        select id, parent_id from department where tenant_id = :tenant and id = cast(:parent as bigint)
        union
        select d.id, d.parent_id
          from upwards u join department d on d.tenant_id = :tenant and d.id = u.parent_id),
      moved as (
        update department set parent_id = cast(:parent as bigint)
         where tenant_id = :tenant and id = :id and not exists (select from upwards where id = :id)
        returning open_department_id, parent_id)
      """;
  private static final String MOVED =
      "moved m left join department d on d.tenant_id = :tenant and d.id = m.parent_id";
  private static final String MOVED_WHERE =
      "m.open_department_id || ' ' || coalesce(d.open_department_id, '0')";

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Secrets secrets;

  public Departments(JdbcClient jdbc, TransactionOperations transaction, Secrets secrets) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.secrets = secrets;
  }

  /**
   * A department.
   *
   * @param id ours
   * @param openId the protocol's, {@code od-…}
   * @param parentOpenId null = at the top
   */
  public record Department(long id, String openId, String name, @Nullable String parentOpenId) {}

  /**
   * Makes a department; its {@code od-…} id.
   *
   * @param parentId ours; null = at the top
   */
  public String create(long tenantId, String name, @Nullable Long parentId) {
    String openId = secrets.id("od-", 32);
    transaction.executeWithoutResult(status -> {
      changed(tenantId);
      jdbc.sql(
              """
              insert into department (tenant_id, open_department_id, name, parent_id)
              values (:tenant, :openId, :name, cast(:parent as bigint))
              """)
          .param("tenant", tenantId)
          .param("openId", openId)
          .param("name", name)
          .param("parent", parentId)
          .update();
      AuditTrail.record(jdbc, Deed.of(tenantId, "department.create", openId));
    });
    return openId;
  }

  /** All departments, the oldest first. */
  public List<Department> list(long tenantId) {
    return jdbc.sql(
            """
            select d.id, d.open_department_id as open_id, d.name, p.open_department_id as parent_open_id
              from department d
              left join department p on p.tenant_id = d.tenant_id and p.id = d.parent_id
             where d.tenant_id = :tenant
             order by d.id
            """)
        .param("tenant", tenantId)
        .query(Department.class)
        .list();
  }

  public Optional<Department> find(long tenantId, String openId) {
    return list(tenantId).stream().filter(each -> each.openId().equals(openId)).findFirst();
  }

  public void rename(long tenantId, long id, String name) {
    transaction.executeWithoutResult(status -> {
      changed(tenantId);
      AuditTrail.bind(
              jdbc.sql(
                  """
                  with renamed as (
                    update department set name = :name where tenant_id = :tenant and id = :id
                    returning open_department_id)
                  """
                      + AuditTrail.insertFrom("renamed", "open_department_id")),
              Deed.of(tenantId, "department.rename", ""))
          .param("name", name)
          .param("tenant", tenantId)
          .param("id", id)
          .update();
    });
  }

  /**
   * Puts a department below another.
   *
   * @param parentId null = at the top
   * @return false when it would come to lie below itself
   */
  public boolean move(long tenantId, long id, @Nullable Long parentId) {
    Boolean moved =
        transaction.execute(status -> {
          // Also the lock under which two moves at once make no circle.
          changed(tenantId);
          return AuditTrail.bind(
                      jdbc.sql(MOVE + AuditTrail.insertFrom(MOVED, MOVED_WHERE)),
                      Deed.of(tenantId, "department.move", ""))
                  .param("tenant", tenantId)
                  .param("parent", parentId)
                  .param("id", id)
                  .update()
              > 0;
        });
    return moved;
  }

  private void changed(long tenantId) {
    jdbc.sql("update tenant set directory_version = directory_version + 1 where id = :tenant")
        .param("tenant", tenantId)
        .update();
  }
}
