package io.roomledger.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.reservations.CheckInStatus;
import io.roomledger.reservations.ImportedReservation;
import io.roomledger.reservations.ReservationStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What makes the reservations lifelike, and what makes them possible. */
class SampleReservationsTest {
  private static final SampleOrganisation ORGANISATION = new SampleOrganisation(7, 20_000);
  private static final List<ImportedReservation> ALL = SampleOrganisationTest.all(ORGANISATION);
  private static final Instant AS_OF = ORGANISATION.asOf();
  private static final Map<String, ZoneId> ZONES =
      Map.of(
          "中国", ZoneId.of("Asia/Shanghai"),
          "新加坡", ZoneId.of("Asia/Singapore"),
          "日本", ZoneId.of("Asia/Tokyo"),
          "英国", ZoneId.of("Europe/London"));

  @Test
  void noRoomIsHeldTwiceAtATime() {
    Map<String, List<ImportedReservation>> byRoom =
        ALL.stream()
            .filter(each -> heldUntil(each).isAfter(each.begin()))
            .sorted(Comparator.comparing(ImportedReservation::begin))
            .collect(Collectors.groupingBy(each -> String.valueOf(each.room().roomId())));

    assertThat(byRoom).hasSize(ORGANISATION.rooms().size());
    assertThat(byRoom.values())
        .allSatisfy(room ->
            assertThat(IntStream.range(1, room.size()))
                .allMatch(i -> !heldUntil(room.get(i - 1)).isAfter(room.get(i).begin())));
  }

  @Test
  void fieldsFitTogether() {
    assertThat(ALL)
        .allSatisfy(each -> {
          assertThat(each.begin()).isBefore(each.finish());
          boolean checkedIn = each.checkInStatus() == CheckInStatus.CHECKED_IN;
          assertThat(each.checkedInAt() != null).isEqualTo(checkedIn);
          assertThat(each.checkInDevice() != null).isEqualTo(checkedIn);
          assertThat(each.releasedAt() != null).isEqualTo(each.status().released());
          assertThat(each.acceptedCount()).isBetween(0, each.invitedCount());
          boolean byHand = each.status() == ReservationStatus.RELEASED_BY_HAND;
          assertThat(each.releasedBy() == null || byHand).isTrue();
        });
  }

  @Test
  void nothingHasHappenedThatIsStillToCome() {
    assertThat(ALL)
        .allSatisfy(each -> {
          assertThat(Stream.of(each.checkedInAt(), each.releasedAt()).filter(Objects::nonNull))
              .allMatch(at -> !at.isAfter(AS_OF));
          if (each.checkInStatus() == CheckInStatus.WAITING) {
            assertThat(each.begin()).isAfter(AS_OF);
          }
        });
  }

  @Test
  void roomsAreReleasedWhenTheirKindOfReleaseIsDue() {
    assertThat(withStatus(ReservationStatus.RELEASED_NOT_CHECKED_IN))
        .allMatch(each -> each.checkInStatus() == CheckInStatus.MISSED)
        .allMatch(each -> released(each).compareTo(Duration.ofMinutes(10)) >= 0)
        .allMatch(each -> released(each).compareTo(Duration.ofMinutes(15)) <= 0);
    assertThat(withStatus(ReservationStatus.RELEASED_AFTER_END))
        .allMatch(each -> !Objects.requireNonNull(each.releasedAt()).isBefore(each.finish()));
    assertThat(withStatus(ReservationStatus.RELEASED_BY_SENSOR))
        .allMatch(each -> Objects.requireNonNull(each.releasedAt()).isBefore(each.finish()));
    List<ImportedReservation> byHand = withStatus(ReservationStatus.RELEASED_BY_HAND);
    assertThat(share(byHand, each -> each.releasedBy() != null)).isBetween(0.8, 1.0);
    assertThat(byHand).anyMatch(each -> released(each).isNegative());
    assertThat(byHand).anyMatch(each -> released(each).isPositive());
  }

  @Test
  void approvalIsMostlyAwaitedForWhatIsToCome() {
    List<ImportedReservation> pending = withStatus(ReservationStatus.PENDING_APPROVAL);

    assertThat(share(pending, each -> each.begin().isAfter(AS_OF))).isBetween(0.7, 1.0);
  }

