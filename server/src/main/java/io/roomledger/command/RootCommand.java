package io.roomledger.command;

import io.roomledger.database.DatabaseStartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the program can do. */
@Command(
    name = "roomledger",
    header = "Meeting rooms, their reservations, and a Feishu-compatible export of them.",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      AdminCommand.class,
      ImportCommand.class,
      TrainCommand.class
    },
    mixinStandardHelpOptions = true)
public final class RootCommand implements Runnable {
  static final int FAILED = 1;
  static final int USAGE = 2;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandLine.Model.CommandSpec spec;

  private RootCommand() {}

  /** Runs one command. @return its exit code: 0 done, 1 failed, 2 wrong usage */
  public static int run(String... args) {
    CommandLine line = line();
    line.setExecutionExceptionHandler((fault, command, parsed) -> {
      boolean ours = fault instanceof CommandFailure || fault instanceof DatabaseStartException;
      command
          .getErr()
          .println(
              "roomledger: " + (ours ? fault.getMessage() : "a fault in this program: " + fault));
      if (!ours) {
        fault.printStackTrace(command.getErr());
      }
      return FAILED;
    });
    return line.execute(args);
  }

  /** All commands, not run yet. */
  static CommandLine line() {
    return new CommandLine(new RootCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? There are: serve, demo, admin, import");
  }
}
