package io.roomledger.identity;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The organisations. */
public final class Tenants {
  private final JdbcClient jdbc;
  private final Secrets secrets;

  public Tenants(JdbcClient jdbc, Secrets secrets) {
    this.jdbc = jdbc;
    this.secrets = secrets;
  }

  /** An organisation; {@code key} is what programs and people name it by, {@code id} our number. */
  public record Tenant(long id, String key, String name, String timeZone) {}

  /**
   * Makes an organisation.
   *
   * @param timeZone an IANA zone, already checked
   */
  public Tenant create(String name, String timeZone) {
    String key = secrets.id("", 16);
    long id =
        jdbc.sql(
                """
                insert into tenant (tenant_key, name, time_zone) values (:key, :name, :zone) returning id
                """)
            .param("key", key)
            .param("name", name)
            .param("zone", timeZone)
            .query(Long.class)
            .single();
    return new Tenant(id, key, name, timeZone);
  }

  public Optional<Tenant> find(String key) {
    return jdbc.sql(
            "select id, tenant_key as key, name, time_zone from tenant where tenant_key = :key")
        .param("key", key)
        .query(Tenant.class)
        .optional();
  }
}
