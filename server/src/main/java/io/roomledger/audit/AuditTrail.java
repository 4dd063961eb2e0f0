package io.roomledger.audit;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Writes down what was done, in the transaction that does it: within one that is open, or as a part
 * of the very statement.
 */
public final class AuditTrail {
  private static final String INSERT =
      """
      insert into audit_event (tenant_id, actor, app_id, person_id, os_user, address, log_id, deed, object_kind,
                               object_id, detail)
      """;

  private AuditTrail() {}

  /** Notes a deed of whoever acts on this thread, in the transaction that is open. */
  public static void record(JdbcClient jdbc, Deed deed) {
    bind(jdbc.sql(INSERT + values("cast(:audit_object as text)")), deed, Actor.current()).update();
  }

  /** Notes what an app did that is known by its secret alone. */
  public static void recordOfApp(JdbcClient jdbc, Deed deed, long appNumber) {
    bind(
            jdbc.sql(INSERT + values("cast(:audit_object as text)")),
            deed,
            Actor.current().through(appNumber))
        .update();
  }

  /** {@link #insertFrom(String, String)} where the row tells in which tenant. */
  public static String insertFrom(String relation, String tenantId, String objectId) {
    return insertFrom(relation, objectId)
        .replace("cast(:audit_tenant as bigint)", tenantId + "::bigint");
  }

  /**
   * A part of a statement that notes the deed once for each row of a relation of that statement;
   * its parameters are given by {@link #bind(StatementSpec, Deed)}.
   *
   * @param relation name of the relation, a constant
   * @param objectId expression for the object's id, a constant
   */
  public static String insertFrom(String relation, String objectId) {
    return INSERT + values("(" + objectId + ")::text") + " from " + relation;
  }

  private static String values(String objectId) {
    return """
    select cast(:audit_tenant as bigint), cast(:audit_actor as text), cast(:audit_app as bigint),
           cast(:audit_person as bigint), cast(:audit_os_user as text), cast(:audit_address as text),
           cast(:audit_log as text), cast(:audit_deed as text), cast(:audit_kind as text), %s,
           cast(:audit_detail as text)\
    """
        .formatted(objectId);
  }

  /** Binds the parameters of {@link #insertFrom}: the deed of whoever acts on this thread. */
  public static StatementSpec bind(StatementSpec statement, Deed deed) {
    return bind(statement, deed, Actor.current());
  }

  private static StatementSpec bind(StatementSpec statement, Deed deed, Actor actor) {
    return statement
        .param("audit_tenant", deed.tenantId())
        .param("audit_actor", actor.kind())
        .param("audit_app", actor.appNumber())
        .param("audit_person", actor.personId())
        .param("audit_os_user", actor.osUser())
        .param("audit_address", actor.address())
        .param("audit_log", actor.logId())
        .param("audit_deed", deed.name())
        .param("audit_kind", deed.objectKind())
        .param("audit_object", deed.objectId())
        .param("audit_detail", deed.detail());
  }

  /**
   * A part of a statement that notes what a worker did to export tasks: for whom, stands in each
   * row of the relation, with the columns tenant_id, app_id, owner_id, task_id and log_id.
   *
   * @param relation name of the relation, a constant
   * @param deed expression for the deed, a constant
   * @param detail expression for the detail, a constant
   */
  public static String insertOfServer(String relation, String deed, String detail) {
    return """
    insert into audit_event (tenant_id, actor, app_id, person_id, log_id, deed, object_kind, object_id, detail)
    select tenant_id, 'server', app_id, owner_id, log_id, %s, 'task', task_id::text, %s from %s\
    """
        .formatted(deed, detail, relation);
  }
}
