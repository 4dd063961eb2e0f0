package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example and the documentation are what the program reads. */
class ImportExampleTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void theDocumentedExampleIsLoaded() throws IOException {
    ImportTenant tenant = new ImportTenant(database.dataSource());
    for (int time = 0; time < 2; time++) {
      try (InputStream csv = Files.newInputStream(DOCS.resolve("examples/reservations.csv"))) {
        ImportOutcome outcome = tenant.load(csv, ImportOptions.allOrNothing());
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.lines()).isEqualTo(20);
        assertThat(time == 0 ? outcome.inserted() : outcome.unchanged()).isEqualTo(20);
        assertThat(outcome.made())
            .isEqualTo(
                time == 0 ? new ImportOutcome.Made(14, 8, 12, 10) : ImportOutcome.Made.NOTHING);
      }
    }
    assertThat(
            tenant.one(
                "select topic from reservation where tenant_id = :tenant and external_id ="
                    + " 'cal-2026-110215'"))
        .isEqualTo("接待来访\n（茶歇、投影）");
    assertThat(tenant.rows("select name from room_level where tenant_id = :tenant"))
        .contains("科技园/北区");
    List<String> statuses =
        tenant.rows(
            "select distinct status from reservation where tenant_id = :tenant order by status");
    assertThat(statuses).hasSize(ReservationStatus.values().length);
  }

  @Test
  void theDocumentationNamesEveryColumnAndWord() throws IOException {
    String page = Files.readString(DOCS.resolve("import-csv.md"));
    List<String> names =
        Stream.of(
                Arrays.stream(ImportColumn.values()),
                Arrays.stream(ReservationStatus.values()),
                Arrays.stream(CheckInDevice.values()),
                Arrays.stream(CheckInStatus.values()))
            .flatMap(values -> values)
            .map(value -> "`" + value.name().toLowerCase(Locale.ROOT) + "`")
            .toList();
    assertThat(names).allSatisfy(name -> assertThat(page).contains(name));
  }
}
