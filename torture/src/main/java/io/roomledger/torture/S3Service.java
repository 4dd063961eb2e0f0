package io.roomledger.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An S3 service that checks signatures (s3proxy), with one bucket, whose files can be looked at.
 */
final class S3Service implements AutoCloseable {
  static final String MISSING = "s3proxy was not fetched by the build";

  /** How its own files of an upload begin, with the upload's id; the upload's is the stub. */
  private static final String PART = ".mpus-";

  private static final int PART_ID = PART.length() + 36;
  private static final String STUB = "-stub";

  private static final String BUCKET = "exports";
  private static final String ACCESS_KEY = "torture";
  private static final String SECRET_KEY = "not-a-secret-of-anybody";
  private static final Duration START = Duration.ofMinutes(1);

  private final Process process;
  private final Path data;
  private final int port;

  private S3Service(Process process, Path data, int port) {
    this.process = process;
    this.data = data;
    this.port = port;
  }

  private static Path classPath() {
    return Path.of(
        Program.need(System.getenv(), "ROOMLEDGER_TORTURE_ROOT"),
        "torture/target/s3proxy.classpath");
  }

  static boolean isThere() {
    return Files.exists(classPath());
  }

  static S3Service start(Path scratch) throws Exception {
    Path home = Files.createTempDirectory(scratch, "s3");
    Path data = home.resolve("data");
    Files.createDirectories(data.resolve(BUCKET));
    int port = Shell.freePort();
    Path properties =
        Files.writeString(
            home.resolve("s3proxy.properties"),
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
                .formatted(port, ACCESS_KEY, SECRET_KEY, data));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                Files.readString(classPath()).strip(),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("s3proxy.log").toFile())
            .start();
    if (!Shell.await(START, () -> !process.isAlive() || answers(port)) || !process.isAlive()) {
      throw new IOException(
          "s3proxy did not start: " + Files.readString(home.resolve("s3proxy.log")));
    }
    return new S3Service(process, data, port);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** What a node is told that reaches it at this port. */
  Map<String, String> settings(int at) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ROOMLEDGER_FILES_STORE", "s3");
    settings.put("ROOMLEDGER_FILES_S3_ENDPOINT", "http://127.0.0.1:" + at);
    settings.put("ROOMLEDGER_FILES_S3_BUCKET", BUCKET);
    settings.put("ROOMLEDGER_FILES_S3_PATHSTYLE", "true");
    settings.put("ROOMLEDGER_FILES_S3_ACCESSKEY", ACCESS_KEY);
    settings.put("ROOMLEDGER_FILES_S3_SECRETKEY", SECRET_KEY);
    settings.put("ROOMLEDGER_FILES_S3_PARTSIZE", "5MB");
    return settings;
  }

  /** Where the object with this key lies. */
  Path object(String key) {
    return data.resolve(BUCKET).resolve(key);
  }

  /** All that it holds, half uploads among it, in the words of a local store. */
  Set<String> names() {
    Set<String> names = Judge.filesBelow(data.resolve(BUCKET));
    return names.stream()
        // Which database the bucket belongs to.
        .filter(name -> !name.equals("OWNER"))
        .filter(name -> !isScrap(name, names))
        .map(name -> "finished/" + name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Whether that is a part which came in when its upload had been aborted, as when a frozen node
   * wakes. This service keeps such a part; no call to it shows or deletes one.
   */
  private static boolean isScrap(String name, Set<String> names) {
    return name.startsWith(PART)
        && names.stream()
            .noneMatch(
                other -> other.endsWith(STUB) && other.startsWith(name.substring(0, PART_ID)));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
