package io.roomledger.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./roomledger conformance}: every client of {@code clients/} against the packaged program,
 * and on request against another server, with the differences.
 */
final class ClientSuite {
  private static final int BUILDS_AT_ONCE = 2;

  private final Path root;
  private final Path scratch;
  private final Arguments arguments;
  private final ClientReport report = new ClientReport();

  private ClientSuite(Path root, Arguments arguments) {
    this.root = root;
    this.scratch = root.resolve("target/conformance");
    this.arguments = arguments;
  }

  /** What the command line says. */
  private record Arguments(@Nullable String against, @Nullable String only, boolean strict) {
    static Arguments parse(String... words) {
      String against = null;
      String only = null;
      boolean strict = false;
      for (int i = 0; i < words.length; i++) {
        String[] option = words[i].split("=", 2);
        switch (option[0]) {
          case "--strict" -> strict = true;
          case "--against", "--only" -> {
            if (option.length == 1 && i + 1 == words.length) {
              throw new IllegalArgumentException(option[0] + " needs a value");
            }
            String value = option.length == 2 ? option[1] : words[++i];
            if (option[0].equals("--only")) {
              only = value;
            } else {
              against = value.replaceAll("/+$", "");
            }
          }
          default ->
              throw new IllegalArgumentException(
                  "unknown option " + words[i] + "; there are --against, --only and --strict");
        }
      }
      return new Arguments(against, only, strict);
    }
  }

  /** Runs it; exit code 0: all as it has to be, 1: not, 2: wrong usage. */
  public static void main(String[] words) throws Exception {
    Path root = Path.of(Objects.requireNonNull(System.getenv("ROOMLEDGER_CONFORMANCE_ROOT")));
    Arguments arguments;
    try {
      arguments = Arguments.parse(words);
    } catch (IllegalArgumentException e) {
      System.err.println("roomledger: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new ClientSuite(root, arguments).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Files.createDirectories(scratch);
    List<ClientProgram> programs =
        ClientProgram.all(root.resolve("conformance/clients"), scratch, arguments.only());
    if (programs.isEmpty()) {
      System.err.println("roomledger: there is no client of the language " + arguments.only());
      return false;
    }
    Target other =
        arguments.against() == null ? null : Target.elsewhere(arguments.against(), System.getenv());
    boolean same = true;
    try (ExecutorService builders = Executors.newFixedThreadPool(BUILDS_AT_ONCE)) {
      Map<ClientProgram, Future<@Nullable String>> prepared = new LinkedHashMap<>();
      for (ClientProgram program : programs) {
        prepared.put(program, builders.submit(program::prepare));
      }
      try (OwnServer server = OwnServer.start(root.resolve("roomledger"), scratch)) {
        List<ClientRun> here = runAll(prepared, server.target());
        if (other != null) {
          same = compare(here, runAll(prepared, other));
        }
      } finally {
        builders.shutdownNow();
      }
    }
    report.sum();
    report.write(root.resolve("conformance/target/surefire-reports/TEST-clients.xml"));
    return report.good() && same;
  }

  private List<ClientRun> runAll(
      Map<ClientProgram, Future<@Nullable String>> prepared, Target target) throws Exception {
    List<ClientRun> runs = new ArrayList<>();
    report.head(target.url());
    for (Map.Entry<ClientProgram, Future<@Nullable String>> entry : prepared.entrySet()) {
      ClientProgram program = entry.getKey();
      try {
        String missing = entry.getValue().get();
        if (missing != null) {
          report.absent(program, missing, arguments.strict());
          continue;
        }
      } catch (ExecutionException e) {
        report.broken(program, String.valueOf(e.getCause()));
        continue;
      }
      runs.addAll(runModes(program, target));
    }
    for (ClientMode mode : ClientMode.values()) {
      if (!target.modes().containsKey(mode)) {
        report.notRun(mode);
      }
    }
    return runs;
  }

  private List<ClientRun> runModes(ClientProgram program, Target target) throws Exception {
    List<ClientRun> runs = new ArrayList<>();
    Map<String, String> limits = program.limits(target.url());
    for (ClientMode mode : ClientMode.values()) {
      if (!target.modes().containsKey(mode)) {
        continue;
      }
      String limit = limits.get(mode.told());
      if (limit != null) {
        report.impossible(program, mode, limit);
        continue;
      }
      ClientRun run =
          ClientRun.of(program, mode, target, program.prepared().resolve(mode.word() + ".xlsx"));
      report.ran(run);
      runs.add(run);
    }
    return runs;
  }

  /** Prints where the two servers differ for one client in one mode. @return whether nowhere */
  private boolean compare(List<ClientRun> here, List<ClientRun> there) {
    boolean same = true;
    System.out.printf("%nWhere the two differ%n%n");
    for (ClientRun ours : here) {
      for (ClientRun theirs : there) {
        if (ours.program().equals(theirs.program()) && ours.mode() == theirs.mode()) {
          for (String difference : ours.differences(theirs)) {
            System.out.printf(
                "%s %s, %s: %s%n",
                ours.program().language(),
                ours.program().version(),
                ours.mode().word(),
                difference);
            same = false;
          }
        }
      }
    }
    if (same) {
      System.out.println("nowhere");
    }
    return same;
  }
}
