package io.roomledger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An S3 service on this machine: s3proxy as a process of its own, which checks signatures, with one
 * bucket. It can be killed and started again with what it holds.
 *
 * <p>Where s3proxy is, Maven wrote to {@code target/s3proxy.classpath}.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "exports";
  public static final String ACCESS_KEY = "roomledger-tests";
  public static final String SECRET_KEY = "not-a-secret-of-anybody";
  private static final Path CLASSPATH =
      Path.of(System.getProperty("roomledger.test.s3proxy", "target/s3proxy.classpath"));

  private final Path directory;
  private final int port;
  private final S3Client client;
  private @Nullable Process process;

  private S3Server(Path directory, int port) {
    this.directory = directory;
    this.port = port;
    this.client = client(URI.create("http://127.0.0.1:" + port));
  }

  /** Starts one with an empty bucket; it answers when this returns. */
  public static S3Server start() {
    try {
      S3Server server = new S3Server(Files.createTempDirectory("roomledger-s3"), freePort());
      Files.createDirectory(server.directory.resolve("data"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
      server.run();
      server.client.createBucket(request -> request.bucket(BUCKET));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client of that service, or of something before it. */
  public static S3Client client(URI endpoint) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, with what it held, where it was. */
  public synchronized void run() {
    try {
      Path properties = directory.resolve("s3proxy.properties");
      Files.writeString(
          properties,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.identity=local
          jclouds.credential=local
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, ACCESS_KEY, SECRET_KEY, directory.resolve("data")));
      process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-cp",
                      Files.readString(CLASSPATH),
                      "org.gaul.s3proxy.Main",
                      "--properties",
                      properties.toString()))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("s3proxy.log").toFile()))
              .start();
      Await.until("s3proxy to answer", this::answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it with SIGKILL. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  public int port() {
    return port;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A client of its own, for looks past the program. */
  public S3Client client() {
    return client;
  }

  /** Keys of all objects in the bucket. */
  public List<String> keys() {
    return client.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /** Settings of a program that keeps its files here. */
  public Map<String, Object> settings() {
    return settings(endpoint());
  }

  /** Settings of a program that keeps its files here, by way of something before it. */
  public static Map<String, Object> settings(URI endpoint) {
    return Map.of(
        "roomledger.files.store",
        "s3",
        "roomledger.files.s3.endpoint",
        endpoint.toString(),
        "roomledger.files.s3.bucket",
        BUCKET,
        "roomledger.files.s3.path-style",
        true,
        "roomledger.files.s3.access-key",
        ACCESS_KEY,
        "roomledger.files.s3.secret-key",
        SECRET_KEY);
  }

  /** The same settings as environment variables. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    settings()
        .forEach((key, value) ->
            environment.put(
                key.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT), value.toString()));
    return environment;
  }

  @Override
  public void close() {
    client.close();
    kill();
    TestServer.delete(directory);
  }
}
