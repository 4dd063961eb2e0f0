package io.roomledger.ingress;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.roomledger.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Executors;

/** A proxy before a node: ends TLS, cuts {@code /feishu} off, and says so in X-Forwarded-…. */
interface FrontProxy extends AutoCloseable {
  int port();

  @Override
  void close();

  /** Where nginx is; empty = not on this machine. */
  static String nginx() {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
        .map(directory -> directory + "/nginx")
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst()
        .orElse("");
  }

  /** One in this program, of the JDK's parts. */
  static FrontProxy ofJdk(int behind, SelfSigned certificate)
      throws IOException, GeneralSecurityException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpClient client = HttpClient.newHttpClient();
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/feishu/", exchange -> hand(exchange, client, behind));
    server.start();
    return new FrontProxy() {
      @Override
      public int port() {
        return server.getAddress().getPort();
      }

      @Override
      public void close() {
        server.stop(0);
        client.close();
      }
    };
  }

  private static void hand(HttpExchange exchange, HttpClient client, int behind)
      throws IOException {
    Headers asked = exchange.getRequestHeaders();
    URI uri = exchange.getRequestURI();
    String target = uri.getRawPath().substring("/feishu".length());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:%d%s%s"
                    .formatted(
                        behind, target, uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())));
    Set<String> own = Set.of("Host", "Connection", "Content-length", "Upgrade", "Http2-settings");
    asked.forEach((name, values) -> {
      if (!own.contains(name)) {
        values.forEach(value -> request.header(name, value));
      }
    });
    request
        .setHeader("X-Forwarded-For", exchange.getRemoteAddress().getAddress().getHostAddress())
        .setHeader("X-Forwarded-Proto", "https")
        .setHeader("X-Forwarded-Host", asked.getFirst("Host"))
        .setHeader("X-Forwarded-Prefix", "/feishu")
        .method(
            exchange.getRequestMethod(),
            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    try (exchange) {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
              values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
          });
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The real one, set up as docs/deployment.md says. */
  static FrontProxy ofNginx(int behind, SelfSigned certificate, Path directory)
      throws IOException, GeneralSecurityException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(directory.resolve("chain.pem"), certificate.certificatePem());
    Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d ssl;
                ssl_certificate chain.pem;
                ssl_certificate_key key.pem;
                location /feishu/ {
                  proxy_pass http://127.0.0.1:%d/;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Port $server_port;
                  proxy_set_header X-Forwarded-Prefix /feishu;
                }
              }
            }
            """
                .formatted(port, behind));
    Process process =
        new ProcessBuilder(nginx(), "-p", directory.toString(), "-c", configuration.toString())
            .inheritIO()
            .start();
    Await.until("nginx to listen", () -> listens(port));
    return new FrontProxy() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {
        process.destroy();
      }
    };
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
