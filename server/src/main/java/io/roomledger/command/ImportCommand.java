package io.roomledger.command;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.reservations.BadLineFile;
import io.roomledger.reservations.CsvReservations;
import io.roomledger.reservations.ImportFailedException;
import io.roomledger.reservations.ImportOptions;
import io.roomledger.reservations.ImportOutcome;
import io.roomledger.reservations.ImportProblem;
import io.roomledger.reservations.ImportProgress;
import io.roomledger.reservations.ReservationImport;
import io.roomledger.reservations.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads reservations from a CSV file; the format is in {@code docs/import-csv.md}. */
@Command(
    name = "import",
    header = "Load reservations, and the rooms, levels and people they name, from a CSV file.",
    description = {"Nothing is loaded when a line is bad, unless --skip-bad is given."},
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = RootCommand.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:loaded, with --skip-bad perhaps without the bad lines",
      "1:nothing was loaded",
      "2:the command line is wrong"
    })
final class ImportCommand implements Callable<Integer> {
  static final int LOADED = 0;
  static final int NOT_LOADED = 1;

  /** Nobody needs to be told about less. */
  private static final long LONG_FILE = ImportProgress.STRIDE;

  private final Map<String, String> environment;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "<file.csv>", description = "UTF-8, with a header row")
  private Path file = Path.of("");

  @Option(names = "--tenant", required = true, paramLabel = "<tenant_key>")
  private String tenant = "";

  @Option(names = "--skip-bad", description = "load the good lines; write the bad ones to a file")
  private boolean skipBad;

  @Option(
      names = "--bad-file",
      paramLabel = "<file>",
      description =
          "where bad lines go, each with its problems (with --skip-bad: <file.csv>.bad.csv)")
  private @Nullable Path badFile;

  @Option(names = "--json", description = "print the outcome as JSON")
  private boolean json;

  @Option(names = "--data", paramLabel = "<dir>", description = "data directory (${DEFAULT-VALUE})")
  private Path data = Path.of("data");

  ImportCommand() {
    this(System.getenv());
  }

  ImportCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    try (InputStream in = Files.newInputStream(file)) {
      CsvReservations lines = new CsvReservations(in);
      Path target = badFile == null && skipBad ? Path.of(file + ".bad.csv") : badFile;
      if (target == null) {
        return run(lines, null);
      }
      try (BadLineFile bad = new BadLineFile(target, lines.header())) {
        int exitCode = run(lines, bad);
        bad.keep();
        return exitCode;
      }
    } catch (NoSuchFileException e) {
      return fail(RootCommand.USAGE, "There is no file " + e.getFile() + ".");
    } catch (FileAlreadyExistsException e) {
      return fail(
          RootCommand.USAGE,
          "The file for bad lines is there already: %s. Name another with --bad-file."
              .formatted(e.getFile()));
    } catch (UnreadableFileException e) {
      return fail(NOT_LOADED, "%s: %s%nNothing was loaded.".formatted(file, e.getMessage()));
    } catch (ImportFailedException e) {
      return fail(NOT_LOADED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail(NOT_LOADED, "%s%nNothing was loaded.".formatted(e));
    }
  }

  private int run(CsvReservations lines, @Nullable BadLineFile bad) throws IOException {
    try (OpenDatabase database = OpenDatabase.forCommand(DataHome.open(data), environment)) {
      DataSource dataSource = database.database().dataSource();
      Secrets secrets = new Secrets(new SecureRandom());
      Optional<Tenants.Tenant> found =
          new Tenants(JdbcClient.create(dataSource), secrets).find(tenant);
      if (found.isEmpty()) {
        return fail(RootCommand.USAGE, "There is no tenant %s.".formatted(tenant));
      }
      ImportOutcome outcome =
          new ReservationImport(dataSource, secrets)
              .run(found.get().id(), lines, new ImportOptions(skipBad, bad, this::progress));
      print(outcome);
      return outcome.loaded() ? LOADED : NOT_LOADED;
    }
  }

  private void progress(ImportProgress.Stage stage, long lines) {
    if (lines >= LONG_FILE) {
      err()
          .println(
              switch (stage) {
                case READING -> "%,d lines read".formatted(lines);
                case CHECKING -> "checking %,d lines".formatted(lines);
                case STORING -> "storing";
              });
      err().flush();
    }
  }

  private void print(ImportOutcome outcome) {
    for (ImportProblem problem : outcome.problems()) {
      err().println(problem);
    }
    if (outcome.bad() > 0) {
      err()
          .println(
              "%,d of %,d lines are bad.%s"
                  .formatted(
                      outcome.bad(),
                      outcome.lines(),
                      outcome.loaded() ? "" : " Nothing was loaded."));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("loaded", outcome.loaded());
    facts.put("lines", outcome.lines());
    facts.put("inserted", outcome.inserted());
    facts.put("updated", outcome.updated());
    facts.put("unchanged", outcome.unchanged());
    facts.put("bad", outcome.bad());
    facts.put("levels_made", outcome.made().levels());
    facts.put("rooms_made", outcome.made().rooms());
    facts.put("departments_made", outcome.made().departments());
    facts.put("people_made", outcome.made().people());
    if (json) {
      facts.put("problems", outcome.problems());
    }
    KeyValues.print(spec.commandLine().getOut(), json, facts);
  }

  private int fail(int exitCode, String message) {
    err().println(message);
    err().flush();
    return exitCode;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
