package io.roomledger.benchmarks;

import io.roomledger.benchmarks.writers.WriterMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The writer alone, one thread, beside the libraries: the same rows out of the same file of binary
 * COPY, with the product's 15 columns and with 20. The program in C reads them as text, ready to be
 * written.
 */
final class XlsxWriters implements Measure {
  private static final Map<String, Goal> GOALS =
      new TreeMap<>(
          Map.of(
              "dhatim", Goal.atLeast(9, 12),
              "poi", Goal.atLeast(18, 25),
              "easyexcel", Goal.atLeast(21, 30),
              "libxlsxwriter", Goal.atLeast(13, 18)));
  private static final Goal SIZE = Goal.atMost(0.85, 0.8);
  private static final String C_PACKAGES =
      "libxlsxwriter-dev and a C compiler (apt install libxlsxwriter-dev gcc)";

  @Override
  public String name() {
    return "writers";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    Path source = WriterSource.prepare(bench);
    List<Result> results = new ArrayList<>();
    for (int columns : new int[] {15, 20}) {
      results.addAll(beside(bench, source, columns));
    }
    return results;
  }

  private static List<Result> beside(Bench bench, Path source, int columns) throws Exception {
    long rows = bench.options().writerRows();
    Path work = bench.work();
    Path ours = work.resolve("ours.xlsx");
    Path theirs = work.resolve("libxlsxwriter.xlsx");
    Path inC = work.resolve("libxlsxwriter");
    boolean compiled = compile(bench, inC);
    Path text = work.resolve("rows-" + columns + ".tsv");
    if (compiled) {
      try (WriterProcess tsv = new WriterProcess("TSV", source, rows, columns, text)) {
        var _ = tsv.go();
      }
    }
    try (WriterProcess xlsx = new WriterProcess("XLSX", source, rows, columns, ours);
        WriterProcess dhatim =
            new WriterProcess("DHATIM", source, rows, columns, work.resolve("dhatim.xlsx"));
        WriterProcess poi =
            new WriterProcess("POI", source, rows, columns, work.resolve("poi.xlsx"));
        WriterProcess easyExcel =
            new WriterProcess("EASYEXCEL", source, rows, columns, work.resolve("easyexcel.xlsx"))) {
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new Contender("ours", xlsx::go));
      contenders.add(new Contender("dhatim", dhatim::go));
      contenders.add(new Contender("poi", poi::go));
      contenders.add(new Contender("easyexcel", easyExcel::go));
      Rounds.warm(bench.options().warmSeconds(), contenders);
      if (compiled) {
        contenders.add(
            new Contender(
                "libxlsxwriter",
                () ->
                    Double.parseDouble(
                        Shell.run(
                                List.of(
                                    inC.toString(),
                                    text.toString(),
                                    theirs.toString(),
                                    WriterMain.kinds(columns)))
                            .strip())));
      }
      Rounds rounds = Rounds.alternate(0, bench.options().rounds(), contenders);
      return results(bench, rounds, columns, compiled, ours, theirs);
    }
  }

  private static List<Result> results(
      Bench bench, Rounds rounds, int columns, boolean compiled, Path ours, Path theirs)
      throws IOException {
    List<Result> results = new ArrayList<>();
    long rows = bench.options().writerRows();
    double seconds = rounds.median("ours");
    for (Map.Entry<String, Goal> goal : GOALS.entrySet()) {
      String peer = goal.getKey();
      String name = "writer-" + peer + "-" + columns;
      if (peer.equals("libxlsxwriter") && !compiled) {
        results.add(Result.missing(name, goal.getValue(), C_PACKAGES));
      } else {
        String note =
            String.format(
                Locale.ROOT,
                "%,d rows × %d; seconds: ours %s, %s %s",
                rows,
                columns,
                rounds.spread("ours"),
                peer,
                rounds.spread(peer));
        results.add(Result.of(name, rounds.median(peer) / seconds, goal.getValue(), note));
      }
    }
    results.add(size(columns, compiled, ours, theirs));
    bench.further(
        "rows per second, the writer alone, " + columns + " columns",
        String.format(Locale.ROOT, "%,.0f", rows / seconds));
    return results;
  }

  private static Result size(int columns, boolean compiled, Path ours, Path theirs)
      throws IOException {
    String name = "size-" + columns;
    if (!compiled) {
      return Result.missing(name, SIZE, C_PACKAGES);
    }
    long size = Files.size(ours);
    long beside = Files.size(theirs);
    String note = String.format(Locale.ROOT, "bytes: ours %,d, libxlsxwriter %,d", size, beside);
    return Result.of(name, (double) size / beside, SIZE, note);
  }

  private static boolean compile(Bench bench, Path program) throws InterruptedException {
    try {
      var _ =
          Shell.run(
              List.of(
                  "cc",
                  "-O2",
                  "-o",
                  program.toString(),
                  bench.sources().resolve("c/libxlsxwriter.c").toString(),
                  "-lxlsxwriter"));
      return true;
    } catch (IOException e) {
      Bench.say("no libxlsxwriter: " + e);
      return false;
    }
  }
}
