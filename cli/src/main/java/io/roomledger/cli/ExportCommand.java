package io.roomledger.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
  static final String DEFAULT_SERVER = "http://127.0.0.1:8420";
  static final String DEFAULT_ZONE = "Asia/Shanghai";

  @Option(
      names = "--level",
      paramLabel = "<omb_id>",
      description = "the room level: all rooms below it")
  @Nullable String level;

  @Option(
      names = "--from",
      paramLabel = "<time>",
      description = "first moment; a date means its beginning")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "<time>",
      description = "end; a date includes that whole day, a time of day is exclusive")
  @Nullable String to;

  @Option(
      names = "--zone",
      paramLabel = "<zone>",
      description = "zone of --from and --to (default: " + DEFAULT_ZONE + ")")
  @Nullable String zone;

  @Option(
      names = "--rooms",
      split = ",",
      paramLabel = "<omm_id>",
      description = "only these rooms; may be repeated")
  List<String> rooms = List.of();

  @Option(names = "--exclude", description = "all rooms but those of --rooms")
  boolean exclude;

  @Option(names = "--topics", description = "with the meetings' titles")
  boolean topics;

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
      names = "--server",
      paramLabel = "<url>",
      description = "its base URL (default: " + DEFAULT_SERVER + ")")
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
      description = "for all of it, e.g. 90s, 30m, 2h (default: 1h)")
  String timeout = "1h";

  @Option(names = "--json", description = "the result, or the error, as one JSON object")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "no progress")
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  boolean help;

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
    Report report = new Report(surroundings, json);
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
    if (plan.server().isExposed()) {
      surroundings
          .err()
          .println(
              "roomledger: warning: others on the way to %s can read the secret"
                  .formatted(plan.server()));
    }
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
    ExportOrder order = plan.order();
    if (order != null) {
      facts.put("from", plan.clock().show(order.begin()));
      facts.put("to", plan.clock().show(order.end()));
      facts.put("start_time", Long.toString(order.begin().getEpochSecond()));
      facts.put("end_time", Long.toString(order.end().getEpochSecond()));
    }
    facts.put("server", plan.server().toString());
    facts.put("seconds", elapsed.toMillis() / 1000.0);
    return facts;
  }

  private Plan plan() throws Failure {
    Map<String, String> environment = surroundings.environment();
    try {
      String address =
          server != null ? server : environment.getOrDefault("ROOMLEDGER_SERVER", DEFAULT_SERVER);
      WallTime clock =
          new WallTime(
              zone(
                  zone != null ? zone : environment.getOrDefault("ROOMLEDGER_ZONE", DEFAULT_ZONE)));
      Credentials credentials =
          new Credentials.Options(appId, appSecret, appSecretFile, userTokenFile)
              .resolve(environment);
      return new Plan(
          ServerAddress.parse(address),
          credentials,
          clock,
          task == null ? order(clock) : noOrder(task),
          Units.duration(timeout));
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private ExportOrder order(WallTime clock) {
    if (level == null || from == null || to == null || level.isBlank()) {
      throw new IllegalArgumentException(
          "an export needs --level, --from and --to (or --task for one asked for before)");
    }
    if (exclude && rooms.isEmpty()) {
      throw new IllegalArgumentException("--exclude needs --rooms: the rooms to leave out");
    }
    List<String> ids = rooms.stream().map(String::strip).toList();
    if (ids.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("--rooms has an empty room id");
    }
    Instant begin = option("--from", from, clock::begin);
    Instant end = option("--to", to, clock::end);
    if (end.isBefore(begin)) {
      throw new IllegalArgumentException(
          "--to (%s) is before --from (%s)".formatted(clock.show(end), clock.show(begin)));
    }
    return new ExportOrder(level.strip(), begin, end, ids, exclude, topics);
  }

  private @Nullable ExportOrder noOrder(String id) {
    if (level != null || from != null || to != null || !rooms.isEmpty() || exclude || topics) {
      throw new IllegalArgumentException(
          "--task fetches an export as it was asked for; leave out --level, --from, --to and the"
              + " rest");
    }
    if (!OpenPlatform.TASK_ID.matcher(id).matches()) {
      throw new IllegalArgumentException("'%s' is no task id".formatted(id));
    }
    return null;
  }

  private static Instant option(String name, String text, Function<String, Instant> reading) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "--zone: '%s' is no time zone; write e.g. Asia/Shanghai or UTC".formatted(name), e);
    }
  }
}
