package io.roomledger.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's life of an export in one mode, and what of it was not as documented.
 *
 * @param steps what was asked, in order
 * @param sights what was seen at each step, the file's included
 * @param wrongSteps how many steps were not as they have to be
 * @param problems empty = all was as it has to be
 */
record ClientRun(
    ClientProgram program,
    ClientMode mode,
    List<String> steps,
    Map<String, Sight> sights,
    int wrongSteps,
    List<String> problems) {
  static final String FILE = "file";

  private static final Map<String, String> MESSAGES =
      Map.of("121003", "param error", "121004", "data not exist", "121005", "no permission");

  ClientRun {
    steps = List.copyOf(steps);
    sights = Map.copyOf(sights);
    problems = List.copyOf(problems);
  }

  /** The code that each step has to show, in the order of the steps. */
  private static Map<String, String> expected(ClientMode mode, Map<String, String> told) {
    boolean user = mode.isUser();
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("create", "0");
    codes.put("log_id", "0");
    codes.put("poll", "3");
    codes.put("download", "0");
    codes.put(FILE, "0");
    codes.put("wrong_field", "121003");
    codes.put("not_there", "121004");
    if (!told.getOrDefault("FORBIDDEN_LEVEL_ID", "").isEmpty()) {
      codes.put("no_right", "121005");
    }
    codes.put("no_file", "121004");
    codes.put("wrong_token", user ? "99991668" : "99991663");
    if (!told.getOrDefault("UNSCOPED_TOKEN", "").isEmpty()) {
      codes.put("no_scope", user ? "99991679" : "99991672");
    }
    return codes;
  }

  static ClientRun of(ClientProgram program, ClientMode mode, Target target, Path file)
      throws Exception {
    Map<String, String> given = target.modes().getOrDefault(mode, Map.of());
    Map<String, String> told = new HashMap<>(given);
    told.put("FILE", file.toString());
    Files.deleteIfExists(file);
    ClientProgram.Finished finished = program.run(told);

    Map<String, Sight> sights = new HashMap<>();
    finished.output().lines().map(Sight::parse).forEach(sight -> sights.put(sight.step(), sight));
    List<String> problems = new ArrayList<>();
    sights.put(FILE, file(file, target.rows()));
    Map<String, String> expected = expected(mode, told);
    expected.forEach((step, code) -> {
      String problem = problem(sights.get(step), code, target);
      if (problem != null) {
        problems.add(step + ": " + problem);
      }
    });
    Files.deleteIfExists(file);
    int wrongSteps = problems.size();
    if (finished.status() != 0) {
      problems.addFirst(finished.lastWords());
    }
    return new ClientRun(
        program, mode, List.copyOf(expected.keySet()), sights, wrongSteps, problems);
  }

  private static @Nullable String problem(@Nullable Sight sight, String code, Target target) {
    if (sight == null) {
      return "not reached";
    }
    if (!sight.code().equals(code)) {
      return "%s instead of %s: %s".formatted(sight.code(), code, sight.detail());
    }
    boolean good =
        switch (sight.step()) {
          case "create" -> sight.detail().matches("[1-9][0-9]{18}");
          case "log_id" -> sight.detail().matches("[0-9A-Za-z]{34}");
          case "poll" ->
              !target.ours()
                  || sight
                      .detail()
                      .startsWith(target.url() + "/open-apis/vc/v1/exports/download?file_token=");
          case "download" -> sight.detail().contains(".xlsx");
          default ->
              sight.detail().startsWith(MESSAGES.getOrDefault(code, ""))
                  && !sight.detail().isEmpty();
        };
    return good ? null : "the detail is: " + sight.detail();
  }

  /**
   * Where another server showed this client something else, of what both were asked: codes, and the
   * words of refusals. What differs between any two exports (ids, addresses, names) is not
   * compared.
   */
  List<String> differences(ClientRun there) {
    List<String> differences = new ArrayList<>();
    for (String step : steps.stream().filter(there.steps::contains).toList()) {
      String ours = comparable(sights.get(step));
      String theirs = comparable(there.sights.get(step));
      if (!ours.equals(theirs)) {
        differences.add("%s: here %s, there %s".formatted(step, ours, theirs));
      }
    }
    return differences;
  }

  private static String comparable(@Nullable Sight sight) {
    if (sight == null) {
      return "nothing";
    }
    boolean refused = sight.code().length() > 1;
    return refused ? sight.code() + " " + sight.detail() : sight.code();
  }

  /** The downloaded file as a step of its own: code 0 when it holds what it has to. */
  private static Sight file(Path file, @Nullable Integer rows) throws IOException {
    if (!Files.exists(file)) {
      return new Sight(FILE, "none", "nothing was downloaded");
    }
    List<List<String>> read;
    try {
      read = Workbook.rows(Files.readAllBytes(file));
    } catch (IOException | RuntimeException e) {
      return new Sight(FILE, "unreadable", e.toString());
    }
    if (read.isEmpty() || !read.getFirst().equals(Workbook.HEADERS)) {
      return new Sight(FILE, "header", read.isEmpty() ? "no row" : read.getFirst().toString());
    }
    if (rows != null && read.size() - 1 != rows) {
      return new Sight(FILE, "rows", "%d rows of %d".formatted(read.size() - 1, rows));
    }
    return new Sight(FILE, "0", "15 columns, %d rows".formatted(read.size() - 1));
  }
}
