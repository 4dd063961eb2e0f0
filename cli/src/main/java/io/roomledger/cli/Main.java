package io.roomledger.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line client. */
@Command(
    name = "roomledger",
    header = "Client of a Feishu-compatible export server.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, Surroundings.ofProcess()));
  }

  /**
   * The whole program inside another process.
   *
   * @param environment what the client takes credentials and defaults from
   * @param out results
   * @param err messages and progress
   * @return the exit code
   */
  public static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    Surroundings process = Surroundings.ofProcess();
    return run(
        args,
        new Surroundings(
            environment, out, err, process.terminal(), process.time(), process.stall()));
  }

  /** The whole program but for its end. */
  static int run(String[] args, Surroundings surroundings) {
    Report report = new Report(surroundings, Arrays.asList(args).contains("--json"));
    CommandLine line = new CommandLine(new Main());
    CommandLine export = new CommandLine(new ExportCommand(surroundings));
    // Not in the annotation, where a percent sign and an at sign have a meaning of their own.
    export
        .getCommandSpec()
        .usageMessage()
        .footer(ExportCommand.footer().replace("%", "%%").split("\n"));
    line.addSubcommand(export);
    line.addSubcommand(ExportsCommand.with(surroundings));
    line.setOut(writer(surroundings.out()));
    line.setErr(writer(surroundings.err()));
    line.setParameterExceptionHandler((fault, _) -> {
      report.failure(usage(fault), null);
      return ExitCode.USAGE.number();
    });
    line.setExecutionExceptionHandler((fault, _, _) -> {
      report.failure(Failure.of(ExitCode.UNEXPECTED, "a fault in this program: " + fault), null);
      fault.printStackTrace(surroundings.err());
      return ExitCode.UNEXPECTED.number();
    });
    return line.execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static Failure usage(ParameterException fault) {
    String command = fault.getCommandLine().getCommandSpec().qualifiedName();
    return Failure.of(
        ExitCode.USAGE, String.valueOf(fault.getMessage()), "./" + command + " --help");
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? There are: export, exports");
  }

  /** From the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"roomledger " + (version == null ? "(not packaged)" : version)};
    }
  }
}
