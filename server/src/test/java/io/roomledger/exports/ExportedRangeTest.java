package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.reservations.ReservationStatus;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which reservations are in an export, and in what order. */
final class ExportedRangeTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final Instant T1 = T0.plus(Duration.ofHours(6));
  private static final Instant T2 = T1.plus(Duration.ofHours(6));

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());
  private final Organisation.Room room = organisation.room(organisation.root(), "room");

  private List<String> topics(ExportOrder order) {
    return program.api().export(token, order).topics();
  }

  private List<String> topics(Instant from, Instant to) {
    return topics(ExportOrder.of("0", from, to));
  }

  private Organisation.Room room(String name) {
    return organisation.room(organisation.root(), name);
  }

  private void reserve(Organisation.Room where, Instant begin, Instant finish, String topic) {
    organisation.reserve(where, begin, finish).topic(topic).save();
  }

  @Test
  void rangesThatMeetCutNothingOffAndDoubleNothingThatLiesInOne() {
    reserve(room("a"), T0.minusSeconds(60), T0, "ends at the start");
    reserve(room("b"), T0, T1, "fills the first");
    reserve(room("c"), T1.minusSeconds(1), T1.plusSeconds(1), "over both");
    reserve(room("d"), T1, T1.plusSeconds(1), "begins the second");
    reserve(room("e"), T2.minusSeconds(1), T2, "ends the second");
    reserve(room("f"), T2, T2.plusSeconds(1), "after");

    assertThat(topics(T0, T1)).containsExactly("fills the first", "over both");
    assertThat(topics(T1, T2)).containsExactly("over both", "begins the second", "ends the second");
  }

  @Test
  void startEqualToEndMeansThatInstant() {
    reserve(room("a"), T0, T1, "ends then");
    reserve(room("b"), T0, T1.plusSeconds(1), "goes on");
    reserve(room("c"), T1, T2, "begins then");
    reserve(room("d"), T1.plusSeconds(1), T2, "begins later");

    assertThat(topics(T1, T1)).containsExactly("goes on", "begins then");
  }

  @Test
  void longReservationsAreFoundHoweverLongAgoTheyBegan() {
    reserve(room("a"), T0.minus(Duration.ofDays(900)), T0.plusSeconds(1), "years");
    reserve(room("b"), T0.minus(Duration.ofHours(24)), T0.plusSeconds(1), "a day and a second");
    reserve(room("c"), T0.minus(Duration.ofHours(24)).plusSeconds(1), T0.plusSeconds(1), "a day");
    reserve(room("d"), T0.minus(Duration.ofHours(23)), T0.plusSeconds(1), "less than a day");
    reserve(room("e"), T0.minus(Duration.ofDays(900)), T0, "years, but over");
    reserve(room("f"), T0.plusSeconds(5), T0.plus(Duration.ofDays(9)), "long and inside");

    assertThat(topics(T0, T1))
        .containsExactly(
            "years", "a day and a second", "a day", "less than a day", "long and inside");
  }

  @Test
  void whatWasCancelledOrDeclinedIsAbsentAndWhatWasReleasedIsThere() {
    organisation
        .reserve(room, T0, T1)
        .topic("cancelled")
        .status(ReservationStatus.CANCELLED)
        .save();
    organisation.reserve(room, T0, T1).topic("declined").status(ReservationStatus.DECLINED).save();
    organisation
        .reserve(room, T0, T1)
        .topic("released before it began")
        .released(ReservationStatus.RELEASED_BY_HAND, null, T0.minusSeconds(1))
        .save();
    organisation
        .reserve(room, T0, T1)
        .topic("released early")
        .released(ReservationStatus.RELEASED_BY_SENSOR, null, T0.plusSeconds(60))
        .save();

    assertThat(topics(T0, T1)).containsExactly("released before it began", "released early");
    // It was reserved until T1, whenever the room was given back.
    assertThat(topics(T1.minusSeconds(1), T1))
        .containsExactly("released before it began", "released early");
  }

  @Test
  void rowsAreInTheOrderOfBeginRoomAndNumber() {
    Organisation.Room second = room("2");
    Organisation.Room third = room("1, but made later");
    List<String> expected = new ArrayList<>();
    Random random = new Random(42);
    List<Runnable> saves = new ArrayList<>();
    for (int minute = 0; minute < 20; minute++) {
      Instant begin = T0.plusSeconds(60L * minute);
      for (Organisation.Room each : List.of(room, second, third)) {
        String topic = minute + "/" + each.number();
        expected.add(topic);
        saves.add(() -> reserve(each, begin, begin.plusSeconds(60), topic));
      }
    }
    Collections.shuffle(saves, random);
    saves.forEach(Runnable::run);

    assertThat(topics(T0, T1)).containsExactlyElementsOf(expected);
  }

  @Test
  void ofOneRoomAndOneBeginTheOlderNumberComesFirst() {
    IntStream.range(0, 5)
        .forEach(i ->
            organisation
                .reserve(room, T0, T1.plusSeconds(9 - i))
                .topic(Integer.toString(i))
                .released(ReservationStatus.RELEASED_BY_HAND, null, T0.minusSeconds(1))
                .save());

    assertThat(topics(T0, T1)).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void longOnesStandInTheSameOrder() {
    reserve(room("a"), T0.plusSeconds(10), T0.plus(Duration.ofDays(3)), "2 long");
    reserve(room("b"), T0.plusSeconds(5), T1, "1");
    reserve(room("c"), T0.plusSeconds(10), T1, "3");
    reserve(room("d"), T0.minus(Duration.ofDays(3)), T1, "0 long");

    assertThat(topics(T0, T1)).containsExactly("0 long", "1", "2 long", "3");
  }

  @Test
  void roomsAreTakenOrLeftOut() {
    Organisation.Room second = room("second");
    Organisation.Room third = room("third");
    reserve(room, T0, T1, "1");
    reserve(second, T0, T1, "2");
    reserve(third, T0, T1, "3");
    ExportOrder all = ExportOrder.of("0", T0, T1);

    assertThat(topics(all)).containsExactly("1", "2", "3");
    assertThat(topics(all.only(third.id(), room.id(), room.id()))).containsExactly("1", "3");
    assertThat(topics(all.allBut(second.id()))).containsExactly("1", "3");
    assertThat(topics(all.only())).containsExactly("1", "2", "3");
    assertThat(topics(all.allBut())).containsExactly("1", "2", "3");
    assertThat(topics(all.allBut(room.id(), second.id(), third.id()))).isEmpty();
  }

  @Test
  void manyRoomsAreTakenOrLeftOutToo() {
    List<Organisation.Room> rooms =
        IntStream.range(0, 60).mapToObj(i -> room("room " + i)).toList();
    rooms.forEach(each -> reserve(each, T0, T1, Long.toString(each.number())));
    String[] half = rooms.stream().limit(30).map(Organisation.Room::id).toArray(String[]::new);
    List<String> numbers = rooms.stream().map(each -> Long.toString(each.number())).toList();
    ExportOrder all = ExportOrder.of("0", T0, T1);

    assertThat(topics(all.only(half))).containsExactlyElementsOf(numbers.subList(0, 30));
    assertThat(topics(all.allBut(half))).containsExactlyElementsOf(numbers.subList(30, 60));
  }

  @Test
  void aLevelIsAllBelowIt() {
    Organisation.Level city = organisation.level(organisation.root(), "city");
    Organisation.Level floor = organisation.level(organisation.level(city, "house"), "floor");
    Organisation.Level other = organisation.level(organisation.root(), "other");
    reserve(room, T0, T1, "root");
    reserve(organisation.room(city, "a"), T0, T1, "city");
    Organisation.Room deep = organisation.room(floor, "b");
    reserve(deep, T0, T1, "floor");
    reserve(organisation.room(other, "c"), T0, T1, "other");
    ExportOrder order = ExportOrder.of("0", T0, T1);

    assertThat(topics(order)).containsExactly("root", "city", "floor", "other");
    assertThat(topics(order.at(organisation.root().id()))).hasSize(4);
    assertThat(topics(order.at(city.id()))).containsExactly("city", "floor");
    assertThat(topics(order.at(floor.id()))).containsExactly("floor");
    assertThat(topics(order.at(other.id()).only(deep.id()))).isEmpty();
    assertThat(topics(order.at(city.id()).allBut(deep.id()))).containsExactly("city");
    assertThat(topics(order.at(organisation.level(city, "empty").id()))).isEmpty();
  }

  @Test
  void nothingOfAnotherTenantIsEverThere() {
    Organisation neighbour = program.organisation();
    Organisation.Room theirs = neighbour.room(neighbour.root(), "theirs");
    neighbour.reserve(theirs, T0, T1).topic("theirs").save();
    reserve(room, T0, T1, "ours");

    assertThat(topics(T0, T1)).containsExactly("ours");
  }

  @Test
  void anEmptyExportHasItsHeader() {
    assertThat(program.api().export(token, ExportOrder.of("0", T0, T1)).header()).hasSize(15);
    assertThat(topics(T0, T1)).isEmpty();
  }
}
