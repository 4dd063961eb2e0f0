package io.roomledger.command;

import io.roomledger.database.DatabaseStartException;
import io.roomledger.files.StoreStartException;
import org.jspecify.annotations.Nullable;
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
      String told = forPeople(fault);
      command
          .getErr()
          .println("roomledger: " + (told != null ? told : "a fault in this program: " + fault));
      if (told == null) {
        fault.printStackTrace(command.getErr());
      }
      return FAILED;
    });
    return line.execute(args);
  }

  /** What is meant for who runs the program, also when it happened deep within a start. */
  private static @Nullable String forPeople(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof CommandFailure
          || each instanceof DatabaseStartException
          || each instanceof StoreStartException) {
        return each.getMessage();
      }
    }
    return null;
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
