package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random files, one after the other into one tenant, against a model that compares all with all.
 */
class OverlapPropertyTest {
  private static final int SEEDS = 12;
  private static final int FILES = 6;

  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private record Booking(String id, int room, int begin, int finish, boolean cancelled) {
    boolean overlaps(Booking other) {
      return !cancelled
          && !other.cancelled
          && room == other.room
          && begin < other.finish
          && other.begin < finish;
    }

    boolean samePlace(Booking other) {
      boolean sameTime = begin == other.begin && finish == other.finish;
      return room == other.room && cancelled == other.cancelled && (cancelled || sameTime);
    }
  }

  @Test
  void anImportDoesWhatTheModelSays() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      ImportTenant tenant = new ImportTenant(database.dataSource());
      Map<String, Booking> stored = new LinkedHashMap<>();
      Map<String, String> ids = Map.of();
      for (int file = 0; file < FILES; file++) {
        List<Booking> lines = randomLines(random);
        Set<Integer> bad = badLines(lines, stored);
        Map<String, Booking> expected = new LinkedHashMap<>(stored);
        int inserted = 0;
        int updated = 0;
        int unchanged = 0;
        for (int line = 0; line < lines.size(); line++) {
          if (!bad.contains(line)) {
            Booking booking = lines.get(line);
            Booking before = expected.put(booking.id, booking);
            inserted += before == null ? 1 : 0;
            updated += before != null && !before.equals(booking) ? 1 : 0;
            unchanged += booking.equals(before) ? 1 : 0;
          }
        }
        Set<Integer> found = new TreeSet<>();
        ImportOutcome outcome = tenant.load(csv(lines), true, collector(found));
        String where = "seed %d, file %d%n%s".formatted(seed, file, csv(lines));
        assertThat(found).as(where).isEqualTo(bad);
        assertThat(List.of(outcome.inserted(), outcome.updated(), outcome.unchanged()))
            .as(where)
            .isEqualTo(List.of((long) inserted, (long) updated, (long) unchanged));
        assertThat(tenant.held()).as(where).isEqualTo(shown(expected));
        ids = checkIds(tenant, ids, where);
        stored = expected;
      }
    }
  }

  /** Numbers of reservations stay. */
  private static Map<String, String> checkIds(
      ImportTenant tenant, Map<String, String> before, String where) {
    Map<String, String> after =
        tenant
            .rows("select external_id || ' ' || id from reservation where tenant_id = :tenant")
            .stream()
            .map(row -> row.split(" ", -1))
            .collect(Collectors.toMap(row -> row[0], row -> row[1]));
    assertThat(after).as(where).containsAllEntriesOf(before);
    return after;
  }

  /** The rule as it is documented, without a thought for speed. */
  private static Set<Integer> badLines(List<Booking> lines, Map<String, Booking> stored) {
    Set<Integer> twice = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Map<Integer, Booking> moving = new LinkedHashMap<>();
    Map<Integer, Booking> arriving = new LinkedHashMap<>();
    for (int line = 0; line < lines.size(); line++) {
      Booking booking = lines.get(line);
      Booking before = stored.get(booking.id);
      if (!seen.add(booking.id)) {
        twice.add(line);
      } else if (before == null) {
        arriving.put(line, booking);
      } else if (!before.samePlace(booking)) {
        moving.put(line, booking);
      }
    }
    Set<Integer> pinned = new LinkedHashSet<>();
    while (true) {
      Map<String, Booking> staying = new HashMap<>(stored);
      for (int line = 0; line < lines.size(); line++) {
        if (moving.containsKey(line) && !pinned.contains(line)) {
          staying.remove(lines.get(line).id);
        }
      }
      List<Booking> good = new ArrayList<>(staying.values());
      Set<Integer> bad = new TreeSet<>();
      for (int line = 0; line < lines.size(); line++) {
        Booking booking = lines.get(line);
        if (arriving.containsKey(line) || (moving.containsKey(line) && !pinned.contains(line))) {
          if (good.stream().anyMatch(booking::overlaps)) {
            bad.add(line);
          } else {
            good.add(booking);
          }
        }
      }
      Set<Integer> stuck = new TreeSet<>(bad);
      stuck.retainAll(moving.keySet());
      if (!pinned.addAll(stuck)) {
        bad.addAll(pinned);
        bad.addAll(twice);
        return bad;
      }
    }
  }

  private static List<Booking> randomLines(Random random) {
    List<Booking> lines = new ArrayList<>();
    int count = 1 + random.nextInt(25);
    for (int i = 0; i < count; i++) {
      int begin = random.nextInt(20);
      lines.add(
          new Booking(
              "id" + random.nextInt(30),
              random.nextInt(3),
              begin,
              begin + 1 + random.nextInt(3),
              random.nextInt(8) == 0));
    }
    return lines;
  }

  private static String csv(List<Booking> lines) {
    StringBuilder csv = new StringBuilder("external_id,room_name,start_time,end_time,status\n");
    for (Booking line : lines) {
      csv.append(
          "%s,R%d,%d,%d,%s\n"
              .formatted(
                  line.id,
                  line.room,
                  1_793_491_200L + 3600L * line.begin,
                  1_793_491_200L + 3600L * line.finish,
                  line.cancelled ? "cancelled" : "reserved"));
    }
    return csv.toString();
  }

  private static List<String> shown(Map<String, Booking> bookings) {
    return bookings.values().stream()
        .map(booking ->
            "%s R%d %d-%d %d"
                .formatted(
                    booking.id,
                    booking.room,
                    booking.begin,
                    booking.finish,
                    booking.cancelled ? 11 : 2))
        .sorted()
        .toList();
  }

  private static BadLines collector(Set<Integer> found) {
    return new BadLines() {
      @Override
      public void add(@Nullable String text, List<ImportProblem> problems) {
        // The header is line 1.
        found.add((int) problems.getFirst().line() - 2);
      }

      @Override
      public void end() {}
    };
  }
}
