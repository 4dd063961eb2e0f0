package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which lines are bad because a room is taken. Hours count from 1 November 2026, 00:00 UTC. */
class OverlapTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private final ImportTenant tenant = new ImportTenant(database.dataSource());

  @Test
  void theLaterOfTwoLinesIsBadWhateverTheirTimes() throws IOException {
    assertThat(load("a R 5-7", "b R 4-6", "c S 4-6", "d R 6-8", "e R 1-9"))
        .containsExactly(
            "line 3, start_time: the room is taken by line 2",
            "line 5, start_time: the room is taken by line 2",
            "line 6, start_time: the room is taken by line 2");
    assertThat(tenant.held()).containsExactly("a R 5-7 2", "c S 4-6 2");
  }

  @Test
  void aBadLineTakesNothing() throws IOException {
    assertThat(load("a R 1-3", "b R 2-5", "c R 4-6", "d R 5-6"))
        .containsExactly(
            "line 3, start_time: the room is taken by line 2",
            "line 5, start_time: the room is taken by line 4");
  }

  @Test
  void adjacentReservationsDoNotOverlap() throws IOException {
    assertThat(load("a R 1-2", "b R 2-3", "c R 0-1")).isEmpty();
  }

  @Test
  void cancelledAndDeclinedOnesHoldNothing() throws IOException {
    assertThat(load("a R 1-2 cancelled", "b R 1-2", "c R 1-2 declined", "d R 1-2 cancelled"))
        .isEmpty();
    assertThat(load("e R 1-2 pending_approval")).hasSize(1);
  }

  @Test
  void anEarlyReleaseFreesTheRest() throws IOException {
    assertThat(load("a R 1-9 released_by_hand 3", "b R 3-9", "c R 2-3"))
        .containsExactly("line 4, start_time: the room is taken by line 2");
    assertThat(load("x S 5-9 released_not_checked_in 4", "y S 5-6", "z S 8-9")).isEmpty();
  }

  @Test
  void storedReservationsComeBeforeAllLines() throws IOException {
    load("a R 1-3", "b R 5-7");
    assertThat(load("x R 2-4", "y R 3-5", "a R 1-3", "z R 6-9"))
        .containsExactly(
            "line 2, start_time: the room is taken by the stored reservation 'a'",
            "line 5, start_time: the room is taken by the stored reservation 'b'");
    assertThat(tenant.held()).containsExactly("a R 1-3 2", "b R 5-7 2", "y R 3-5 2");
  }

  @Test
  void whatAnotherLineMovesAwayIsFree() throws IOException {
    load("a R 1-3");
    String id = tenant.one(IDS);
    assertThat(load("x R 1-3", "a R 3-4")).isEmpty();
    assertThat(tenant.held()).containsExactly("a R 3-4 2", "x R 1-3 2");
    assertThat(load("x R 1-2", "a R 2-4")).isEmpty();
    assertThat(tenant.rows(IDS)).contains(id);
  }

  @Test
  void aMoveIntoAStoredOneIsBadAndLeavesTheReservationWhereItWas() throws IOException {
    load("a R 1-3", "b R 5-7");
    assertThat(load("a R 4-6", "x R 2-3"))
        .containsExactly(
            "line 2, start_time: the room is taken by the stored reservation 'b'",
            "line 3, start_time: the room is taken by the stored reservation 'a'");
    assertThat(tenant.held()).containsExactly("a R 1-3 2", "b R 5-7 2");
  }

  @Test
  void aChainOfMovesFallsBackAsFarAsItMust() throws IOException {
    load("a R 1-2", "b R 2-3", "c R 3-4", "d R 4-5", "o S 1-2");
    assertThat(load("a R 2-3", "b R 3-4", "c R 4-5", "o S 2-3"))
        .containsExactlyInAnyOrder(
            "line 2, start_time: the room is taken by the stored reservation 'b'",
            "line 3, start_time: the room is taken by the stored reservation 'c'",
            "line 4, start_time: the room is taken by the stored reservation 'd'");
    assertThat(tenant.held())
        .containsExactly("a R 1-2 2", "b R 2-3 2", "c R 3-4 2", "d R 4-5 2", "o S 2-3 2");
    assertThat(load("a R 2-3", "b R 3-4", "c R 4-5", "d R 5-6")).isEmpty();
  }

  @Test
  void twoReservationsChangePlaces() throws IOException {
    load("a R 1-3", "b S 1-3", "c R 3-4", "d R 4-5");
    List<String> ids = tenant.rows(IDS);
    assertThat(load("a S 1-3", "b R 1-3", "c R 4-5", "d R 3-4")).isEmpty();
    assertThat(tenant.held()).containsExactly("a S 1-3 2", "b R 1-3 2", "c R 4-5 2", "d R 3-4 2");
    assertThat(tenant.rows(IDS)).isEqualTo(ids);
  }

  private static final String IDS =
      "select id from reservation where tenant_id = :tenant order by external_id";

  /** {@code id room begin-finish [status [release]]}, hours; returns the problems. */
  private List<String> load(String... lines) throws IOException {
    StringBuilder csv =
        new StringBuilder("external_id,room_name,start_time,end_time,status,release_time\n");
    for (String line : lines) {
      String[] parts = line.split("[ -]", -1);
      csv.append(
          "%s,%s,%s,%s,%s,%s\n"
              .formatted(
                  parts[0],
                  parts[1],
                  hour(parts[2]),
                  hour(parts[3]),
                  parts.length > 4 ? parts[4] : "",
                  parts.length > 5 ? hour(parts[5]) : ""));
    }
    return tenant.loadGood(csv.toString()).problems().stream()
        .map(ImportProblem::toString)
        .toList();
  }

  private static long hour(String hour) {
    return 1_793_491_200L + 3600 * Long.parseLong(hour);
  }
}
