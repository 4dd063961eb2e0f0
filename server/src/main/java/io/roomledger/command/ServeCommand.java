package io.roomledger.command;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve}: the server alone. */
@Command(
    name = "serve",
    header = "Start the server.",
    description = {
      "Without ROOMLEDGER_DB_URL, _USER and _PASSWORD it runs a PostgreSQL of its own in the data"
          + " directory.",
      "Every setting of application.yaml can be given as an environment variable; see the README."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "<dir>",
      description = "data directory (default: ${DEFAULT-VALUE})")
  Path data = Path.of("data");

  @Option(
      names = "--port",
      paramLabel = "<port>",
      description = "port to listen on (default: 8420)")
  @Nullable Integer port;

  @Option(
      names = "--address",
      paramLabel = "<address>",
      description = "address to listen on (default: 127.0.0.1, this machine only)")
  @Nullable String address;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, String> environment = System.getenv();
    DataHome home = DataHome.open(data);
    home.refuseDemo();
    try (RunningServer server =
        RunningServer.start(
            OpenDatabase.forServer(home, environment), home, environment, settings())) {
      spec.commandLine().getOut().println("server: " + server.url());
      spec.commandLine().getOut().flush();
      server.await();
    }
    return CommandLine.ExitCode.OK;
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    if (port != null) {
      settings.put("roomledger.server.port", port);
    }
    if (address != null) {
      settings.put("roomledger.server.address", address);
    }
    return settings;
  }
}
