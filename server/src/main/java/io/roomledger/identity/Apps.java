package io.roomledger.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The apps: what they are, what they may, where they may call from. Every change is told to all
 * nodes with its commit.
 */
public final class Apps {
  private static final int APP_ID_DIGITS = 16;
  private static final int MOST_LISTED = 10_000;
  private static final String SELECT =
      """
      select a.id, a.app_id, a.kind, a.name, a.state = 'active' as active, t.tenant_key as owner,
             array(select scope from app_scope s where s.app_id = a.id order by scope) as scopes,
             array(select range::text from app_allowed_ip r where r.app_id = a.id order by range) as allowed_ips
        from app a
        left join tenant t on t.id = a.owner_tenant_id
      """;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Secrets secrets;

  public Apps(JdbcClient jdbc, TransactionOperations transaction, Secrets secrets) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.secrets = secrets;
  }

  /** A new app; this is the only time that its secret is seen. */
  public record NewApp(String appId, String secret, List<String> scopes) {
    @Override
    public String toString() {
      return "NewApp[appId=" + appId + ", secret=…, scopes=" + scopes + "]";
    }
  }

  /**
   * An app as it stands.
   *
   * @param number ours
   * @param ownerTenantKey of a custom app
   * @param allowedIps ranges that it may call from; none = any
   */
  public record App(
      long number,
      String appId,
      AppKind kind,
      String name,
      boolean active,
      @Nullable String ownerTenantKey,
      List<String> scopes,
      List<String> allowedIps) {
    public App {
      scopes = List.copyOf(scopes);
      allowedIps = List.copyOf(allowedIps);
    }
  }

  /**
   * Makes a custom app, enabled in its tenant.
   *
   * @param creatorId the person whose rights its tenant token has
   */
  public NewApp createCustom(long tenantId, String name, long creatorId, List<String> scopes) {
    NewApp app = newApp(scopes);
    transaction.executeWithoutResult(status -> {
      long number = insert(app, AppKind.CUSTOM, name, tenantId);
      jdbc.sql(
              """
              insert into app_installation (tenant_id, app_id, creator_id) values (:tenant, :app, :creator)
              """)
          .param("tenant", tenantId)
          .param("app", number)
          .param("creator", creatorId)
          .update();
      AppDeeds.record(jdbc, number, "app.create", "custom scopes=" + app.scopes());
    });
    return app;
  }

  /** Makes a store app, not installed anywhere yet. */
  public NewApp createStore(String name, List<String> scopes) {
    NewApp app = newApp(scopes);
    transaction.executeWithoutResult(status -> {
      long number = insert(app, AppKind.STORE, name, null);
      AppDeeds.record(jdbc, number, "app.create", "store scopes=" + app.scopes());
    });
    return app;
  }

  private NewApp newApp(List<String> scopes) {
    return new NewApp(
        secrets.id("cli_", APP_ID_DIGITS),
        secrets.appSecret(),
        scopes.stream().distinct().toList());
  }

  private long insert(NewApp app, AppKind kind, String name, @Nullable Long owner) {
    long number =
        jdbc.sql(
                """
                insert into app (app_id, kind, name, owner_tenant_id)
                values (:appId, :kind, :name, cast(:owner as bigint))
                returning id
                """)
            .param("appId", app.appId())
            .param("kind", kind.word())
            .param("name", name)
            .param("owner", owner)
            .query(Long.class)
            .single();
    jdbc.sql("insert into app_secret (app_id, version, secret_hash) values (:app, 1, :hash)")
        .param("app", number)
        .param("hash", Secrets.hash(app.secret()))
        .update();
    insertScopes(number, app.scopes());
    return number;
  }

  private void insertScopes(long number, Collection<String> scopes) {
    for (String scope : scopes) {
      jdbc.sql("insert into app_scope (app_id, scope) values (:app, :scope) on conflict do nothing")
          .param("app", number)
          .param("scope", scope)
          .update();
    }
  }

  /** The app with this id, {@code cli_…}. */
  public Optional<App> find(String appId) {
    return jdbc.sql(SELECT + " where a.app_id = :appId")
        .param("appId", appId)
        .query((row, index) -> app(row))
        .optional();
  }

  /** All apps, the oldest first. */
  public List<App> list() {
    return jdbc.sql(SELECT + " order by a.id limit :most")
        .param("most", MOST_LISTED)
        .query((row, index) -> app(row))
        .list();
  }

  private static App app(ResultSet row) throws SQLException {
    return new App(
        row.getLong("id"),
        row.getString("app_id"),
        AppKind.of(row.getString("kind")),
        row.getString("name"),
        row.getBoolean("active"),
        row.getString("owner"),
        List.of((String[]) row.getArray("scopes").getArray()),
        List.of((String[]) row.getArray("allowed_ips").getArray()));
  }

  /** Gives and takes scopes; what is in both is taken. */
  public void changeScopes(long number, Collection<String> given, Collection<String> taken) {
    change(() -> {
      insertScopes(number, given);
      for (String scope : taken) {
        jdbc.sql("delete from app_scope where app_id = :app and scope = :scope")
            .param("app", number)
            .param("scope", scope)
            .update();
      }
      AppDeeds.record(jdbc, number, "app.scope", "given=" + given + " taken=" + taken);
    });
  }

  /** Lets the app in, or keeps it and all its tokens out. */
  public void setActive(long number, boolean active) {
    change(() -> {
      jdbc.sql("update app set state = :state where id = :app")
          .param("state", active ? "active" : "disabled")
          .param("app", number)
          .update();
      AppDeeds.record(jdbc, number, active ? "app.enable" : "app.disable", null);
    });
  }

  /** From now on the app may call from these only; from anywhere when there are none. */
  public void setAllowedIps(long number, Collection<IpRange> ranges) {
    change(() -> {
      jdbc.sql("delete from app_allowed_ip where app_id = :app").param("app", number).update();
      for (IpRange range : ranges) {
        jdbc.sql(
                """
                insert into app_allowed_ip (app_id, range) values (:app, cast(:range as cidr))
                on conflict do nothing
                """)
            .param("app", number)
            .param("range", range.toString())
            .update();
      }
      AppDeeds.record(jdbc, number, "app.allow_ip", ranges.isEmpty() ? "any" : ranges.toString());
    });
  }

  private void change(Runnable work) {
    transaction.executeWithoutResult(status -> {
      work.run();
      AccessNotice.send(jdbc);
    });
  }
}
