package io.roomledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the figures between the marks in {@code docs/performance.md}. */
final class PerformancePage {
  private static final String BEGIN = "<!-- figures: written by ./roomledger bench -->";
  private static final String END = "<!-- end of figures -->";

  private PerformancePage() {}

  static void write(
      Path page, List<String> conditions, List<Result> results, Map<String, String> further)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(BEGIN);
    lines.add("");
    conditions.forEach(condition -> lines.add("- " + condition));
    lines.add("");
    lines.add("| Measure | Value | Must | Stretch | Conditions |");
    lines.add("|---|---|---|---|---|");
    results.forEach(result -> lines.add(result.row()));
    lines.add("");
    lines.add("| Further figures | |");
    lines.add("|---|---|");
    further.forEach((name, value) -> lines.add("| " + name + " | " + value + " |"));
    lines.add("");
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(page + " has lost the marks around its figures");
    }
    Files.writeString(
        page, text.substring(0, from) + String.join("\n", lines) + text.substring(to));
  }
}
