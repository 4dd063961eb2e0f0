package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The people of a tenant. */
public final class People {
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
