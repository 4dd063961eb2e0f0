package io.roomledger.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Api;
import io.roomledger.testing.Consent;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole life of an export through a proxy that ends TLS and cuts a prefix off: one of the JDK's
 * parts, and nginx too where it is installed.
 */
final class BehindProxyTest {
  @RegisterExtension
  static final TestProgram program =
      TestProgram.with(Map.of("roomledger.server.trusted-proxies", "127.0.0.1"));

  @TempDir static Path directory;

  static Stream<String> proxies() {
    return FrontProxy.nginx().isEmpty() ? Stream.of("jdk") : Stream.of("jdk", "nginx");
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void theWholeLifeGoesThroughIt(String kind)
      throws IOException, InterruptedException, GeneralSecurityException {
    Organisation organisation = program.organisation();
    organisation.sample();
    Organisation.App app = organisation.exporter();
    SelfSigned certificate = SelfSigned.make(directory, kind);
    int behind = program.node().port();
    try (FrontProxy proxy =
            kind.equals("jdk")
                ? FrontProxy.ofJdk(behind, certificate)
                : FrontProxy.ofNginx(behind, certificate, directory);
        HttpClient client = HttpClient.newBuilder().sslContext(certificate.context()).build()) {
      String base = "https://localhost:" + proxy.port() + "/feishu";
      Caller caller = new Caller(client, base);

      String token =
          caller
              .json(
                  Api.TOKEN_PATH,
                  "",
                  "{\"app_id\":\"" + app.id() + "\",\"app_secret\":\"" + app.secret() + "\"}")
              .path("tenant_access_token")
              .asString();
      String task =
          caller
              .json(
                  Api.CREATE,
                  token,
                  ExportOrder.of(
                          Organisation.SAMPLE_LEVEL,
                          Organisation.SAMPLE_INSTANT,
                          Organisation.SAMPLE_INSTANT)
                      .json())
              .path("data")
              .path("task_id")
              .asString();
      program.api().await(program.api().token(app), task, 3);
      String url =
          caller.json(Api.EXPORTS + "/" + task, token, "").path("data").path("url").asString();

      assertThat(url).startsWith(base + Api.EXPORTS + "/download?file_token=");
      HttpResponse<byte[]> file = caller.send(url.substring(base.length()), token, "");
      assertThat(file.statusCode()).isEqualTo(200);
      assertThat(new String(file.body(), 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");

      HttpResponse<byte[]> page = caller.send(new Consent(program).page(""), "", "");
      assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
          .startsWith("__Host-roomledger=")
          .contains("; Secure");
      assertThat(new String(page.body(), StandardCharsets.UTF_8))
          .contains("href=\"/feishu/roomledger/pages.css");
    }
  }

  private record Caller(HttpClient client, String base) {
    JsonNode json(String path, String token, String body) throws IOException, InterruptedException {
      return new JsonMapper().readTree(send(path, token, body).body());
    }

    HttpResponse<byte[]> send(String path, String token, String body)
        throws IOException, InterruptedException {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (!body.isEmpty()) {
        request.POST(BodyPublishers.ofString(body));
      }
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }
}
