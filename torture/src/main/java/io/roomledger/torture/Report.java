package io.roomledger.torture;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What became of the cases: a line for each as it ends, and a table at the end. */
final class Report {
  private final List<Result> results = new ArrayList<>();

  /** How a case ended. */
  enum End {
    OK,
    VIOLATED,
    /** This machine cannot do it, and need not. */
    ABSENT
  }

  private record Result(String scenario, String name, End end, Duration took, String note) {}

  /** Runs one case and writes down how it ended; goes on after a violation. */
  boolean take(String scenario, String name, Scenario.Case what) {
    long begin = System.nanoTime();
    try {
      add(scenario, name, End.OK, begin, what.run());
      return true;
    } catch (Violation e) {
      add(scenario, name, End.VIOLATED, begin, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      add(scenario, name, End.VIOLATED, begin, trace.toString());
    }
    return false;
  }

  /** A case that this machine lacks something for. */
  void absent(String scenario, String name, boolean strict, String why) {
    add(scenario, name, strict ? End.VIOLATED : End.ABSENT, System.nanoTime(), why);
  }

  private synchronized void add(String scenario, String name, End end, long begin, String note) {
    Result result =
        new Result(scenario, name, end, Duration.ofNanos(System.nanoTime() - begin), note);
    results.add(result);
    System.out.printf(
        "%-9s %-14s %-28s %6.1f s  %s%n",
        end.name().toLowerCase(Locale.ROOT),
        scenario,
        name,
        result.took().toMillis() / 1000.0,
        note.lines().findFirst().orElse(""));
    System.out.flush();
  }

  boolean good() {
    return results.stream().noneMatch(result -> result.end() == End.VIOLATED) && !results.isEmpty();
  }

  /** How many cases of each scenario ended how. */
  String table() {
    Set<String> scenarios = new LinkedHashSet<>();
    results.forEach(result -> scenarios.add(result.scenario()));
    StringBuilder table =
        new StringBuilder(
            "%n%-16s %6s %9s %7s%n".formatted("scenario", "ok", "violated", "absent"));
    for (String each : scenarios) {
      table.append(
          "%-16s %6d %9d %7d%n"
              .formatted(
                  each, count(each, End.OK), count(each, End.VIOLATED), count(each, End.ABSENT)));
    }
    results.stream()
        .filter(result -> result.end() == End.VIOLATED)
        .forEach(result ->
            table.append(
                "%nviolated: %s, %s%n%s%n"
                    .formatted(result.scenario(), result.name(), result.note())));
    return table.toString();
  }

  /** A report as those of the tests, so that a build machine counts it. */
  void write(Path file) throws IOException {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuite name=\"torture\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">\n"
            .formatted(results.size(), count(End.VIOLATED), count(End.ABSENT)));
    for (Result result : results) {
      String inside =
          switch (result.end()) {
            case OK -> "";
            case VIOLATED -> "<failure message=\"" + escaped(result.note()) + "\"/>";
            case ABSENT -> "<skipped message=\"" + escaped(result.note()) + "\"/>";
          };
      xml.append(
          "<testcase classname=\"torture.%s\" name=\"%s\" time=\"%.3f\">%s</testcase>\n"
              .formatted(
                  result.scenario(),
                  escaped(result.name()),
                  result.took().toMillis() / 1000.0,
                  inside));
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, xml.append("</testsuite>\n"), StandardCharsets.UTF_8);
  }

  private long count(String scenario, End end) {
    return results.stream()
        .filter(result -> result.scenario().equals(scenario) && result.end() == end)
        .count();
  }

  private long count(End end) {
    return results.stream().filter(result -> result.end() == end).count();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
