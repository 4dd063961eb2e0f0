package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Await;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Tickets on their way to a store app's own server. */
final class TicketPushTest {
  private static final String AUTH = "/open-apis/auth/v3";

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.callbacks.private-networks", "127.0.0.0/8"));

  private final SecureRandom random = new SecureRandom();
  private final Apps apps =
      new Apps(
          program.sql(),
          new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource())),
          new Secrets(random));
  private final AppCallbacks callbacks = callbacks("127.0.0.1");
  private final CallbackReceiver receiver = new CallbackReceiver();
  private final Apps.NewApp app = apps.createStore("店", List.of("vc:export"));
  private final long number = apps.find(app.appId()).orElseThrow().number();

  TicketPushTest() throws IOException {}

  private AppCallbacks callbacks(String allowed) {
    return new AppCallbacks(
        program.sql(),
        TestProgram.SERVER_KEY,
        CallbackNetworks.parse(allowed),
        random,
        program.clock());
  }

  @AfterEach
  void close() {
    callbacks.removeUrl(number);
    receiver.close();
  }

  private void awaitEvents(int count) {
    Await.until(count + " events", () -> receiver.events().size() >= count);
  }

  private Answer askAppToken(String ticket) {
    return program
        .api()
        .post(
            AUTH + "/app_access_token",
            null,
            JsonMapper.shared()
                .createObjectNode()
                .put("app_id", app.appId())
                .put("app_secret", app.secret())
                .put("app_ticket", ticket)
                .toString());
  }

  private void resend() {
    program
        .api()
        .post(
            AUTH + "/app_ticket/resend",
            null,
            JsonMapper.shared()
                .createObjectNode()
                .put("app_id", app.appId())
                .put("app_secret", app.secret())
                .toString())
        .expect(200, 0);
  }

  @Test
  void theFirstTicketFollowsTheAddress() throws Exception {
    AppCallbacks.Callback callback = callbacks.setUrl(number, receiver.url());
    awaitEvents(1);

    CallbackReceiver.Event event = receiver.events().getFirst();
    assertThat(event.json().propertyNames())
        .containsExactlyInAnyOrder("ts", "uuid", "token", "type", "event");
    assertThat(event.json().path("type").asString()).isEqualTo("event_callback");
    assertThat(event.json().path("token").asString()).isEqualTo(callback.verificationToken());
    assertThat(event.json().path("ts").asString()).matches("[0-9]{10}\\.[0-9]{6}");
    assertThat(event.json().path("event").propertyNames())
        .containsExactlyInAnyOrder("app_id", "app_ticket", "type");
    assertThat(event.json().path("event").path("app_id").asString()).isEqualTo(app.appId());
    assertThat(event.json().path("event").path("type").asString()).isEqualTo("app_ticket");
    assertThat(event.signature()).isEmpty();
    askAppToken(event.ticket()).expect(200, 0);
  }

  @Test
  void aTicketIsSentAgainWhenTheAppAsks() throws Exception {
    callbacks.setUrl(number, receiver.url());
    awaitEvents(1);
    resend();
    awaitEvents(2);

    receiver.events().forEach(event -> askAppToken(event.ticket()).expect(200, 0));
  }

  @Test
  void oneOfTwoNodesPushesEveryHour() throws Exception {
    try (TestNode other = program.startNode(Map.of())) {
      assertThat(other.port()).isPositive();
      callbacks.setUrl(number, receiver.url());
      for (int hour = 1; hour <= 3; hour++) {
        awaitEvents(hour);
        Await.until("the end of the push", () -> !due());
        assertThat(receiver.events()).hasSize(hour);
        program.clock().advance(Duration.ofHours(1));
      }
    }
  }

  /** Whether a push is due or under way. */
  private boolean due() {
    return program
        .sql()
        .sql("select attempt > 0 or next_push_at <= ? from app_callback where app_id = ?")
        .params(program.clock().instant().atOffset(java.time.ZoneOffset.UTC), number)
        .query(Boolean.class)
        .single();
  }

  @Test
  void withAnEncryptKeyItIsEncryptedAndSigned() throws Exception {
    String key = String.valueOf(callbacks.setEncrypted(number, true).encryptKey());
    receiver.decryptWith(key);
    callbacks.setUrl(number, receiver.url());
    awaitEvents(1);

    CallbackReceiver.Event event = receiver.events().getFirst();
    assertThat(event.body()).startsWith("{\"encrypt\":\"").doesNotContain(event.ticket());
    assertThat(event.signature())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(
                            (event.timestamp() + event.nonce() + key + event.body())
                                .getBytes(StandardCharsets.UTF_8))));
    askAppToken(event.ticket()).expect(200, 0);
    assertThat(callbacks.setEncrypted(number, false).encryptKey()).isNull();
  }

  @Test
  void whatWasNotTakenIsPushedAgainLater() throws Exception {
    callbacks.setUrl(number, receiver.url());
    awaitEvents(1);
    receiver.answer(302);
    resend();
    Await.until("the failure", () -> callbacks.of(number).lastError() != null);
    assertThat(callbacks.of(number).lastError()).isEqualTo("it answered 302");
    int tries = receiver.events().size();

    receiver.answer(200);
    program.clock().advance(Duration.ofSeconds(11));
    awaitEvents(tries + 1);
    Await.until("success", () -> callbacks.of(number).lastError() == null);
  }

  @Test
  void anAddressThatIsNotTheAppsIsRefused() {
    receiver.answerChallengeWith("something else");
    expectRefused(callbacks, receiver.url(), "must answer 200 with the challenge");
    receiver.answer(500);
    expectRefused(callbacks, receiver.url(), "it answered 500");
    for (String url :
        List.of(
            "ftp://127.0.0.1/", "http:///x", "//127.0.0.1/", "http://u:p@127.0.0.1/", "x y", "")) {
      expectRefused(callbacks, url, "");
    }
    assertThat(callbacks.of(number).url()).isNull();
  }

  @Test
  void aPrivateAddressIsRefusedUnlessItIsAllowed() {
    String port = receiver.url().replaceFirst(".*:([0-9]+)/.*", "$1");
    AppCallbacks strict = callbacks("");

    for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0")) {
      expectRefused(strict, "http://" + host + ":" + port + "/", "private");
    }
    assertThat(receiver.events()).isEmpty();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      expectRefused(
          callbacks, "http://127.0.0.1:" + silent.getLocalPort() + "/", "cannot be reached");
    }
  }

  private void expectRefused(AppCallbacks door, String url, String why) {
    assertThatExceptionOfType(AppCallbacks.RefusedException.class)
        .as(url)
        .isThrownBy(() -> door.setUrl(number, url))
        .withMessageContaining(why);
  }

  @Test
  void theKeysAreSealed() {
    AppCallbacks.Callback callback = callbacks.setEncrypted(number, true);
    assertThat(callbacks.of(number)).isEqualTo(callback);

    List<String> rows =
        program.sql().sql("select c::text from app_callback c").query(String.class).list();
    for (String secret :
        List.of(callback.verificationToken(), String.valueOf(callback.encryptKey()))) {
      String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
      assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(secret) || row.contains(hex));
    }
    program
        .sql()
        .sql("update app_callback set encrypt_key = verification_token where app_id = ?")
        .param(number)
        .update();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> callbacks.of(number));
    program.sql().sql("delete from app_callback where app_id = ?").param(number).update();
  }
}
