package io.roomledger.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A finished file of 130 MB fetched by curl from the server, beside the same file fetched by curl
 * from nginx, which hands it to the kernel with sendfile.
 */
final class Download implements Measure {
  private static final Goal BESIDE_NGINX = Goal.atLeast(0.5, 0.9);
  private static final long FILE_BYTES = 130_000_000;

  @Override
  public String name() {
    return "download";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    Optional<Path> nginx = Shell.find("nginx");
    Optional<Path> curl = Shell.find("curl");
    if (nginx.isEmpty() || curl.isEmpty()) {
      return List.of(Result.missing("download", BESIDE_NGINX, nginx.isEmpty() ? "nginx" : "curl"));
    }
    StoredReservations data = bench.stored(bench.options().rows());
    try (ServerProcess server = bench.server(data, Map.of());
        ExportClient client = bench.client(server, data)) {
      ExportClient.Done done = client.export(client.request(data.slice(0, 1), List.of()), 20);
      Path file = server.finishedFile(done.fileKey());
      stretch(bench, data, done.taskId(), file);
      Path copy = bench.work().resolve("web");
      Files.createDirectories(copy);
      Files.copy(file, copy.resolve("file.xlsx"));
      try (Nginx beside = Nginx.start(nginx.get(), bench.work().resolve("nginx"), copy)) {
        String ours = "http://127.0.0.1:" + server.port() + client.downloadPath(done.taskId());
        String theirs = "http://127.0.0.1:" + beside.port() + "/file.xlsx";
        Rounds rounds =
            Rounds.alternate(
                10,
                bench.options().rounds() * 2 + 1,
                List.of(
                    new Contender("nginx", () -> fetch(theirs, "")),
                    new Contender("server", () -> fetch(ours, client.token()))));
        return List.of(
            Result.of(
                "download",
                rounds.median("nginx") / rounds.median("server"),
                BESIDE_NGINX,
                "130 MB; speed beside nginx with sendfile; seconds: " + rounds.medians()));
      }
    }
  }

  /**
   * Makes a finished file exactly as long as the measure says; what is in it does not matter here.
   */
  private static void stretch(Bench bench, StoredReservations data, long taskId, Path file)
      throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      for (long size = Files.size(file); size < FILE_BYTES; size += noise.length) {
        out.write(noise);
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(FILE_BYTES);
      channel.force(true);
    }
    try (Connection connection = bench.postgres().connect(data.database());
        PreparedStatement statement =
            connection.prepareStatement("update export_task set file_size = ? where task_id = ?")) {
      statement.setLong(1, FILE_BYTES);
      statement.setLong(2, taskId);
      statement.executeUpdate();
    }
  }

  private static double fetch(String url, String token) throws IOException, InterruptedException {
    String printed =
        Shell.run(
            List.of(
                "curl",
                "--silent",
                "--show-error",
                "--fail",
                "--noproxy",
                "*",
                "--header",
                "Authorization: Bearer " + token,
                "--output",
                "/dev/null",
                "--write-out",
                "%{time_total} %{size_download}",
                url));
    String[] figures = printed.strip().split(" ", 2);
    if (Long.parseLong(figures[1]) != FILE_BYTES) {
      throw new IOException("curl got " + figures[1] + " bytes");
    }
    return Double.parseDouble(figures[0]);
  }

  /** An nginx that serves one directory. */
  private record Nginx(Process process, int port) implements AutoCloseable {
    static Nginx start(Path program, Path home, Path files) throws Exception {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      Files.createDirectories(home);
      String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
      Path configuration = home.resolve("nginx.conf");
      Files.writeString(
          configuration,
          """
          daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log; %2$s
          events {}
          http {
            access_log off; sendfile on; tcp_nopush on;
            client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
            server { listen 127.0.0.1:%3$d; root %4$s; }
          }
          """
              .formatted(home, user, port, files));
      Process process =
          new ProcessBuilder(
                  program.toString(), "-p", home.toString(), "-c", configuration.toString())
              .inheritIO()
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.sleep(500);
      if (!process.isAlive()) {
        throw new IOException("nginx does not start");
      }
      return new Nginx(process, port);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
