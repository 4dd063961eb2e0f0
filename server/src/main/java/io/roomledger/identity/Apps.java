package io.roomledger.identity;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The apps, their secrets, scopes and installations. */
public final class Apps {
  private static final int APP_ID_DIGITS = 16;

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
   * Makes a custom app, enabled in its tenant.
   *
   * @param creatorId the person whose rights its tenant token has
   */
  public NewApp createCustom(long tenantId, String name, long creatorId, List<String> scopes) {
    String appId = secrets.id("cli_", APP_ID_DIGITS);
    String secret = secrets.appSecret();
    transaction.executeWithoutResult(status -> {
      long number =
          jdbc.sql(
                  """
                  insert into app (app_id, kind, name, owner_tenant_id) values (:appId, 'custom', :name, :tenant)
                  returning id
                  """)
              .param("appId", appId)
              .param("name", name)
              .param("tenant", tenantId)
              .query(Long.class)
              .single();
      jdbc.sql("insert into app_secret (app_id, version, secret_hash) values (:app, 1, :hash)")
          .param("app", number)
          .param("hash", Secrets.hash(secret))
          .update();
      for (String scope : scopes.stream().distinct().toList()) {
        jdbc.sql("insert into app_scope (app_id, scope) values (:app, :scope)")
            .param("app", number)
            .param("scope", scope)
            .update();
      }
      jdbc.sql(
              "insert into app_installation (tenant_id, app_id, creator_id) values (:tenant, :app,"
                  + " :creator)")
          .param("tenant", tenantId)
          .param("app", number)
          .param("creator", creatorId)
          .update();
    });
    return new NewApp(appId, secret, scopes);
  }
}
