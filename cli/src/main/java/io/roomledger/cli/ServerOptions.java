package io.roomledger.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, and who the command is towards it: the options of all commands that ask one. */
final class ServerOptions {
  static final String DEFAULT_SERVER = "http://127.0.0.1:8420";

  @Option(
      names = "--server",
      paramLabel = "<url>",
      description = "its base URL (default: " + DEFAULT_SERVER + ")")
  private @Nullable String server;

  @Option(names = "--app-id", paramLabel = "<cli_id>", description = "the app to act for")
  private @Nullable String appId;

  @Option(
      names = "--app-secret-file",
      paramLabel = "<file>",
      description = "file that holds the app's secret")
  private @Nullable Path appSecretFile;

  @Option(
      names = "--app-secret",
      paramLabel = "<secret>",
      description = "the secret itself; others on this machine can see it in the process list")
  private @Nullable String appSecret;

  @Option(
      names = "--user-token-file",
      paramLabel = "<file>",
      description = "file that holds a user access token, in place of an app")
  private @Nullable Path userTokenFile;

  @Option(
      names = "--timeout",
      paramLabel = "<time>",
      description = "for all of it, e.g. 90s, 30m, 2h (default: ${DEFAULT-VALUE})")
  private String timeout;

  @Option(names = "--json", description = "the server's answer, or the error, as JSON")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  boolean help;

  /**
   * @param timeout when none is given
   */
  ServerOptions(String timeout) {
    this.timeout = timeout;
  }

  boolean json() {
    return json;
  }

  Duration timeout() throws Failure {
    try {
      return Units.duration(timeout);
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  ServerAddress address(Map<String, String> environment) throws Failure {
    try {
      return ServerAddress.parse(
          server != null ? server : environment.getOrDefault("ROOMLEDGER_SERVER", DEFAULT_SERVER));
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  Credentials credentials(Map<String, String> environment) throws Failure {
    return new Credentials.Options(appId, appSecret, appSecretFile, userTokenFile)
        .resolve(environment);
  }

  /** Says so when others could read what is sent. */
  static void warnWhenExposed(ServerAddress address, Surroundings surroundings) {
    if (address.isExposed()) {
      surroundings
          .err()
          .println(
              "roomledger: warning: others on the way to %s can read the secret"
                  .formatted(address));
    }
  }

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
      Credentials credentials = credentials(surroundings.environment());
      warnWhenExposed(address, surroundings);
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
}
