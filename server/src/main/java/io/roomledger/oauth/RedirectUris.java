package io.roomledger.oauth;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where apps may have people sent back to; compared letter for letter. */
public final class RedirectUris {
  private static final int LONGEST = 1024;
  private static final int MOST_PER_APP = 100;

  /** In the chain of the tenant that owns the app; a store app has none. */
  private static final String NOTED =
      AuditTrail.insertFrom(
          "changed c join app a on a.id = c.app_id",
          "coalesce(a.owner_tenant_id, " + Deed.NO_TENANT + ")",
          "a.app_id");

  private final JdbcClient jdbc;

  public RedirectUris(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is wrong with an address: it must be whole and without a fragment; of http or https, or of
   * a program's own scheme, which has a dot in it ({@code com.example.app:/done}).
   */
  public static Optional<String> problem(String uri) {
    if (uri.length() > LONGEST) {
      return Optional.of("must have " + LONGEST + " characters at most");
    }
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      return Optional.of("is no address: " + e.getReason());
    }
    String scheme = parsed.getScheme() == null ? "" : parsed.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web && !scheme.contains(".")) {
      return Optional.of(
          "must begin with https:// or http://, or with a program's own scheme such as"
              + " com.example.app:/");
    }
    if (web && (parsed.getHost() == null || parsed.getRawUserInfo() != null)) {
      return Optional.of("must name a host, and nobody who signs in there");
    }
    if (!uri.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return Optional.of("must be written in ASCII, all else percent-encoded");
    }
    return parsed.getRawFragment() == null
        ? Optional.empty()
        : Optional.of("must have no fragment (#…)");
  }

  /**
   * Adds one; adding it twice changes nothing.
   *
   * @return false when the app has too many already
   */
  public boolean add(long appNumber, String uri) {
    AuditTrail.bind(
            jdbc.sql(
                """
                with changed as (
                  insert into app_redirect_uri (app_id, redirect_uri)
                  select :app, :uri where (select count(*) from app_redirect_uri where app_id = :app) < :most
                  on conflict do nothing
                  returning app_id)
                """
                    + NOTED),
            new Deed(Deed.NO_TENANT, "app.redirect_add", "", uri))
        .param("app", appNumber)
        .param("uri", uri)
        .param("most", MOST_PER_APP)
        .update();
    return isRegistered(appNumber, uri);
  }

  /**
   * Removes one.
   *
   * @return false when the app does not have it
   */
  public boolean remove(long appNumber, String uri) {
    return AuditTrail.bind(
                jdbc.sql(
                    """
                    with changed as (
                      delete from app_redirect_uri where app_id = :app and redirect_uri = :uri returning app_id)
                    """
                        + NOTED),
                new Deed(Deed.NO_TENANT, "app.redirect_remove", "", uri))
            .param("app", appNumber)
            .param("uri", uri)
            .update()
        > 0;
  }

  /** All of an app. */
  public List<String> of(long appNumber) {
    return jdbc.sql(
            "select redirect_uri from app_redirect_uri where app_id = :app order by redirect_uri")
        .param("app", appNumber)
        .query(String.class)
        .list();
  }

  boolean isRegistered(long appNumber, String uri) {
    return jdbc.sql(
            """
            select exists (select from app_redirect_uri where app_id = :app and redirect_uri = :uri)
            """)
        .param("app", appNumber)
        .param("uri", uri)
        .query(Boolean.class)
        .single();
  }
}
