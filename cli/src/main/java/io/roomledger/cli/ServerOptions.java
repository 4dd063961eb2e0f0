package io.roomledger.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, and who the command is towards it: the options that all job commands have. */
final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "<url>",
      description = "its base URL (default: " + ExportCommand.DEFAULT_SERVER + ")")
  @Nullable String server;

  @Option(names = "--app-id", paramLabel = "<cli_id>", description = "the app to act for")
  @Nullable String appId;

  @Option(
      names = "--app-secret-file",
      paramLabel = "<file>",
      description = "file that holds the app's secret")
  @Nullable Path appSecretFile;

  @Option(
      names = "--app-secret",
      paramLabel = "<secret>",
      description = "the secret itself; others on this machine can see it in the process list")
  @Nullable String appSecret;

  @Option(
      names = "--user-token-file",
      paramLabel = "<file>",
      description = "file that holds a user access token, in place of an app")
  @Nullable Path userTokenFile;

  @Option(
      names = "--timeout",
      paramLabel = "<time>",
      description = "for all of it, e.g. 90s or 5m (default: 1m)")
  String timeout = "1m";

  @Option(names = "--json", description = "the server's answer, or the error, as JSON")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  boolean help;

  /** Something to ask the server. */
  @FunctionalInterface
  interface Question {
    void ask(OpenPlatform platform, Report report) throws Failure;
  }

  /** Asks, and tells what went wrong. @return the exit code */
  int run(Surroundings surroundings, @Nullable String taskId, Question question) {
    Report report = new Report(surroundings, json);
    try {
      Deadline deadline = new Deadline(surroundings.time(), timeout());
      Retry retry = new Retry(deadline, Progress.on(surroundings, false));
      ServerAddress address = address(surroundings.environment());
      Credentials credentials =
          new Credentials.Options(appId, appSecret, appSecretFile, userTokenFile)
              .resolve(surroundings.environment());
      if (address.isExposed()) {
        surroundings
            .err()
            .println(
                "roomledger: warning: others on the way to %s can read the secret"
                    .formatted(address));
      }
      try (Http http = new Http(surroundings.stall(), deadline)) {
        question.ask(
            new OpenPlatform(address, credentials, http, retry, surroundings.time()), report);
      }
      return ExitCode.OK.number();
    } catch (Failure e) {
      report.failure(e, taskId);
      return e.exitCode().number();
    }
  }

  private Duration timeout() throws Failure {
    try {
      return Units.duration(timeout);
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private ServerAddress address(Map<String, String> environment) throws Failure {
    try {
      return ServerAddress.parse(
          server != null
              ? server
              : environment.getOrDefault("ROOMLEDGER_SERVER", ExportCommand.DEFAULT_SERVER));
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
