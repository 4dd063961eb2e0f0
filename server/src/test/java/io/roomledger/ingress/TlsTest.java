package io.roomledger.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** TLS that ends in this server. */
final class TlsTest {
  private static final byte[] PROTOCOL_VERSION_ALERT = {0x15, 3, 2, 0, 2, 2, 70};

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  @TempDir static Path directory;

  private static SelfSigned first;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException, InterruptedException, GeneralSecurityException {
    first = SelfSigned.make(directory, "first");
    write(first);
    node =
        program.startNode(
            Map.of(
                "roomledger.server.tls-certificate",
                directory.resolve("chain.pem").toString(),
                "roomledger.server.tls-key",
                directory.resolve("key.pem").toString(),
                "spring.ssl.bundle.watch.file.quiet-period",
                "200ms"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void write(SelfSigned pair) throws IOException, GeneralSecurityException {
    Files.writeString(directory.resolve("chain.pem"), pair.certificatePem());
    Files.writeString(directory.resolve("key.pem"), pair.keyPem());
  }

  private static HttpResponse<String> get(SelfSigned trusted, String path, String... headers)
      throws IOException, InterruptedException, GeneralSecurityException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + node.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusted.context()).build()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void theFilesAreShownAndReadAnewWhenTheyChange()
      throws IOException, InterruptedException, GeneralSecurityException {
    assertThat(get(first, "/nothing").body()).startsWith("{\"code\":99991201,");
    assertThat(get(first, new Consent(program).page("")).headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(cookie -> assertThat(cookie).startsWith("__Host-").contains("Secure"));

    // Half of a change does no harm: the files are watched on.
    Files.writeString(directory.resolve("chain.pem"), "garbage");
    assertThat(get(first, "/nothing").statusCode()).isEqualTo(404);

    SelfSigned second = SelfSigned.make(directory, "second");
    write(second);
    BigInteger serial = second.certificate().getSerialNumber();
    Await.until("the new certificate", () -> shown("TLSv1.3").getSerialNumber().equals(serial));
    assertThat(get(second, "/nothing").statusCode()).isEqualTo(404);
    write(first);
    BigInteger old = first.certificate().getSerialNumber();
    Await.until("the old certificate", () -> shown("TLSv1.2").getSerialNumber().equals(old));
  }

  @Test
  void aLargeFileComesThroughWhole()
      throws IOException, InterruptedException, GeneralSecurityException {
    Organisation organisation = program.organisation();
    String token = program.api().token(organisation.exporter());
    Instant begin = Instant.parse("2024-03-04T00:00:00Z");
    String taskId = program.api().create(token, ExportOrder.of("0", begin, begin.plusSeconds(60)));
    String fileToken = program.api().fileToken(token, taskId);
    String content = "0123456789".repeat(500_000);
    Files.writeString(program.finishedFiles().resolve(taskId + "-1.xlsx"), content);
    program
        .sql()
        .sql("update export_task set file_size = ? where task_id = ?")
        .params(content.length(), Long.valueOf(taskId))
        .update();

    HttpResponse<String> answer =
        get(
            first,
            Api.EXPORTS + "/download?file_token=" + fileToken,
            "Authorization",
            "Bearer " + token);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().equals(content)).as("the file").isTrue();
  }

  /** What is shown to whoever believes everything. */
  private static X509Certificate shown(String protocol) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new BelievesAll()}, null);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", node.port())) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class BelievesAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void newerProtocolsAreSpoken(String protocol) {
    assertThat(shown(protocol).getSubjectX500Principal().getName()).startsWith("CN=");
  }

  /** A hello that offers nothing above TLS 1.1. */
  @Test
  void olderProtocolsAreRefused() throws IOException {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.writeBytes(new byte[] {0x16, 3, 1, 0, 49, 1, 0, 0, 45, 3, 2});
    hello.writeBytes(new byte[32]);
    hello.writeBytes(new byte[] {0, 0, 6, (byte) 0xc0, 9, (byte) 0xc0, 0x0a, 0, 0x2f, 1, 0});
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.getOutputStream().write(hello.toByteArray());
      byte[] alert = socket.getInputStream().readNBytes(PROTOCOL_VERSION_ALERT.length);

      assertThat(alert[0]).isEqualTo(PROTOCOL_VERSION_ALERT[0]);
      assertThat(alert[6]).isEqualTo(PROTOCOL_VERSION_ALERT[6]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chain.pem, '', roomledger.server.tls-key is not set",
    "'', key.pem, roomledger.server.tls-certificate is not set",
    "none.pem, key.pem, roomledger.server.tls-certificate: there is no file",
    "chain.pem, none.pem, roomledger.server.tls-key: there is no file"
  })
  void aSettingThatIsWrongIsNamed(String certificate, String key, String problem) {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "test",
                  Map.of(
                      "roomledger.server.tls-certificate",
                      certificate.isEmpty() ? "" : directory.resolve(certificate).toString(),
                      "roomledger.server.tls-key",
                      key.isEmpty() ? "" : directory.resolve(key).toString())));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TlsFiles().initialize(context))
          .withMessageContaining(problem);
    }
  }
}
