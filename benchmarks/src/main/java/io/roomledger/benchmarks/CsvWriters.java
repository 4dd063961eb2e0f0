package io.roomledger.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The CSV writer alone, one thread, beside FastCSV. */
final class CsvWriters implements Measure {
  private static final Goal BESIDE_FASTCSV = Goal.atLeast(2, 2.6);

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public List<Result> take(Bench bench) throws Exception {
    Path source = WriterSource.prepare(bench);
    long rows = bench.options().writerRows();
    List<Result> results = new ArrayList<>();
    for (int columns : new int[] {15, 20}) {
      try (WriterProcess ours =
              new WriterProcess("CSV", source, rows, columns, bench.work().resolve("ours.csv"));
          WriterProcess fastCsv =
              new WriterProcess(
                  "FASTCSV", source, rows, columns, bench.work().resolve("fastcsv.csv"))) {
        List<Contender> contenders =
            List.of(new Contender("ours", ours::go), new Contender("fastcsv", fastCsv::go));
        Rounds.warm(bench.options().warmSeconds(), contenders);
        Rounds rounds = Rounds.alternate(0, bench.options().rounds(), contenders);
        results.add(
            Result.of(
                "csv-fastcsv-" + columns,
                rounds.median("fastcsv") / rounds.median("ours"),
                BESIDE_FASTCSV,
                String.format(
                    Locale.ROOT, "%,d rows × %d; seconds: %s", rows, columns, rounds.medians())));
      }
    }
    return results;
  }
}
