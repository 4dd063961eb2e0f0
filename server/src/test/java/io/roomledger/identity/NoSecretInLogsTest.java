package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.Browser;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** However much is logged and stored, no secret is. */
final class NoSecretInLogsTest {
  private static final String AUTH = "/open-apis/auth/v3";

  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.callbacks.private-networks", "127.0.0.0/8"));

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level levelBefore = root.getLevel();
  private final List<Appender<ILoggingEvent>> appendersBefore = new ArrayList<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private final SecureRandom random = new SecureRandom();
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));
  private final Organisation organisation = program.organisation();

  @BeforeEach
  void logEverything() {
    root.iteratorForAppenders().forEachRemaining(appendersBefore::add);
    appendersBefore.forEach(root::detachAppender);
    Appender<ILoggingEvent> collector =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(
                event.getFormattedMessage()
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        };
    collector.start();
    root.addAppender(collector);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void logAsBefore() {
    root.setLevel(levelBefore);
    root.detachAndStopAllAppenders();
    appendersBefore.forEach(root::addAppender);
  }

  private static String ask(String path, Map<String, String> fields, String wanted) {
    return program
        .api()
        .post(AUTH + path, null, JsonMapper.shared().writeValueAsString(fields))
        .expect(200, 0)
        .json()
        .path(wanted)
        .asString();
  }

  @Test
  void fromSecretToTicketToTokenToCall() throws Exception {
    Apps apps = new Apps(program.sql(), transaction, new Secrets(random));
    Organisation.App custom = organisation.exporter();
    long customNumber = apps.find(custom.id()).orElseThrow().number();
    AppSecrets.Rotated rotated =
        new AppSecrets(program.sql(), transaction, new Secrets(random), program.clock())
            .rotate(customNumber, Duration.ofHours(1));
    Apps.NewApp store = apps.createStore("店", List.of("vc:export"));
    long number = apps.find(store.appId()).orElseThrow().number();
    new AppInstallations(program.sql(), transaction)
        .install(number, organisation.tenantId(), organisation.person("人").number(), true);
    AppCallbacks callbacks =
        new AppCallbacks(
            program.sql(),
            TestProgram.SERVER_KEY,
            CallbackNetworks.parse("127.0.0.1"),
            random,
            program.clock());
    String encryptKey = String.valueOf(callbacks.setEncrypted(number, true).encryptKey());
    String ticket;
    try (CallbackReceiver receiver = new CallbackReceiver()) {
      receiver.decryptWith(encryptKey);
      callbacks.setUrl(number, receiver.url());
      Await.until("a ticket", () -> !receiver.events().isEmpty());
      ticket = receiver.events().getFirst().ticket();
      callbacks.removeUrl(number);
    }
    String tenantKey =
        program
            .sql()
            .sql("select tenant_key from tenant where id = ?")
            .param(organisation.tenantId())
            .query(String.class)
            .single();
    String appToken =
        ask(
            "/app_access_token",
            Map.of("app_id", store.appId(), "app_secret", store.secret(), "app_ticket", ticket),
            "app_access_token");
    String tenantToken =
        ask(
            "/tenant_access_token",
            Map.of("app_access_token", appToken, "tenant_key", tenantKey),
            "tenant_access_token");
    String customToken = program.api().token(custom);
    String fileToken =
        program.api().fileToken(customToken, program.api().create(customToken, everything()));
    assertThat(program.api().download(customToken, fileToken).status()).isEqualTo(200);
    assertThat(program.api().download(tenantToken, fileToken).code()).isNotZero();
    assertThat(program.api().get("/nothing?x=" + fileToken, fileToken).code()).isNotZero();
    for (String token : List.of(tenantToken, customToken, appToken)) {
      assertThat(program.api().state(token, "1").code()).isNotZero();
      assertThat(program.api().post(Api.CREATE, token, "{").code()).isNotZero();
    }

    nowhereIn(
        List.of(
            custom.secret(),
            rotated.secret(),
            store.secret(),
            callbacks.of(number).verificationToken(),
            encryptKey,
            ticket,
            fileToken,
            appToken.substring(2),
            tenantToken.substring(2),
            customToken.substring(2)));
  }

  private void nowhereIn(List<String> secrets) {
    assertThat(secrets).allMatch(secret -> secret.length() >= 16);
    List<String> filled = StoredSecrets.filledTables(program);
    Await.until("the audit trail to be sealed", () -> StoredSecrets.sealed(program));
    assertThat(StoredSecrets.of(program, secrets)).isEmpty();
    assertThat(filled)
        .contains("access_token", "app_secret", "audit_event", "export_task", "rate_allowance");
    assertThat(lines).hasSizeGreaterThan(1000);
    for (String secret : secrets) {
      assertThat(lines.stream().filter(line -> line.contains(secret)).limit(3)).isEmpty();
    }
  }

  private static ExportOrder everything() {
    Instant start = Instant.parse("2024-03-04T00:00:00Z");
    return ExportOrder.of("0", start, start.plusSeconds(60));
  }

  @Test
  void fromPasswordToCodeToUserTokenToCall() {
    Consent consent = new Consent(program, "vc:export", "offline_access");
    String page = consent.page("&scope=vc%3Aexport%20offline_access" + Consent.challenge());
    Browser browser = new Browser(program.api());
    String wrongPassword = "wrong horse battery";
    assertThat(
            browser
                .submit(
                    browser.get(page),
                    page,
                    Map.of(
                        "step", "sign-in", "name", consent.user.email(), "password", wrongPassword))
                .status())
        .isEqualTo(403);
    String code = browser.allow(page, consent.user.email(), consent.user.password());
    Map<String, String> request = consent.codeRequest(code);
    request.put("code_verifier", Consent.VERIFIER);
    Answer first = consent.post(Consent.V2, request).expect(200, 0);
    Answer second =
        consent.post(Consent.V3, consent.refreshRequest(Consent.refresh(first))).expect(200, 0);
    JsonNode older =
        consent
            .authen(
                "/access_token",
                Map.of("grant_type", "authorization_code", "code", consent.code("")))
            .expect(200, 0)
            .data();
    assertThat(program.api().post(Api.CREATE, Consent.access(second), "{").code()).isNotZero();
    consent.organisation.grant(consent.user.person(), null);
    String fileToken =
        program
            .api()
            .fileToken(
                Consent.access(second), program.api().create(Consent.access(second), everything()));
    assertThat(program.api().download(Consent.access(second), fileToken).status()).isEqualTo(200);
    consent.post(Consent.V2, consent.codeRequest(code)).expect(400, 20065);
    String unused = consent.code("");
    assertThat(browser.submit(browser.get(page), page, Map.of("step", "sign-out")).status())
        .isEqualTo(303);

    nowhereIn(
        List.of(
            consent.user.password(),
            wrongPassword,
            unused,
            fileToken,
            consent.app.secret(),
            String.valueOf(browser.cookies().get("roomledger")),
            code,
            Consent.VERIFIER,
            Consent.access(first),
            Consent.refresh(first),
            Consent.access(second),
            Consent.refresh(second),
            older.path("access_token").asString(),
            older.path("refresh_token").asString()));
    assertThat(StoredSecrets.filledTables(program))
        .contains(
            "account",
            "authorization_code",
            "authorization_grant",
            "sign_in_failure",
            "sign_in_session",
            "user_token");
  }
}
