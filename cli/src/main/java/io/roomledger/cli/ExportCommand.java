package io.roomledger.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: what can be said on the command line, checked before anything is sent. */
@Command(
    name = "export",
    customSynopsis = {
      "./roomledger export --level <id> --from <time> --to <time> -o <file>",
      "       ./roomledger export --task <id> -o <file>"
    },
    header =
        "Fetch the reservations of meeting rooms as an .xlsx file, from Roomledger or from Feishu.",
    sortOptions = false,
    usageHelpAutoWidth = true,
    footerHeading = "%n")
final class ExportCommand implements Callable<Integer> {
  @Mixin private final OrderOptions order = new OrderOptions();

  @Option(
      names = "--task",
      paramLabel = "<task_id>",
      description =
          "fetch an export that was asked for before, in place of --level, --from and --to")
  @Nullable String task;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "<file>",
      description = "where to save it")
  @SuppressWarnings("NullAway.Init")
  Path output;

  @Option(names = "--force", description = "replace the file when it exists")
  boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress")
  boolean quiet;

  @Mixin private final ServerOptions options = new ServerOptions("1h");

  private final Surroundings surroundings;

  /** Read by the hook that runs on Ctrl-C, hence volatile. */
  private volatile @Nullable String taskId;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static String footer() {
    return """
    Times: 2026-11-01, 2026-11-01T09:30[:00], 2026-11-01T09:30+08:00, or unix
      seconds. Without an offset they are in --zone. A time that the zone's clocks
      skip or show twice is refused; write it with its offset then.
      --from 2026-11-01 --to 2026-11-30 is the whole of November.

    Environment: ROOMLEDGER_APP_ID, ROOMLEDGER_APP_SECRET, ROOMLEDGER_USER_TOKEN,
      ROOMLEDGER_SERVER, ROOMLEDGER_ZONE. Options come first; of the environment
      a user token comes before an app.

    Exit codes:
    %s

    Example:
      ./roomledger export --level omb_57c9cc7d9a81e27e54c8fabfd02759e7 \\
        --from 2026-11-01 --to 2026-11-30 --topics -o november.xlsx
    """
        .formatted(ExitCode.table());
  }

  /** The options after checking; {@code order} is missing when a task that exists is fetched. */
  private record Plan(
      ServerAddress server,
      Credentials credentials,
      WallTime clock,
      @Nullable ExportOrder order,
      Duration timeout) {}

  @Override
  public Integer call() {
    Report report = new Report(surroundings, options.json());
    taskId = task;
    try {
      run(plan(), report);
      return ExitCode.OK.number();
    } catch (Failure e) {
      report.failure(e, taskId);
      return e.exitCode().number();
    }
  }

  private void run(Plan plan, Report report) throws Failure {
    ServerOptions.warnWhenExposed(plan.server(), surroundings);
    Progress progress = Progress.on(surroundings, quiet);
    Deadline deadline = new Deadline(surroundings.time(), plan.timeout());
    Retry retry = new Retry(deadline, progress);
    try (PartFile file = PartFile.open(output.toAbsolutePath().normalize(), force);
        OnExit _ = OnExit.run(() -> hintAtTask(progress));
        Http http = new Http(surroundings.stall(), deadline)) {
      OpenPlatform platform =
          new OpenPlatform(plan.server(), plan.credentials(), http, retry, surroundings.time());
      Export export = new Export(platform, retry, deadline, progress);
      String id = plan.order() == null ? Objects.requireNonNull(task) : export.create(plan.order());
      taskId = id;
      long bytes = export.save(id, file);
      progress.end();
      report.success(facts(plan, id, bytes, deadline.elapsed()));
    } finally {
      progress.end();
    }
  }

  /** On Ctrl-C: the export goes on without us. */
  private void hintAtTask(Progress progress) {
    progress.end();
    if (taskId != null) {
      surroundings.err().println("roomledger: stopped; fetch the file later with --task " + taskId);
    }
  }

  private Map<String, Object> facts(Plan plan, String id, long bytes, Duration elapsed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("xlsx", output.toAbsolutePath().normalize().toString());
    facts.put("bytes", bytes);
    facts.put("task_id", id);
    ExportOrder asked = plan.order();
    if (asked != null) {
      facts.put("from", plan.clock().show(asked.begin()));
      facts.put("to", plan.clock().show(asked.end()));
      facts.put("start_time", Long.toString(asked.begin().getEpochSecond()));
      facts.put("end_time", Long.toString(asked.end().getEpochSecond()));
    }
    facts.put("server", plan.server().toString());
    facts.put("seconds", elapsed.toMillis() / 1000.0);
    return facts;
  }

  private Plan plan() throws Failure {
    Map<String, String> environment = surroundings.environment();
    WallTime clock = order.clock(environment);
    return new Plan(
        options.address(environment),
        options.credentials(environment),
        clock,
        task == null ? order.order(clock, " (or --task for one asked for before)") : noOrder(task),
        options.timeout());
  }

  private @Nullable ExportOrder noOrder(String id) throws Failure {
    if (order.given()) {
      throw Failure.of(
          ExitCode.USAGE,
          "--task fetches an export as it was asked for; leave out --level, --from, --to and the"
              + " rest");
    }
    OpenPlatform.checkTaskId(id);
    return null;
  }
}
