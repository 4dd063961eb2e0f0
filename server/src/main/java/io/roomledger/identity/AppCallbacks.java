package io.roomledger.identity;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where the events of store apps are pushed, and the keys that these are known by. */
public final class AppCallbacks {
  static final String TOKEN = "verification_token";
  static final String ENCRYPT_KEY = "encrypt_key";
  private static final int HEX_DIGITS = 32;
  private static final int LONGEST_URL = 2048;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final JdbcClient jdbc;
  private final Seal seal;
  private final Secrets secrets;
  private final CallbackCaller caller;
  private final SecureRandom random;
  private final InstantSource clock;

  public AppCallbacks(
      JdbcClient jdbc,
      ServerKey serverKey,
      CallbackNetworks networks,
      SecureRandom random,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.seal = new Seal(serverKey, random);
    this.secrets = new Secrets(random);
    this.caller = new CallbackCaller(networks);
    this.random = random;
    this.clock = clock;
  }

  /**
   * The callback of an app; both keys may be shown again.
   *
   * @param url null = none yet
   * @param encryptKey null = events go in clear and unsigned
   * @param lastError why the last push failed; null = it did not
   */
  public record Callback(
      @Nullable String url,
      String verificationToken,
      @Nullable String encryptKey,
      @Nullable String lastError) {
    @Override
    public String toString() {
      return "Callback[lastError=" + lastError + "]";
    }
  }

  /** An address that cannot be used; the message says why, after the words "the address". */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The app's callback; its verification token is made when it has none. */
  public Callback of(long appNumber) {
    return find(appNumber)
        .orElseGet(() -> {
          byte[] token = seal.close(TOKEN, appNumber, secrets.id("", HEX_DIGITS));
          jdbc.sql(
                  """
                  insert into app_callback (app_id, verification_token) values (:app, :token)
                  on conflict do nothing
                  """)
              .param("app", appNumber)
              .param("token", token)
              .update();
          return find(appNumber).orElseThrow();
        });
  }

  private Optional<Callback> find(long appNumber) {
    return jdbc.sql(
            """
            select url, verification_token, encrypt_key, last_error from app_callback where app_id = :app
            """)
        .param("app", appNumber)
        .query((row, index) -> {
          byte[] key = row.getBytes("encrypt_key");
          return new Callback(
              row.getString("url"),
              seal.open(TOKEN, appNumber, row.getBytes("verification_token")),
              key == null ? null : seal.open(ENCRYPT_KEY, appNumber, key),
              row.getString("last_error"));
        })
        .optional();
  }

  /** Gives the app a new Encrypt Key, or none. */
  public Callback setEncrypted(long appNumber, boolean encrypted) {
    of(appNumber);
    change(
            "update app_callback set encrypt_key = :key where app_id = :app",
            appNumber,
            encrypted ? "encrypted" : "in clear")
        .param(
            "key",
            encrypted ? seal.close(ENCRYPT_KEY, appNumber, secrets.id("", HEX_DIGITS)) : null,
            java.sql.Types.BINARY)
        .update();
    return of(appNumber);
  }

  /**
   * Sets the address, once it was found to be the app's: it must answer the challenge. The first
   * ticket follows at once.
   *
   * @throws RefusedException when it does not, or may not be called
   */
  public Callback setUrl(long appNumber, String url) throws RefusedException {
    URI address = checked(url);
    challenge(address, of(appNumber));
    change(
            """
            update app_callback set url = :url, next_push_at = :now, attempt = 0, last_error = null where app_id = :app
            """,
            appNumber,
            "url set")
        .param("url", address.toString())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    return of(appNumber);
  }

  /** Ends the pushes; the keys stay. */
  public void removeUrl(long appNumber) {
    change("update app_callback set url = null where app_id = :app", appNumber, "url removed")
        .update();
  }

  /** An update of one app's row, which is noted in the same statement. */
  private JdbcClient.StatementSpec change(String update, long appNumber, String detail) {
    String noted =
        AuditTrail.insertFrom(
            "changed join app on app.id = changed.app_id",
            "coalesce(app.owner_tenant_id, 0)",
            "app.app_id");
    String sql = "with changed as (" + update + " returning app_id) " + noted;
    return AuditTrail.bind(jdbc.sql(sql), new Deed(Deed.NO_TENANT, "app.callback", "", detail))
        .param("app", appNumber);
  }

  private static URI checked(String url) throws RefusedException {
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme());
      boolean http = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
      boolean plain = address.getRawUserInfo() == null && address.getRawFragment() == null;
      if (http && plain && address.getHost() != null && url.length() <= LONGEST_URL) {
        return URI.create(address.toASCIIString());
      }
    } catch (java.net.URISyntaxException e) {
      throw new RefusedException("is no URL", e);
    }
    throw new RefusedException(
        "must be http:// or https:// with a host, without user, password and fragment, of "
            + LONGEST_URL
            + " characters at most",
        null);
  }

  private void challenge(URI address, Callback callback) throws RefusedException {
    String challenge = secrets.id("", HEX_DIGITS);
    CallbackMessage message =
        CallbackMessage.of(
            CallbackMessage.verification(challenge, callback.verificationToken()),
            callback.encryptKey(),
            clock.instant(),
            random);
    try {
      CallbackCaller.Reply reply = caller.post(address, message.headers(), message.body());
      String answered = reply.ok() ? answered(reply) : "";
      if (!MessageDigest.isEqual(
          answered.getBytes(StandardCharsets.UTF_8), challenge.getBytes(StandardCharsets.UTF_8))) {
        throw new RefusedException(
            "must answer 200 with the challenge; it answered " + reply.status(), null);
      }
    } catch (IOException e) {
      throw new RefusedException("cannot be reached: " + e.getMessage(), e);
    }
  }

  private static String answered(CallbackCaller.Reply reply) {
    try {
      return MAPPER.readTree(reply.body()).path("challenge").asString("");
    } catch (JacksonException e) {
      return "";
    }
  }
}
