package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The people of a tenant. */
public final class People {
  private static final int MOST_LISTED = 100_000;

  private final JdbcClient jdbc;
  private final Secrets secrets;

  public People(JdbcClient jdbc, Secrets secrets) {
    this.jdbc = jdbc;
    this.secrets = secrets;
  }

  /** A person: our number and the protocol's three ids. */
  public record Person(long id, String openId, String unionId, String userId, String name) {}

  /**
   * A new person.
   *
   * @param userId the organisation's own id; null = made up
   */
  public Person create(
      long tenantId, String name, @Nullable String userId, @Nullable String email) {
    String openId = secrets.id("ou_", 32);
    String unionId = secrets.id("on_", 32);
    String organisationId = userId == null ? secrets.id("", 8) : userId;
    long id =
        AuditTrail.bind(
                jdbc.sql(
                    """
                    with changed as (update tenant set directory_version = directory_version + 1 where id = :tenant),
                    made as (
                      insert into person (tenant_id, open_id, union_id, user_id, name, email)
                      values (:tenant, :openId, :unionId, :userId, :name, :email)
                      returning id, open_id),
                    noted as (%s)
                    select id from made
                    """
                        .formatted(AuditTrail.insertFrom("made", "made.open_id"))),
                Deed.of(tenantId, "person.create", openId))
            .param("tenant", tenantId)
            .param("openId", openId)
            .param("unionId", unionId)
            .param("userId", organisationId)
            .param("name", name)
            .param("email", email)
            .query(Long.class)
            .single();
    return new Person(id, openId, unionId, organisationId, name);
  }

  /** What apps may learn of a person who lets them. */
  public record Profile(
      String openId,
      String unionId,
      String userId,
      String name,
      @Nullable String enName,
      @Nullable String email,
      @Nullable String mobile,
      @Nullable String employeeNo,
      String tenantKey) {}

  /** All of a person, by our numbers. */
  public Profile profile(long tenantId, long personId) {
    return jdbc.sql(
            """
            select p.open_id, p.union_id, p.user_id, p.name, p.en_name, p.email, p.mobile, p.employee_no, t.tenant_key
              from person p
              join tenant t on t.id = p.tenant_id
             where p.tenant_id = :tenant and p.id = :person
            """)
        .param("tenant", tenantId)
        .param("person", personId)
        .query(Profile.class)
        .single();
  }

  /**
   * A person in the list of a tenant's people.
   *
   * @param id ours
   * @param state {@code active}, {@code disabled} or {@code left}
   */
  public record Listed(
      long id,
      String openId,
      String userId,
      String name,
      @Nullable String email,
      @Nullable String department,
      String state) {}

  /** The tenant's people, the oldest first. */
  public List<Listed> list(long tenantId) {
    return jdbc.sql(
            """
            select p.id, p.open_id, p.user_id, p.name, p.email, d.open_department_id as department, p.state
              from person p
              left join department d on d.tenant_id = p.tenant_id and d.id = p.department_id
             where p.tenant_id = :tenant
             order by p.id
             limit :most
            """)
        .param("tenant", tenantId)
        .param("most", MOST_LISTED)
        .query(Listed.class)
        .list();
  }

  /** Whether somebody has this address, however it is capitalised. */
  public boolean hasEmail(long tenantId, String email) {
    return jdbc.sql(
            """
            select exists (select from person where tenant_id = :tenant and lower(email) = lower(:email))
            """)
        .param("tenant", tenantId)
        .param("email", email)
        .query(Boolean.class)
        .single();
  }

  /**
   * Puts a person into a department.
   *
   * @param departmentId null = into none
   */
  public void setDepartment(long tenantId, long personId, @Nullable Long departmentId) {
    String noted =
        AuditTrail.insertFrom(
            "moved m left join department d on d.tenant_id = :tenant and d.id = m.department_id",
            "m.open_id || ' ' || coalesce(d.open_department_id, '0')");
    AuditTrail.bind(
            jdbc.sql(
                """
                with changed as (update tenant set directory_version = directory_version + 1 where id = :tenant),
                moved as (
                  update person set department_id = cast(:department as bigint)
                   where tenant_id = :tenant and id = :person
                  returning open_id, department_id)
                """
                    + noted),
            Deed.of(tenantId, "person.move", ""))
        .param("tenant", tenantId)
        .param("person", personId)
        .param("department", departmentId)
        .update();
  }

  /** The person with this open_id or user_id. */
  public Optional<Person> find(long tenantId, String anyId) {
    return jdbc.sql(
            """
            select id, open_id, union_id, user_id, name from person
             where tenant_id = :tenant and (open_id = :any or user_id = :any)
            """)
        .param("tenant", tenantId)
        .param("any", anyId)
        .query(Person.class)
        .optional();
  }
}
