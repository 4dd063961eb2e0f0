package io.roomledger.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which reservations: the options of all commands that say so. */
final class OrderOptions {
  static final String DEFAULT_ZONE = "Asia/Shanghai";

  @Option(
      names = "--level",
      paramLabel = "<omb_id>",
      description = "the room level: all rooms below it")
  private @Nullable String level;

  @Option(
      names = "--from",
      paramLabel = "<time>",
      description = "first moment; a date means its beginning")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "<time>",
      description = "end; a date includes that whole day, a time of day is exclusive")
  private @Nullable String to;

  @Option(
      names = "--zone",
      paramLabel = "<zone>",
      description = "zone of --from and --to (default: " + DEFAULT_ZONE + ")")
  private @Nullable String zone;

  @Option(
      names = "--rooms",
      split = ",",
      paramLabel = "<omm_id>",
      description = "only these rooms; may be repeated")
  private List<String> rooms = List.of();

  @Option(names = "--exclude", description = "all rooms but those of --rooms")
  private boolean exclude;

  @Option(names = "--topics", description = "with the meetings' titles")
  private boolean topics;

  /** Whether anything was said; the zone says nothing by itself. */
  boolean given() {
    return level != null || from != null || to != null || !rooms.isEmpty() || exclude || topics;
  }

  WallTime clock(Map<String, String> environment) throws Failure {
    return clock(zone, environment);
  }

  /** The zone that was given, else that of the environment, else the default. */
  static WallTime clock(@Nullable String zone, Map<String, String> environment) throws Failure {
    String name = zone != null ? zone : environment.getOrDefault("ROOMLEDGER_ZONE", DEFAULT_ZONE);
    try {
      return new WallTime(ZoneId.of(name));
    } catch (DateTimeException e) {
      throw Failure.of(
          ExitCode.USAGE,
          "--zone: '%s' is no time zone; write e.g. Asia/Shanghai or UTC".formatted(name));
    }
  }

  /**
   * What to export.
   *
   * @param otherwise what else would do when something is missing, in words
   */
  ExportOrder order(WallTime clock, String otherwise) throws Failure {
    if (level == null || from == null || to == null || level.isBlank()) {
      throw Failure.of(ExitCode.USAGE, "an export needs --level, --from and --to" + otherwise);
    }
    if (exclude && rooms.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, "--exclude needs --rooms: the rooms to leave out");
    }
    List<String> ids = rooms.stream().map(String::strip).toList();
    if (ids.stream().anyMatch(String::isEmpty)) {
      throw Failure.of(ExitCode.USAGE, "--rooms has an empty room id");
    }
    Instant begin = time("--from", from, clock::begin);
    Instant end = time("--to", to, clock::end);
    if (end.isBefore(begin)) {
      throw Failure.of(
          ExitCode.USAGE,
          "--to (%s) is before --from (%s)".formatted(clock.show(end), clock.show(begin)));
    }
    return new ExportOrder(level.strip(), begin, end, ids, exclude, topics);
  }

  /** The time that an option gives. */
  static Instant time(String option, String text, Function<String, Instant> reading)
      throws Failure {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, option + ": " + e.getMessage());
    }
  }
}
