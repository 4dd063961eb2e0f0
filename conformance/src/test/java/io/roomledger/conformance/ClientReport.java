package io.roomledger.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is printed of the runs, line by line as they end, and what is counted of them. */
final class ClientReport {
  private static final String LINE = "%-9s %-17s %-8s %-6s %s%n";

  private final List<String> cases = new ArrayList<>();
  private int passed;
  private int failed;
  private int absent;
  private int impossible;

  void head(String url) {
    System.out.printf("%nAgainst %s%n%n", url);
    System.out.printf(LINE, "language", "SDK version", "mode", "steps", "");
  }

  void ran(ClientRun run) {
    int steps = run.steps().size();
    int good = steps - run.wrongSteps();
    boolean ok = run.problems().isEmpty();
    line(run.program(), run.mode().word(), good + "/" + steps, ok ? "ok" : "FAILED");
    run.problems().forEach(problem -> System.out.println(problem.indent(4).stripTrailing()));
    if (ok) {
      passed++;
    } else {
      failed++;
    }
    count(run.program(), run.mode().word(), ok ? "" : String.join("; ", run.problems()));
  }

  /** The tools are there and the client could not be built all the same. */
  void broken(ClientProgram program, String why) {
    line(program, "-", "-", "FAILED: " + why);
    failed++;
    count(program, "prepare", why);
  }

  /**
   * @param strict whether that is a failure
   */
  void absent(ClientProgram program, String why, boolean strict) {
    line(program, "-", "-", "absent: " + why);
    absent++;
    if (strict) {
      failed++;
      count(program, "prepare", "absent: " + why);
    }
  }

  /** The SDK cannot do it, whatever the server says. */
  void impossible(ClientProgram program, ClientMode mode, String why) {
    line(program, mode.word(), "-", "not run: " + why);
    impossible++;
  }

  void notRun(ClientMode mode) {
    System.out.printf("Mode %s is not run: there are no credentials for it.%n", mode.word());
  }

  void sum() {
    if (passed + failed == 0) {
      System.out.printf("%nNothing was run.%n");
    }
    System.out.printf(
        "%n%d runs passed, %d failed; %d clients absent, %d modes beyond an SDK.%n",
        passed, failed, absent, impossible);
  }

  boolean good() {
    return failed == 0 && passed > 0;
  }

  /** The runs in the form in which build machines read test results. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="clients" tests="%d" failures="%d" errors="0" skipped="0">
        %s
        </testsuite>
        """
            .formatted(passed + failed, failed, String.join("\n", cases)));
  }

  private static void line(ClientProgram program, String mode, String steps, String result) {
    System.out.printf(LINE, program.language(), program.version(), mode, steps, result);
  }

  private void count(ClientProgram program, String name, String failure) {
    cases.add(
        "<testcase classname=\"%s %s\" name=\"%s\">%s</testcase>"
            .formatted(
                program.language(),
                escaped(program.version()),
                name,
                failure.isEmpty() ? "" : "<failure>" + escaped(failure) + "</failure>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
