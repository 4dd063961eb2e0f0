package io.roomledger.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ImportedReservation;
import io.roomledger.reservations.ReservationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleOrganisationTest {
  private static final long SEED = 20220606;

  @Test
  void theSameSeedGivesTheSameOrganisation() {
    SampleOrganisation one = new SampleOrganisation(SEED, 2000);
    SampleOrganisation other = new SampleOrganisation(SEED, 2000);

    assertThat(all(one)).isEqualTo(all(other)).isEqualTo(all(one));
    assertThat(one.people()).isEqualTo(other.people());
    assertThat(one.departments()).isEqualTo(other.departments());
    assertThat(one.levels()).isEqualTo(other.levels());
    assertThat(one.rooms()).isEqualTo(other.rooms());
  }

  @Test
  void anotherSeedGivesAnotherOrganisation() {
    SampleOrganisation one = new SampleOrganisation(SEED, 2000);
    SampleOrganisation other = new SampleOrganisation(SEED + 1, 2000);

    assertThat(externalIds(one)).doesNotContainAnyElementsOf(externalIds(other));
    assertThat(one.people()).doesNotContainAnyElementsOf(other.people());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 10, 999, 1000, 1001, 20_000})
  void exactlySoManyAreExported(long count) {
    SampleOrganisation organisation = new SampleOrganisation(SEED, count);

    assertThat(all(organisation).stream().filter(each -> each.status().exported()).count())
        .isEqualTo(count)
        .isEqualTo(organisation.reservationCount());
  }

  @Test
  void aSampleOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SampleOrganisation(SEED, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 10, 20_000})
  void theDocumentsOwnRequestFindsAMeeting(long count) {
    SampleOrganisation organisation = new SampleOrganisation(SEED, count);
    Instant asked = Instant.ofEpochSecond(1_655_276_858);

    assertThat(all(organisation))
        .filteredOn(each -> "omm_eada1d61a550955240c28757e7dec3af".equals(each.room().roomId()))
        .filteredOn(each -> !each.begin().isAfter(asked) && each.finish().isAfter(asked))
        .filteredOn(each -> each.status().exported())
        .hasSize(1);
    assertThat(SampleOrganisation.SAMPLE_INSTANT).isEqualTo(asked).isBefore(organisation.asOf());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1000, 100_000})
  void theDocumentsOwnLevelHoldsTheirRoomAndOthers(long count) {
    SampleOrganisation organisation = new SampleOrganisation(SEED, count);
    SampleLevel building =
        organisation.levels().stream()
            .filter(level -> "omb_57c9cc7d9a81e27e54c8fabfd02759e7".equals(level.openLevelId()))
            .findFirst()
            .orElseThrow();

    List<SampleRoom> below =
        organisation.rooms().stream()
            .filter(room -> room.place().levelPath().subList(0, 3).equals(building.path()))
            .toList();
    assertThat(below).hasSizeGreaterThan(5);
    assertThat(below)
        .extracting(room -> room.place().roomId())
        .contains("omm_eada1d61a550955240c28757e7dec3af");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, SEED})
  void aThousandShowEveryWord(long seed) {
    List<ImportedReservation> all = all(new SampleOrganisation(seed, 1000));

    assertThat(all).extracting(ImportedReservation::status).contains(ReservationStatus.values());
    assertThat(all).extracting(ImportedReservation::checkInStatus).contains(CheckInStatus.values());
    assertThat(all)
        .extracting(ImportedReservation::checkInDevice)
        .contains(CheckInDevice.values())
        .containsNull();
  }

  @Test
  void thePeriodEnclosesEveryReservation() {
    for (long count : new long[] {1, 1000, 20_000}) {
      SampleOrganisation organisation = new SampleOrganisation(SEED, count);
      SampleOrganisation.Period period = organisation.wholePeriod();

      assertThat(all(organisation))
          .allMatch(each -> !each.begin().isBefore(period.start()))
          .allMatch(each -> !each.finish().isAfter(period.end()));
      assertThat(organisation.asOf()).isBetween(period.start(), period.end());
    }
  }

  @Test
  void roomsAndPeopleGrowWithTheReservations() {
    assertThat(Scale.of(1)).isEqualTo(new Scale(20, 100, 2));
    assertThat(Scale.of(1000)).isEqualTo(new Scale(40, 200, 2));
    assertThat(Scale.of(1_000_000)).isEqualTo(new Scale(5036, 25_180, 9));
    assertThat(Scale.of(100_000_000)).isEqualTo(new Scale(10_000, 50_000, 445));
  }

  @Test
  void idsAreLegalAndNoneIsGivenTwice() {
    SampleOrganisation organisation = new SampleOrganisation(SEED, 1_000_000);

    assertThat(organisation.levels())
        .extracting(SampleLevel::openLevelId)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("omb_[0-9a-f]{32}"));
    assertThat(organisation.levels()).extracting(SampleLevel::path).doesNotHaveDuplicates();
    assertThat(organisation.rooms())
        .extracting(room -> room.place().roomId())
        .doesNotHaveDuplicates()
        .allMatch(id -> id != null && id.matches("omm_[0-9a-f]{32}"));
    assertThat(organisation.people())
        .extracting(person -> person.named().userId())
        .doesNotHaveDuplicates();
    assertThat(organisation.people())
        .extracting(person -> person.contact().openId())
        .doesNotHaveDuplicates();
    assertThat(externalIds(new SampleOrganisation(SEED, 20_000))).doesNotHaveDuplicates();
  }

  @Test
  void roomsOfABuildingHaveDifferentNames() {
    SampleOrganisation organisation = new SampleOrganisation(SEED, 1_000_000);

    assertThat(organisation.rooms())
        .extracting(room -> room.place().levelPath().subList(0, 3) + room.place().name())
        .doesNotHaveDuplicates();
  }

  @Test
  void citiesAbroadHaveTheirOwnTime() {
    assertThat(new SampleOrganisation(SEED, 1).levels())
        .filteredOn(level -> level.timeZone() != null)
        .extracting(SampleLevel::name, SampleLevel::timeZone)
        .extracting(Object::toString)
        .containsExactly(
            "(\"Singapore\", \"Asia/Singapore\")",
            "(\"Tokyo\", \"Asia/Tokyo\")",
            "(\"London\", \"Europe/London\")");
  }

  @Test
  void aLargeSampleIsMadeWhileItIsRead() {
    Iterator<ImportedReservation> reservations =
        new SampleOrganisation(SEED, 10_000_000).reservations();

    // Two fixed meetings of the sample room, then the first day from the first room on.
    reservations.next();
    reservations.next();
    ImportedReservation first = reservations.next();
    assertThat(Duration.between(Timetable.periodStart(), first.begin()))
        .isLessThan(Duration.ofDays(1));
  }

  private static Set<String> externalIds(SampleOrganisation organisation) {
    return all(organisation).stream()
        .map(ImportedReservation::externalId)
        .collect(Collectors.toSet());
  }

  static List<ImportedReservation> all(SampleOrganisation organisation) {
    List<ImportedReservation> all = new ArrayList<>();
    organisation.reservations().forEachRemaining(all::add);
    return all;
  }
}