  @Test
  void givenBackTimeIsSometimesBookedAgain() {
    Map<String, List<ImportedReservation>> byRoom =
        ALL.stream()
            .filter(each -> each.status().exported())
            .collect(Collectors.groupingBy(each -> String.valueOf(each.room().roomId())));

    long again =
        ALL.stream()
            .filter(each -> each.releasedAt() != null && each.releasedAt().isBefore(each.finish()))
            .filter(early ->
                byRoom.getOrDefault(String.valueOf(early.room().roomId()), List.of()).stream()
                    .anyMatch(each ->
                        !each.equals(early)
                            && !each.begin().isBefore(early.begin())
                            && each.begin().isBefore(early.finish())))
            .count();
    assertThat(again).isGreaterThan(100);
  }

  @Test
  void peopleMeetInWorkingHoursAndHaveLunch() {
    assertThat(
            share(
                ALL,
                each -> {
                  LocalDateTime begin = local(each);
                  return begin.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0
                      && begin.getHour() >= 9
                      && begin.getHour() < 19;
                }))
        .isGreaterThan(0.9);
    long late = ALL.stream().filter(each -> local(each).getHour() == 10).count();
    long noon = ALL.stream().filter(each -> local(each).getHour() == 12).count();
    long afternoon = ALL.stream().filter(each -> local(each).getHour() == 14).count();
    assertThat(noon * 2).isLessThan(late).isLessThan(afternoon);
  }

  @Test
  void someMeetWeekAfterWeek() {
    long pairs =
        ALL.stream()
            .filter(each -> each.status().exported())
            .collect(
                Collectors.groupingBy(
                    each ->
                        List.of(
                            String.valueOf(each.room().roomId()),
                            each.topic(),
                            local(each).getDayOfWeek(),
                            local(each).toLocalTime()),
                    Collectors.counting()))
            .values()
            .stream()
            .filter(count -> count > 1)
            .mapToLong(Long::longValue)
            .sum();

    assertThat(pairs).isGreaterThan(ALL.size() / 4);
  }

  @Test
  void someStayForDays() {
    assertThat(ALL)
        .filteredOn(
            each -> Duration.between(each.begin(), each.finish()).compareTo(Duration.ofDays(1)) > 0)
        .hasSizeGreaterThan(10);
  }

  @Test
  void whoHasLeftIsStillNamed() {
    Set<String> left =
        ORGANISATION.people().stream()
            .filter(SamplePerson::left)
            .map(person -> person.named().userId())
            .collect(Collectors.toSet());

    List<ImportedReservation> theirs =
        ALL.stream()
            .filter(each -> each.booker() != null && left.contains(each.booker().userId()))
            .toList();
    assertThat(theirs).hasSizeGreaterThan(100).allMatch(each -> each.finish().isBefore(AS_OF));
  }

  @Test
  void someAreBookedByNobody() {
    assertThat(share(ALL, each -> each.booker() == null)).isBetween(0.005, 0.05);
  }

  @Test
  void topicsNeedCareInASpreadsheet() {
    Set<String> topics = ALL.stream().map(ImportedReservation::topic).collect(Collectors.toSet());

    for (String start : List.of("=", "+", "-", "@", "\t", " ")) {
      assertThat(topics).anyMatch(topic -> topic.startsWith(start));
    }
    assertThat(topics).anyMatch(topic -> topic.contains("\n"));
    assertThat(topics).anyMatch(topic -> topic.codePoints().anyMatch(sign -> sign > 0xFFFF));
    assertThat(topics).anyMatch(topic -> topic.length() > 300).contains("");
  }

  private static List<ImportedReservation> withStatus(ReservationStatus status) {
    return ALL.stream().filter(each -> each.status() == status).toList();
  }

  private static double share(List<ImportedReservation> of, Predicate<ImportedReservation> which) {
    return (double) of.stream().filter(which).count() / of.size();
  }

  private static Duration released(ImportedReservation reservation) {
    return Duration.between(reservation.begin(), reservation.releasedAt());
  }

  private static LocalDateTime local(ImportedReservation reservation) {
    ZoneId zone = ZONES.get(reservation.room().levelPath().getFirst());
    return reservation.begin().atZone(zone).toLocalDateTime();
  }

  /** As the database defines it. */
  private static Instant heldUntil(ImportedReservation reservation) {
    Instant released = reservation.releasedAt();
    if (!reservation.status().exported()) {
      return reservation.begin();
    }
    return released == null || released.isAfter(reservation.finish())
        ? reservation.finish()
        : released;
  }
}
