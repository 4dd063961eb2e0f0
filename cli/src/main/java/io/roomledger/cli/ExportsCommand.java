package io.roomledger.cli;

import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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

  /** Times of options, in a zone. */
  private static @Nullable Instant time(
      String option, @Nullable String text, Function<String, Instant> reading) throws Failure {
    try {
      return text == null ? null : reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, option + ": " + e.getMessage());
    }
  }

  private static WallTime clock(Surroundings surroundings, @Nullable String zone) throws Failure {
    String name =
        zone != null
            ? zone
            : surroundings
                .environment()
                .getOrDefault("ROOMLEDGER_ZONE", ExportCommand.DEFAULT_ZONE);
    try {
      return new WallTime(ZoneId.of(name));
    } catch (DateTimeException e) {
      throw Failure.of(
          ExitCode.USAGE,
          "--zone: '%s' is no time zone; write e.g. Asia/Shanghai or UTC".formatted(name));
    }
  }

  private static String id(String taskId) throws Failure {
    if (!OpenPlatform.TASK_ID.matcher(taskId).matches()) {
      throw Failure.of(ExitCode.USAGE, "'%s' is no task id".formatted(taskId));
    }
    return taskId;
  }

  /** {@code exports list}. */
  @Command(name = "list", header = "The newest first.", sortOptions = false)
  static final class ListCommand implements Callable<Integer> {
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

    @Mixin ServerOptions options = new ServerOptions();

    private final Surroundings surroundings;

    ListCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      return options.run(surroundings, null, this::list);
    }

    private void list(OpenPlatform platform, Report report) throws Failure {
      WallTime clock = clock(surroundings, zone);
      if (limit < 1) {
        throw Failure.of(ExitCode.USAGE, "--limit must be at least 1");
      }
      Jobs.Listed listed =
          new Jobs(platform)
              .list(
                  new Jobs.Filter(
                      state,
                      time("--from", from, clock::begin),
                      time("--to", to, clock::end),
                      limit));
      if (options.json) {
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
  static final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "<task_id>")
    @SuppressWarnings("NullAway.Init")
    String taskId;

    @Mixin ServerOptions options = new ServerOptions();

    private final Surroundings surroundings;

    ShowCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      return options.run(
          surroundings,
          taskId,
          (platform, report) -> tell(new Jobs(platform).show(id(taskId)), report));
    }
  }

  /** {@code exports cancel}. */
  @Command(
      name = "cancel",
      header = "Cancel an export that waits or runs; nothing is kept of it.",
      sortOptions = false)
  static final class CancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "<task_id>")
    @SuppressWarnings("NullAway.Init")
    String taskId;

    @Mixin ServerOptions options = new ServerOptions();

    private final Surroundings surroundings;

    CancelCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      return options.run(
          surroundings,
          taskId,
          (platform, report) -> tell(new Jobs(platform).cancel(id(taskId)), report));
    }
  }

  /** {@code exports rerun}. */
  @Command(
      name = "rerun",
      header = "Ask again for what an export was asked for, by the rights and data of now.",
      sortOptions = false)
  static final class RerunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "<task_id>")
    @SuppressWarnings("NullAway.Init")
    String taskId;

    @Mixin ServerOptions options = new ServerOptions();

    private final Surroundings surroundings;

    RerunCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      return options.run(
          surroundings,
          taskId,
          (platform, report) ->
              report.success(Map.of("task_id", new Jobs(platform).rerun(id(taskId)))));
    }
  }

  /** {@code exports preflight}. */
  @Command(
      name = "preflight",
      header = "What an export would be: rows, size, time, and whether it is allowed.",
      sortOptions = false)
  static final class PreflightCommand implements Callable<Integer> {
    @Option(
        names = "--level",
        required = true,
        paramLabel = "<omb_id>",
        description = "the room level")
    @SuppressWarnings("NullAway.Init")
    String level;

    @Option(names = "--from", required = true, paramLabel = "<time>", description = "first moment")
    @SuppressWarnings("NullAway.Init")
    String from;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "<time>",
        description = "end; a date includes that whole day")
    @SuppressWarnings("NullAway.Init")
    String to;

    @Option(names = "--zone", paramLabel = "<zone>", description = "zone of --from and --to")
    @Nullable String zone;

    @Option(
        names = "--rooms",
        split = ",",
        paramLabel = "<omm_id>",
        description = "only these rooms")
    List<String> rooms = List.of();

    @Option(names = "--exclude", description = "all rooms but those of --rooms")
    boolean exclude;

    @Option(names = "--topics", description = "with the meetings' titles")
    boolean topics;

    @Mixin ServerOptions options = new ServerOptions();

    private final Surroundings surroundings;

    PreflightCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      return options.run(surroundings, null, this::preflight);
    }

    private void preflight(OpenPlatform platform, Report report) throws Failure {
      WallTime clock = clock(surroundings, zone);
      Instant begin = time("--from", from, clock::begin);
      Instant end = time("--to", to, clock::end);
      if (begin == null || end == null || end.isBefore(begin)) {
        throw Failure.of(ExitCode.USAGE, "--to is before --from");
      }
      if (exclude && rooms.isEmpty()) {
        throw Failure.of(ExitCode.USAGE, "--exclude needs --rooms: the rooms to leave out");
      }
      tell(
          new Jobs(platform)
              .preflight(new ExportOrder(level.strip(), begin, end, rooms, exclude, topics)),
          report);
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
