package io.roomledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.database.ConnectionSettings;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;

/** What a script sees of {@code import}: output, messages, exit codes, files. */
class ImportCommandTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private static final String HEADER = "external_id,room_name,start_time,end_time\n";

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String tenant =
      new Tenants(JdbcClient.create(database.dataSource()), new Secrets(new SecureRandom()))
          .create("Musterwerk", "Asia/Shanghai")
          .key();

  @Test
  void printsWhatItDid() throws IOException {
    Path file = file(HEADER + "a,R,100,200\nb,R,200,300\n");
    assertThat(run(file)).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            loaded: true
            lines: 2
            inserted: 2
            updated: 0
            unchanged: 0
            bad: 0
            levels_made: 1
            rooms_made: 1
            departments_made: 0
            people_made: 0
            """);
    assertThat(err.toString()).isEmpty();
    assertThat(run(file, "--json")).isZero();
    assertThat(out.toString()).contains("\"unchanged\":2").contains("\"problems\":[]");
    assertThat(run(file, "--skip-bad")).isZero();
    assertThat(bad(file)).doesNotExist();
  }

  @Test
  void aBadLineIsNamedAndNothingLoaded() throws IOException {
    Path file = file(HEADER + "a,R,100,200\nb,R,150,300\n");
    assertThat(run(file)).isEqualTo(1);
    assertThat(out.toString()).startsWith("loaded: false").contains("bad: 1");
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            """
            line 3, start_time: the room is taken by line 2
            1 of 2 lines are bad. Nothing was loaded.
            """);
    assertThat(bad(file)).doesNotExist();
  }

  @Test
  void badLinesGoToAFileThatCanBeCorrectedAndImported() throws IOException {
    Path file = file(HEADER + "a,R,100,200\n\"b\",R,150,300\nc,\"R\",x,400\nd,R\n");
    assertThat(run(file, "--skip-bad")).isZero();
    assertThat(bad(file))
        .content()
        .isEqualTo(
            "external_id,room_name,start_time,end_time,problem\n"
                + "\"b\",R,150,300,\"start_time: the room is taken by line 2\"\n"
                + "c,\"R\",x,400,\"start_time: 'x' is no time with an offset: write"
                + " 2026-11-01T09:00:00+08:00, or unix seconds such as 1793494800\"\n"
                + "d,R,\"has 2 fields where the header has 4\"\n");
    assertThat(run(file, "--skip-bad")).isEqualTo(2);
    assertThat(err.toString()).contains("is there already").contains("--bad-file");

    Path corrected = directory.resolve("corrected.csv");
    Files.writeString(
        corrected, Files.readString(bad(file)).replace("150", "250").replace(",x,", ",300,"));
    Path again = directory.resolve("again.csv");
    assertThat(run(corrected, "--skip-bad", "--bad-file", again.toString())).isZero();
    assertThat(out.toString()).contains("inserted: 2").contains("bad: 1");
    assertThat(Files.readString(again)).startsWith(HEADER.strip() + ",problem\n");
  }

  @Test
  void badLinesAreWrittenOnDemandWhenNothingIsLoaded() throws IOException {
    Path target = directory.resolve("bad.csv");
    assertThat(run(file(HEADER + "a,R,9,1\n"), "--bad-file", target.toString())).isEqualTo(1);
    assertThat(target).content().contains("a,R,9,1,\"end_time: ");
  }

  @Test
  void filesAndTenantsThatAreNotThere() throws IOException {
    assertThat(run(directory.resolve("none.csv"))).isEqualTo(2);
    assertThat(err.toString()).startsWith("There is no file ");
    Path file = file("external_id,room\n");
    assertThat(run(file)).isEqualTo(1);
    assertThat(err.toString()).contains("there is no column 'room'").contains("Nothing was loaded");
    assertThat(new CommandLine(new ImportCommand(environment())).execute("--tenant", "x"))
        .isEqualTo(2);
    Path good = file(HEADER);
    assertThat(execute(List.of("--tenant", "nobody", good.toString()))).isEqualTo(2);
    assertThat(err.toString()).startsWith("There is no tenant nobody");
  }

  private Path file(String csv) throws IOException {
    return Files.writeString(directory.resolve("reservations.csv"), csv);
  }

  private static Path bad(Path file) {
    return Path.of(file + ".bad.csv");
  }

  private int run(Path file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--tenant", tenant, file.toString()));
    arguments.addAll(List.of(options));
    return execute(arguments);
  }

  private int execute(List<String> arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--data", directory.resolve("data").toString()));
    return new CommandLine(new ImportCommand(environment()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private static Map<String, String> environment() {
    ConnectionSettings settings = database.settings();
    return Map.of(
        "ROOMLEDGER_DB_URL", settings.url(),
        "ROOMLEDGER_DB_USER", settings.user(),
        "ROOMLEDGER_DB_PASSWORD", settings.password());
  }
}
