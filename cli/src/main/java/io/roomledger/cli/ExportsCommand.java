package io.roomledger.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code exports}: to see, cancel and repeat exports of a Roomledger, and to ask beforehand. */
@Command(
    name = "exports",
    header = "List, show, cancel and repeat exports of a Roomledger, and ask what one would be.",
    mixinStandardHelpOptions = true)
final class ExportsCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  static CommandLine with(Surroundings surroundings) {
    return new CommandLine(new ExportsCommand())
        .addSubcommand(new ListCommand(surroundings))
        .addSubcommand(new ShowCommand(surroundings))
        .addSubcommand(new CancelCommand(surroundings))
        .addSubcommand(new RerunCommand(surroundings))
        .addSubcommand(new PreflightCommand(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "exports what? There are: list, show, cancel, rerun, preflight");
  }

  /** A command that asks the server something. */
  abstract static class Asking implements Callable<Integer> {
    final Surroundings surroundings;

    @Mixin private final ServerOptions options = new ServerOptions("1m");

    Asking(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    /** What it is about; null = no one task. */
    @Nullable String taskId() {
      return null;
    }

    boolean json() {
      return options.json();
    }

    @Override
    public final Integer call() {
      return options.run(
          surroundings, taskId(), (platform, report) -> ask(new Jobs(platform), report));
    }

    abstract void ask(Jobs jobs, Report report) throws Failure;
  }

  /** A command about one task. */
  abstract static class OnTask extends Asking {
    @Parameters(paramLabel = "<task_id>")
    @SuppressWarnings("NullAway.Init")
    private String taskId;

    OnTask(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    final String taskId() {
      return taskId;
    }

    @Override
    final void ask(Jobs jobs, Report report) throws Failure {
      OpenPlatform.checkTaskId(taskId);
      ask(jobs, taskId, report);
    }

    abstract void ask(Jobs jobs, String id, Report report) throws Failure;
  }

  /** {@code exports list}. */
  @Command(name = "list", header = "The newest first.", sortOptions = false)
  static final class ListCommand extends Asking {
    @Option(
        names = "--state",
        paramLabel = "<states>",
        description = "queued, running, done, failed, canceled; several parted by commas")
    @Nullable String state;

    @Option(
        names = "--from",
        paramLabel = "<time>",
        description = "asked for at this time or later")
    @Nullable String from;

    @Option(
        names = "--to",
        paramLabel = "<time>",
        description = "asked for before; a date includes its day")
    @Nullable String to;

    @Option(names = "--zone", paramLabel = "<zone>", description = "zone of --from and --to")
    @Nullable String zone;

    @Option(names = "--limit", paramLabel = "<n>", description = "so many at most (default: 20)")
    int limit = 20;

    ListCommand(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(Jobs jobs, Report report) throws Failure {
      WallTime clock = OrderOptions.clock(zone, surroundings.environment());
      if (limit < 1) {
        throw Failure.of(ExitCode.USAGE, "--limit must be at least 1");
      }
      Jobs.Listed listed =
          jobs.list(
              new Jobs.Filter(
                  state,
                  from == null ? null : OrderOptions.time("--from", from, clock::begin),
                  to == null ? null : OrderOptions.time("--to", to, clock::end),
                  limit));
      if (json()) {
        report.json(listed.tasks());
        return;
      }
      PrintStream out = surroundings.out();
      listed.tasks().forEach(task -> out.println(line(task)));
      if (listed.more()) {
        surroundings.err().println("roomledger: there are more; see --limit");
      }
    }

    private static String line(JsonNode task) {
      String state = ApiError.text(task.path("state"));
      String what =
          switch (state) {
            case "done" ->
                "%d rows  %s"
                    .formatted(
                        task.path("rows").asLong(0), Units.size(task.path("size").asLong(0)));
            case "running" -> Jobs.rows(task.path("progress")).words();
            case "failed" -> ApiError.text(task.path("fail_msg"));
            default -> "";
          };
      return "%s  %-8s  %s  %s"
          .formatted(
              ApiError.text(task.path("task_id")),
              state,
              ApiError.text(task.path("created_at")),
              what)
          .stripTrailing();
    }
  }

  /** {@code exports show}. */
  @Command(name = "show", header = "Everything about one export.", sortOptions = false)
  static final class ShowCommand extends OnTask {
    ShowCommand(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(Jobs jobs, String id, Report report) throws Failure {
      tell(jobs.show(id), report);
    }
  }

  /** {@code exports cancel}. */
  @Command(
      name = "cancel",
      header = "Cancel an export that waits or runs; nothing is kept of it.",
      sortOptions = false)
  static final class CancelCommand extends OnTask {
    CancelCommand(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(Jobs jobs, String id, Report report) throws Failure {
      tell(jobs.cancel(id), report);
    }
  }

  /** {@code exports rerun}. */
  @Command(
      name = "rerun",
      header = "Ask again for what an export was asked for, by the rights and data of now.",
      sortOptions = false)
  static final class RerunCommand extends OnTask {
    RerunCommand(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(Jobs jobs, String id, Report report) throws Failure {
      report.success(Map.of("task_id", jobs.rerun(id)));
    }
  }

  /** {@code exports preflight}. */
  @Command(
      name = "preflight",
      header = "What an export would be: rows, size, time, and whether it is allowed.",
      sortOptions = false)
  static final class PreflightCommand extends Asking {
    @Mixin private final OrderOptions order = new OrderOptions();

    PreflightCommand(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(Jobs jobs, Report report) throws Failure {
      WallTime clock = order.clock(surroundings.environment());
      tell(jobs.preflight(order.order(clock, "")), report);
    }
  }

  /** One object of the server's: as it is, or a line for each of its fields. */
  private static void tell(JsonNode object, Report report) {
    Map<String, Object> facts = new LinkedHashMap<>();
    flatten("", object, facts);
    report.answer(object, facts);
  }

  private static void flatten(String prefix, JsonNode object, Map<String, Object> facts) {
    object.forEachEntry((name, value) -> {
      if (value.isObject()) {
        flatten(prefix + name + ".", value, facts);
      } else if (value.isArray()) {
        facts.put(prefix + name, value.size() + " of them");
      } else {
        facts.put(prefix + name, ApiError.text(value));
      }
    });
  }
}
